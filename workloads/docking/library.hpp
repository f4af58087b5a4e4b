// SPDX-License-Identifier: Apache-2.0
// The molecules of a run, read and checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "workloads/docking/kernel/molecule.hpp"

namespace sluice::docking {

struct NamedLigand {
    std::string name;  // of the file, without .pdbqt
    PdbqtLigand file;
    Ligand ligand;
};

struct Library {
    Receptor receptor;
    std::vector<NamedLigand> ligands;  // by name
    std::uint64_t digest = 0;          // of all that was read

    std::size_t most_atoms() const;
    std::vector<Species> species() const;
};

/// `ligands` is a file or a folder, of which all *.pdbqt are taken. Throws run::Mistake "file:line: cause".
Library read_library(const std::filesystem::path& receptor, const std::filesystem::path& ligands);

}  // namespace sluice::docking
