// SPDX-License-Identifier: Apache-2.0
// AutoDock Vina as a program of the machine, on one core, and what it prints.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace sluice::bench {

/// Files of one docking.
struct DockingTask {
    std::string name;
    std::filesystem::path receptor, ligand, box;
};

struct DockedByVina {
    double seconds;   // of the processor
    double reported;  // kcal/mol: with an unbound ligand's energy that differs from seed to seed, see docs/docking.md
    double score;     // of its best pose by our function, which is Vina's
};

bool vina_is_installed();

/// Nothing if it failed.
std::optional<DockedByVina> dock_with_vina(const DockingTask& task, int exhaustiveness, int seed);

/// All of a file.
std::string text_of(const std::filesystem::path& path);

/// Of this process's children, or of itself: RUSAGE_CHILDREN, RUSAGE_SELF.
double cpu_seconds(int who);

}  // namespace sluice::bench
