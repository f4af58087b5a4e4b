// SPDX-License-Identifier: Apache-2.0
// What the user asked for, checked before anything is computed.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "workloads/docking/kernel/box.hpp"
#include "workloads/docking/kernel/docking.hpp"
#include "workloads/run/session.hpp"

namespace sluice::docking {

struct ScreenOptions {
    std::filesystem::path receptor, ligands;  // ligands: a file or a folder of them
    Box box;
    Effort effort;
    Selection selection;
    std::optional<std::filesystem::path> output, poses;  // poses: a folder
    std::chrono::duration<double> save_every;
    bool quiet;
    std::string command;  // as typed

    /// "exhaustiveness=8 seed=0 ...", what decides the results.
    std::string parameters() const;
};

/// Only scores the poses in the files.
struct ScoreOptions {
    std::filesystem::path receptor, ligands;
};

struct ReportOptions {
    std::filesystem::path file;
};

std::variant<ScreenOptions, ScoreOptions, ReportOptions, run::Leave> parse_options(int argc,
                                                                                   const char* const* argv);

}  // namespace sluice::docking
