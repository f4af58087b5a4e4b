// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/task_limits.hpp"

#include "scheduler/model/number.hpp"
#include "scheduler/submit/limits.hpp"

namespace sluice::step {

std::vector<TaskLimit> take_limits(Variables& variables) {
    std::vector<TaskLimit> limits;
    for (const auto& [name, resource] : submit::kLimits) {
        const auto found = variables.find(std::string{submit::kLimitPrefix} + std::string{name});
        if (found == variables.end()) continue;
        if (const auto value = parse_number<std::uint64_t>(found->second)) limits.push_back({resource, *value});
        variables.erase(found);
    }
    return limits;
}

}  // namespace sluice::step
