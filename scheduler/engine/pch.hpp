// SPDX-License-Identifier: Apache-2.0
//
// Precompiled for the engine: nearly all of it sees the state, the events and what applies them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "scheduler/engine/transition.hpp"
