// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/checkpoint.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "io/checkpoint.hpp"
#include "io/collective.hpp"

namespace sluice::climate {
namespace {

constexpr std::array kNames{"density", "momentum_x", "momentum_z", "heat"};  // in the order of Quantity
constexpr std::size_t kMomentNumbers = sizeof(Moment) / sizeof(double);

hsize_t size(std::size_t n) { return n; }
hsize_t size(int n) { return static_cast<hsize_t>(n); }

io::Extents whole(const Grid& grid) { return {size(grid.nz), size(grid.nx)}; }
io::Block part(const Tile& tile) {
    return {{size(tile.z.first), size(tile.x.first)}, {size(tile.z.count), size(tile.x.count)}};
}

std::array<double, kMomentNumbers> numbers_of(const Moment& moment) {
    return {moment.time, moment.mass, moment.energy, moment.coldest, moment.warmest, moment.fastest};
}
Moment moment_of(const double* numbers) {
    return {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
}

/// The cells of a tile without its halo, row by row from the ground.
std::vector<double> inside(const Fields& fields, Quantity quantity) {
    std::vector<double> values;
    for (int k = 0; k < fields.nz(); ++k) {
        values.insert(values.end(), fields.row(quantity, k), fields.row(quantity, k) + fields.nx());
    }
    return values;
}

Fields fields_from(const io::Reader& saved, const Tile& tile) {
    Fields fields{tile.x.count, tile.z.count};
    for (const Quantity quantity : kQuantities) {
        const auto values = saved.part<double>(kNames[static_cast<std::size_t>(quantity)], part(tile));
        for (int k = 0; k < fields.nz(); ++k) {
            std::copy_n(values.data() + std::ptrdiff_t{k} * fields.nx(), fields.nx(),
                        fields.row(quantity, k));
        }
    }
    return fields;
}

std::string name_of(std::size_t record, std::size_t field) {
    return fmt::format("record_{}_field_{}", record, field);
}

void save_records(io::CheckpointWriter& file, const Records& records, const Solver& solver, MPI_Comm comm) {
    file.set("records", static_cast<std::int64_t>(records.size()));
    std::vector<double> moments;
    for (std::size_t n = 0; n < records.size(); ++n) {
        const auto numbers = numbers_of(records[n].moment);
        moments.insert(moments.end(), numbers.begin(), numbers.end());
        for (std::size_t field = 0; field < kFieldCount; ++field) {
            file.write<double>(name_of(n, field), whole(solver.grid()), part(solver.tile()),
                               records[n].fields[field]);
        }
    }
    if (records.empty()) return;
    const io::Extents extents{size(moments.size())};
    const io::Block block = io::Block::on_root(extents, io::rank_in(comm));
    file.write<double>("moments", extents, block, std::span{std::as_const(moments)}.first(block.size()));
}

Records load_records(const io::Reader& saved, const Tile& tile) {
    Records records(static_cast<std::size_t>(saved.integer("records")));
    if (records.empty()) return records;
    const std::vector<double> moments = saved.values("moments");
    for (std::size_t n = 0; n < records.size(); ++n) {
        records[n].moment = moment_of(moments.data() + n * kMomentNumbers);
        for (std::size_t field = 0; field < kFieldCount; ++field) {
            records[n].fields[field] = saved.part<double>(name_of(n, field), part(tile));
        }
    }
    return records;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const std::string& parameters,
                     const Position& position, const Solver& solver, const Records& records, MPI_Comm comm) {
    io::CheckpointWriter file{path, comm};
    file.set("parameters", parameters);
    file.set("time", position.time);
    file.set("last_record", position.last_record);
    file.set("steps", position.steps);
    file.set("steps_since_record", position.steps_since_record);
    file.set("next_record", position.next_record);
    file.set("start_mass", position.start.mass);
    file.set("start_energy", position.start.energy);
    for (const Quantity quantity : kQuantities) {
        file.write<double>(kNames[static_cast<std::size_t>(quantity)], whole(solver.grid()),
                           part(solver.tile()), inside(solver.state(), quantity));
    }
    save_records(file, records, solver, comm);
    file.commit();
}

bool load_checkpoint(const std::filesystem::path& path, const std::string& parameters, Position& position,
                     Solver& solver, Records& records, MPI_Comm comm) {
    const auto saved = io::open_checkpoint(path, comm);
    if (!saved) return false;
    if (const std::string theirs = saved->text("parameters"); theirs != parameters) {
        throw std::runtime_error{
            fmt::format("the checkpoint {} is of another run ({}); name another file, or remove it",
                        path.string(), theirs)};
    }
    position = {.time = saved->number("time"),
                .last_record = saved->number("last_record"),
                .steps = saved->integer("steps"),
                .steps_since_record = saved->integer("steps_since_record"),
                .next_record = saved->integer("next_record")};
    position.start.mass = saved->number("start_mass");
    position.start.energy = saved->number("start_energy");
    solver.restore(fields_from(*saved, solver.tile()));
    records = load_records(*saved, solver.tile());
    return true;
}

}  // namespace sluice::climate
