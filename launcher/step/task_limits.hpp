// SPDX-License-Identifier: Apache-2.0
//
// Resource limits that the submitter's tasks inherit from where he submitted them.
#pragma once

#include <cstdint>
#include <vector>

#include "launcher/step/variables.hpp"

namespace sluice::step {

struct TaskLimit {
    int resource = 0;         // RLIMIT_...
    std::uint64_t value = 0;  // the soft limit
};

/// Takes the variables that carry them out of the environment.
std::vector<TaskLimit> take_limits(Variables& variables);

}  // namespace sluice::step
