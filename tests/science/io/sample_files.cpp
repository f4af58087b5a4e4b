// SPDX-License-Identifier: Apache-2.0
#include "tests/science/io/sample_files.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "io/collective.hpp"
#include "io/file.hpp"

namespace sluice::io {
namespace {

const MPI_Comm world = MPI_COMM_WORLD;
using Numbers = std::vector<double>;

/// An array that rank 0 has.
void add(File& file, const Description& description, const std::vector<std::string>& axes, const Extents& extents,
         const Numbers& values) {
    const Block block = Block::on_root(extents, rank_in(world));
    file.add_variable(description, axes, block).write(std::span{values}.first(block.size()));
}

Numbers numbered(std::size_t count) {
    Numbers values(count);
    for (std::size_t n = 0; n < count; ++n) values[n] = static_cast<double>(n);
    return values;
}

Numbers flattened(const std::vector<std::vector<double>>& rows) {
    Numbers values;
    for (const auto& row : rows) values.insert(values.end(), row.begin(), row.end());
    return values;
}

void add_molecule(File& file) {
    const std::vector<std::vector<double>> atoms{{0, 0, 0},        {1.4, 0, 0.1},     {2.1, 1.2, 0.1}, {1.4, 2.4, 0},
                                                 {0, 2.4, 0},      {-0.7, 1.2, 0},    {-0.9, 3.5, 0},  {-2.2, 3.0, 0.1},
                                                 {-2.1, 1.6, 0.1}, {-3.4, 3.9, 0.4}};
    const std::vector<std::vector<double>> bonds{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0},
                                                 {4, 6}, {6, 7}, {7, 8}, {8, 5}, {7, 9}};
    file.add_axis({.name = "atom", .stored = Number::i32}, numbered(atoms.size()));
    file.add_axis({.name = "bond", .stored = Number::i32}, numbered(bonds.size()));
    file.add_axis({.name = "xyz", .stored = Number::i32}, numbered(3));
    file.add_axis({.name = "end", .stored = Number::i32}, numbered(2));
    file.add_text({.name = "element"}, "atom", {"C", "C", "C", "C", "C", "C", "N", "C", "C", "O"});
    add(file, {.name = "bonds", .stored = Number::i32}, {"bond", "end"}, {bonds.size(), 2}, flattened(bonds));
    add(file,
        {.name = "pose",
         .units = "angstrom",
         .long_name = "best pose",
         .more = {{"plot", "pose"}, {"plot_bonds", "bonds"}, {"plot_elements", "element"}, {"plot_context", "pocket"}}},
        {"atom", "xyz"}, {atoms.size(), 3}, flattened(atoms));
}

/// A zigzag around the molecule.
void add_pocket(File& file) {
    std::vector<std::vector<double>> atoms;
    for (int n = 0; n < 26; ++n) {
        const double angle = 2 * std::numbers::pi * n / 26, radius = 5.2 + 0.5 * (n % 2);
        atoms.push_back({-0.6 + radius * std::cos(angle), 1.8 + radius * std::sin(angle), 1.6 * std::sin(3 * angle)});
    }
    file.add_axis({.name = "pocket_atom", .stored = Number::i32}, numbered(atoms.size()));
    add(file, {.name = "pocket", .units = "angstrom"}, {"pocket_atom", "xyz"}, {atoms.size(), 3}, flattened(atoms));
}

}  // namespace

void write_map(const std::filesystem::path& path) {
    constexpr std::size_t kColumns = 72, kRows = 36;
    File file = File::create(path, world);
    file.set("title", "A wave around the pole");
    Variable& time = file.add_record_axis({.name = "time", .units = "days"});
    Numbers latitudes, longitudes;
    for (std::size_t k = 0; k < kRows; ++k) latitudes.push_back(-87.5 + 5.0 * static_cast<double>(k));
    for (std::size_t i = 0; i < kColumns; ++i) longitudes.push_back(2.5 + 5.0 * static_cast<double>(i));
    file.add_axis({.name = "lat", .units = "degrees_north"}, latitudes);
    file.add_axis({.name = "lon", .units = "degrees_east"}, longitudes);
    const Block block = Block::on_root({kRows, kColumns}, rank_in(world));
    Variable& vorticity = file.add_variable({.name = "vorticity", .units = "s-1", .more = {{"plot", "field"}}},
                                            {"time", "lat", "lon"}, block);
    for (std::size_t record = 0; record < 2; ++record) {
        Numbers values;
        for (const double latitude : latitudes)
            for (const double longitude : longitudes)
                values.push_back(1e-5 * std::exp(-std::pow((latitude - 45) / 15, 2)) *
                                 std::sin(4 * (longitude / 180 * std::numbers::pi + static_cast<double>(record))));
        time.write_record(record, 3.0 * static_cast<double>(record));
        vorticity.write_record(record, std::span{values}.first(block.size()));
    }
    file.close();
}

void write_convergence(const std::filesystem::path& path) {
    File file = File::create(path, world);
    file.set("title", "European call, convergence of the price");
    Numbers paths, prices, errors;
    for (int n = 0; n < 40; ++n) {
        paths.push_back(1000 * std::pow(10, n / 10.0));
        errors.push_back(14.7 / std::sqrt(paths.back()));
        prices.push_back(10.45058357 + errors.back() * std::sin(1.3 * n));
    }
    file.add_axis({.name = "paths", .units = "1"}, paths);
    add(file, {.name = "standard_error", .units = "USD"}, {"paths"}, {paths.size()}, errors);
    add(file,
        {.name = "price",
         .units = "USD",
         .long_name = "price of the option",
         .more = {{"plot", "curve"},
                  {"plot_error", "standard_error"},
                  {"plot_reference", 10.45058357},
                  {"plot_x_scale", "log"}}},
        {"paths"}, {paths.size()}, prices);
    file.close();
}

void write_docking(const std::filesystem::path& path) {
    File file = File::create(path, world);
    file.set("title", "Virtual screening, ranking");
    file.set("plots", "score pose");
    file.add_axis({.name = "rank", .stored = Number::i32}, {{1, 2, 3, 4, 5}});
    file.add_text({.name = "ligand"}, "rank", {"indole-3-ol", "benzamidine", "aspirin", "phenol", "urea"});
    add(file, {.name = "rmsd", .units = "angstrom"}, {"rank"}, {5}, {0.42, 0.87, 1.94, 2.6, 4.1});
    add(file,
        {.name = "score",
         .units = "kcal mol-1",
         .long_name = "best score",
         .more = {{"plot", "bars"}, {"plot_labels", "ligand"}, {"plot_columns", "rmsd"}}},
        {"rank"}, {5}, {-9.12, -7.86, -6.4, -5.05, -2.31});
    add_molecule(file);
    add_pocket(file);
    file.close();
}

}  // namespace sluice::io
