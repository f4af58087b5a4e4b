// SPDX-License-Identifier: Apache-2.0
// The results file of a screening: written whole each time, so that there is always a good one to go on from.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "workloads/docking/docked.hpp"
#include "workloads/docking/library.hpp"
#include "workloads/docking/options.hpp"

namespace sluice::docking {

/// Of each ligand of the library; empty until it is docked.
using AllPoses = std::vector<std::optional<Poses>>;

/// Ligands in order of affinity; those without a pose are left out.
std::vector<int> ranking(const AllPoses& results);

/// How the file came about, beyond the options.
struct Circumstances {
    int ranks;
    bool complete;
};

/// Replaces the file. What it says of molecules and poses depends on neither ranks nor interruptions. One
/// process.
void write_results(const ScreenOptions& options, const Library& library, const AllPoses& results,
                   const Circumstances& circumstances);

/// What the file has already. Throws run::Mistake if it is of other molecules or parameters.
AllPoses read_results(const ScreenOptions& options, const Library& library);

/// Prints the ranking in a file.
void report(const std::filesystem::path& path);

}  // namespace sluice::docking
