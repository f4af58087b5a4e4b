// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/option_table.hpp"

namespace sluice::submit {

std::vector<Part> option_parts() {
    return {{"Job options", job_options()},
            {"Resource options", resource_options()},
            {"GPU, core and binding options", gpu_options()},
            {"Node options", node_options()},
            {"File and environment options", file_options()},
            {"Step options", step_options()},
            {"Command options", submission_options()},
            {"Options for other clusters", neutral_options()},
            {"Help options", help_options()}};
}

std::vector<const Option*> options_of(Command command) {
    std::vector<const Option*> found;
    for (const auto& part : option_parts()) {
        for (const auto& option : part.options) {
            if (includes(option.commands, command)) found.push_back(&option);
        }
    }
    return found;
}

std::string_view variables_of(const Option& option, Command command) {
    switch (command) {
        case Command::sbatch:
            return option.variables.sbatch;
        case Command::srun:
            return option.variables.srun;
        case Command::salloc:
            return option.variables.salloc;
    }
    return {};
}

}  // namespace sluice::submit
