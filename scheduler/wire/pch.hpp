// SPDX-License-Identifier: Apache-2.0
//
// Precompiled for every part that talks: the two header families that cost most to parse.
#pragma once

#include <boost/asio.hpp>

#include "scheduler/wire/proto/messages.pb.h"
