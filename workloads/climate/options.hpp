// SPDX-License-Identifier: Apache-2.0
// What the user asked for, checked before anything is computed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "workloads/climate/kernel/case.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/sphere/map.hpp"
#include "workloads/climate/sphere/problem.hpp"
#include "workloads/run/command_line.hpp"
#include "workloads/run/session.hpp"

namespace sluice::climate {

struct PlaneOptions {
    Case problem;
    Grid grid;
};

struct SphereOptions {
    const sphere::Problem* problem;
    double angle;  // between the axes of flow and planet, degrees
    int elements;  // along each edge of the cube
    sphere::MapGrid map;
};

struct RunOptions {
    std::variant<PlaneOptions, SphereOptions> of;
    double duration, output_every;  // s
    std::optional<std::filesystem::path> output, picture;
    run::CheckpointOptions checkpoint;
    bool quiet;
    std::string command;  // as typed

    std::string title() const;
    std::string source() const;  // who published the case

    /// "case=thermal nx=200 ...", defaults included.
    std::string parameters() const;
};

struct ReportOptions {
    std::filesystem::path file;
    std::optional<std::filesystem::path> picture;
};

std::variant<RunOptions, ReportOptions, run::Leave> parse_options(int argc, const char* const* argv);

}  // namespace sluice::climate
