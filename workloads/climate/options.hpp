// SPDX-License-Identifier: Apache-2.0
// What the user asked for, checked before anything is computed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "workloads/climate/kernel/case.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/run/command_line.hpp"
#include "workloads/run/session.hpp"

namespace sluice::climate {

struct RunOptions {
    Case problem;
    Grid grid;
    double duration, output_every;  // s
    std::optional<std::filesystem::path> output, picture;
    run::CheckpointOptions checkpoint;
    bool quiet;
    std::string command;  // as typed

    /// "case=thermal nx=200 ...", defaults included.
    std::string parameters() const;
};

struct ReportOptions {
    std::filesystem::path file;
    std::optional<std::filesystem::path> picture;
};

std::variant<RunOptions, ReportOptions, run::Leave> parse_options(int argc, const char* const* argv);

}  // namespace sluice::climate
