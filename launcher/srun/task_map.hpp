// SPDX-License-Identifier: Apache-2.0
//
// Where each task of a step runs.
#pragma once

#include <string>
#include <vector>

#include "scheduler/model/step.hpp"

namespace sluice::srun {

struct TaskPlace {
    std::uint32_t position = 0;  // of the node in the step
    std::string node;
};

/// By task number.
using TaskMap = std::vector<TaskPlace>;

inline TaskMap task_map(const Step& step) {
    TaskMap map(step.total_tasks());
    for (std::uint32_t position = 0; position < step.shares.size(); ++position) {
        for (const auto task : step.shares[position].tasks) {
            if (task < map.size()) map[task] = {position, step.shares[position].node};
        }
    }
    return map;
}

}  // namespace sluice::srun
