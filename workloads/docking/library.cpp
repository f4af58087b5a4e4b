// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/library.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "workloads/docking/kernel/docking.hpp"
#include "workloads/run/command_line.hpp"

namespace sluice::docking {
namespace {

using Path = std::filesystem::path;

std::string text_of(const Path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) run::mistaken("cannot read {}", path.string());
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// FNV-1a, continued.
std::uint64_t add_to_digest(std::uint64_t digest, std::string_view text) {
    for (const char letter : text) digest = (digest ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    return digest;
}

std::vector<Path> ligand_files(const Path& where) {
    if (!std::filesystem::is_directory(where)) return {where};
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator{where}) {
        if (entry.path().extension() == ".pdbqt") files.push_back(entry.path());
    }
    if (files.empty()) run::mistaken("--ligands: there is no *.pdbqt in {}", where.string());
    std::ranges::sort(files);
    return files;
}

/// Runs the reader, and says which file its mistakes are in.
template <class Read>
auto in_file(const Path& path, const Read& read) {
    try {
        return read();
    } catch (const PdbqtError& error) {
        run::mistaken("{}:{}: {}", path.string(), error.line, error.what());
    }
}

NamedLigand read_ligand(const Path& path, const std::string& text) {
    return in_file(path, [&] {
        NamedLigand ligand{path.stem().string(), parse_ligand(text), {}};
        ligand.ligand = make_ligand(ligand.file);
        if (ligand.ligand.heavy_atoms() == 0) throw PdbqtError{1, "there is nothing but hydrogen"};
        return ligand;
    });
}

}  // namespace

std::size_t Library::most_atoms() const {
    std::size_t most = 0;
    for (const NamedLigand& ligand : ligands) most = std::max(most, ligand.ligand.atoms.size());
    return most;
}

std::vector<Species> Library::species() const {
    std::vector<Species> all_species;
    for (const NamedLigand& ligand : ligands) add_species(ligand.ligand, all_species);
    std::ranges::sort(all_species);
    return all_species;
}

Library read_library(const Path& receptor, const Path& ligands) {
    Library library;
    const std::string receptor_text = text_of(receptor);
    library.receptor = in_file(receptor, [&] { return make_receptor(parse_receptor(receptor_text)); });
    library.digest = add_to_digest(14695981039346656037U, receptor_text);
    for (const Path& path : ligand_files(ligands)) {
        const std::string text = text_of(path);
        library.ligands.push_back(read_ligand(path, text));
        library.digest = add_to_digest(add_to_digest(library.digest, library.ligands.back().name), text);
    }
    return library;
}

}  // namespace sluice::docking
