// SPDX-License-Identifier: Apache-2.0
//
// Precompiled for every part that has no need of sockets: the headers of others that nearly all of them include.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>
