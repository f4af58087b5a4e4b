// SPDX-License-Identifier: Apache-2.0
// What the user asked for, checked before anything is computed.
#pragma once

#include <filesystem>
#include <optional>
#include <variant>

#include "workloads/montecarlo/job.hpp"
#include "workloads/run/command_line.hpp"
#include "workloads/run/session.hpp"

namespace sluice::montecarlo {

struct RunOptions {
    Job job;
    std::optional<std::filesystem::path> output;
    run::CheckpointOptions checkpoint;
    bool quiet;
    std::string command;  // as typed
};

std::variant<RunOptions, run::Leave> parse_options(int argc, const char* const* argv);

}  // namespace sluice::montecarlo
