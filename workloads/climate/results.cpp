// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/results.hpp"

#include "io/collective.hpp"
#include "workloads/climate/kernel/diagnostics.hpp"

namespace sluice::climate {
namespace {

/// Averages of the air at rest over all rows of the mesh.
std::vector<double> column(const Case& problem, const Grid& grid, double (*value)(const Level&)) {
    std::vector<double> values;
    for (int k = 0; k < grid.nz; ++k) {
        values.push_back(value(problem.sounding.average(grid.z_face(k), grid.z_face(k + 1))));
    }
    return values;
}

}  // namespace

FieldLayout layout_of(const Grid& grid, const Tile& tile) {
    const auto size = [](int n) { return static_cast<hsize_t>(n); };
    return {{size(grid.nz), size(grid.nx)},
            {{size(tile.z.first), size(tile.x.first)}, {size(tile.z.count), size(tile.x.count)}}};
}

Record record_of(const Solver& solver, const Moment& moment) {
    const Fields& state = solver.state();
    const Background& rest = solver.background();
    return {{moment.time, moment.mass, moment.energy, moment.coldest, moment.warmest, moment.fastest},
            {theta_perturbation(state, rest), density_perturbation(state),
             velocity(state, rest, Quantity::momentum_x), velocity(state, rest, Quantity::momentum_z)}};
}

Moment moment_of(const std::vector<double>& numbers) {
    return {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
}

Results::Results(const RunOptions& options, const Case& problem, const Solver& solver,
                 const std::string& layout, MPI_Comm comm)
    : RecordFile{options, layout, comm} {
    add_axes(solver.grid());
    add_background(problem, solver.grid());
    add_fields(layout_of(solver.grid(), solver.tile()).part);
    add_numbers();
}

void Results::add_axes(const Grid& grid) {
    std::vector<double> x, z;
    for (int i = 0; i < grid.nx; ++i) x.push_back(grid.x_centre(i));
    for (int k = 0; k < grid.nz; ++k) z.push_back(grid.z_centre(k));
    add_time();
    file().add_axis({.name = "z",
                     .units = "m",
                     .long_name = "height of the middle of the cell",
                     .standard_name = "height",
                     .axis = "Z",
                     .positive = "up"},
                    z);
    file().add_axis({.name = "x",
                     .units = "m",
                     .long_name = "distance of the middle of the cell along the ground",
                     .axis = "X"},
                    x);
}

void Results::add_background(const Case& problem, const Grid& grid) {
    const auto add = [&](const io::Description& description, double (*value)(const Level&)) {
        const io::Extents rows{static_cast<hsize_t>(grid.nz)};
        const io::Block block = io::Block::on_root(rows, io::rank_in(comm()));
        const std::vector<double> values = column(problem, grid, value);
        file().add_variable(description, {"z"}, block).write(std::span{values}.first(block.size()));
    };
    add({"density_background", "kg m-3", "density of the air at rest", "air_density"},
        [](const Level& level) { return level.density; });
    add({"theta_background", "K", "potential temperature of the air at rest", "air_potential_temperature"},
        [](const Level& level) { return level.theta(); });
    add({"pressure_background", "Pa", "pressure of the air at rest", "air_pressure"},
        [](const Level& level) { return level.pressure; });
}

void Results::add_fields(const io::Block& part) {
    const auto add = [&](const io::Description& description) { add_field(description, "z", "x", part); };
    add({.name = "theta_perturbation",
         .units = "K",
         .long_name = "potential temperature minus that of the air at rest",
         .more = {{"plot", "field"}}});
    add({"density_perturbation", "kg m-3", "density minus that of the air at rest"});
    add({"u", "m s-1", "wind along x", "x_wind"});
    add({"w", "m s-1", "upward wind", "upward_air_velocity"});
}

/// In the order of record_of().
void Results::add_numbers() {
    add_series({"mass", "kg m-1", "mass of the air, per metre across the plane"});
    add_series(
        {"total_energy", "J m-1", "internal, potential and kinetic energy, per metre across the plane"});
    add_series({"theta_perturbation_min", "K", "smallest theta_perturbation"});
    add_series({"theta_perturbation_max", "K", "largest theta_perturbation"});
    add_series({"w_max", "m s-1", "largest upward or downward wind"});
}

}  // namespace sluice::climate
