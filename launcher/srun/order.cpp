// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/order.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "scheduler/submit/stop.hpp"

namespace sluice::srun {

void say(std::string_view line) { fmt::print(stderr, "{}\n", line); }

void say_error(std::string_view text, submit::Command command) {
    fmt::print(stderr, "{}", submit::prefixed(command, "error: ", text));
}

}  // namespace sluice::srun
