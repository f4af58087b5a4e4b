// SPDX-License-Identifier: Apache-2.0
//
// The commands that share the option table.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::submit {

enum class Command : std::uint8_t { sbatch, srun, salloc };

constexpr std::string_view to_string(Command command) {
    switch (command) {
        case Command::sbatch: return "sbatch";
        case Command::srun: return "srun";
        case Command::salloc: return "salloc";
    }
    return "";
}

}  // namespace sluice::submit
