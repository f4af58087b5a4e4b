// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/results.hpp"

#include <array>

#include "io/collective.hpp"
#include "io/provenance.hpp"
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

Record record_of(const Solver& solver, const Moment& moment) {
    const Fields& state = solver.state();
    const Background& rest = solver.background();
    return {moment,
            {theta_perturbation(state, rest), density_perturbation(state),
             velocity(state, rest, Quantity::momentum_x), velocity(state, rest, Quantity::momentum_z)}};
}

Results::Results(const RunOptions& options, const Solver& solver, const std::string& layout, MPI_Comm comm)
    : comm_{comm}, file_{io::File::create(*options.output, comm)} {
    io::write_provenance(file_,
                         {.title = std::string{options.problem.title},
                          .program = "climate (Sluice) " SLUICE_VERSION,
                          .command = options.command,
                          .parameters = options.parameters(),
                          .layout = layout},
                         comm);
    file_.set("references", options.problem.source);
    add_axes(solver.grid());
    add_background(options.problem, solver.grid());
    add_fields(solver.tile());
    add_series();
}

void Results::add_axes(const Grid& grid) {
    std::vector<double> x, z;
    for (int i = 0; i < grid.nx; ++i) x.push_back(grid.x_centre(i));
    for (int k = 0; k < grid.nz; ++k) z.push_back(grid.z_centre(k));
    series_.push_back({file_.add_record_axis({.name = "time",
                                              .units = "seconds since 2000-01-01 00:00:00",
                                              .long_name = "simulated time; the date has no meaning",
                                              .standard_name = "time",
                                              .axis = "T"}),
                       &Moment::time});
    file_.add_axis({.name = "z",
                    .units = "m",
                    .long_name = "height of the middle of the cell",
                    .standard_name = "height",
                    .axis = "Z",
                    .positive = "up"},
                   z);
    file_.add_axis({.name = "x",
                    .units = "m",
                    .long_name = "distance of the middle of the cell along the ground",
                    .axis = "X"},
                   x);
}

void Results::add_background(const Case& problem, const Grid& grid) {
    const auto add = [&](const io::Description& description, double (*value)(const Level&)) {
        const io::Extents rows{static_cast<hsize_t>(grid.nz)};
        const io::Block block = io::Block::on_root(rows, io::rank_in(comm_));
        const std::vector<double> values = column(problem, grid, value);
        file_.add_variable(description, {"z"}, block).write(std::span{values}.first(block.size()));
    };
    add({"density_background", "kg m-3", "density of the air at rest", "air_density"},
        [](const Level& level) { return level.density; });
    add({"theta_background", "K", "potential temperature of the air at rest", "air_potential_temperature"},
        [](const Level& level) { return level.theta(); });
    add({"pressure_background", "Pa", "pressure of the air at rest", "air_pressure"},
        [](const Level& level) { return level.pressure; });
}

void Results::add_fields(const Tile& tile) {
    const auto size = [](int n) { return static_cast<hsize_t>(n); };
    const io::Block block{{size(tile.z.first), size(tile.x.first)}, {size(tile.z.count), size(tile.x.count)}};
    const auto add = [&](const io::Description& description) {
        fields_.push_back(&file_.add_variable(description, {"time", "z", "x"}, block));
    };
    add({.name = "theta_perturbation",
         .units = "K",
         .long_name = "potential temperature minus that of the air at rest",
         .more = {{"plot", "field"}}});
    add({"density_perturbation", "kg m-3", "density minus that of the air at rest"});
    add({"u", "m s-1", "wind along x", "x_wind"});
    add({"w", "m s-1", "upward wind", "upward_air_velocity"});
}

void Results::add_series() {
    const auto add = [&](const io::Description& description, double Moment::*value) {
        series_.push_back({file_.add_variable(description, {"time"}), value});
    };
    add({"mass", "kg m-1", "mass of the air, per metre across the plane"}, &Moment::mass);
    add({"total_energy", "J m-1", "internal, potential and kinetic energy, per metre across the plane"},
        &Moment::energy);
    add({"theta_perturbation_min", "K", "smallest theta_perturbation"}, &Moment::coldest);
    add({"theta_perturbation_max", "K", "largest theta_perturbation"}, &Moment::warmest);
    add({"w_max", "m s-1", "largest upward or downward wind"}, &Moment::fastest);
}

void Results::append(const Record& record) {
    for (const auto& [variable, value] : series_) variable.write_record(records_, record.moment.*value);
    for (std::size_t n = 0; n < kFieldCount; ++n) fields_[n]->write_record(records_, record.fields[n]);
    ++records_;
}

void Results::finish(const Summary& summary) {
    file_.set("steps", std::int64_t{summary.steps});
    const auto from_root = [&](double value) {
        MPI_Bcast(&value, 1, MPI_DOUBLE, 0, comm_);
        return value;
    };
    file_.set("wall_time_seconds", from_root(summary.wall_seconds));
    file_.set("cell_updates_per_second", from_root(summary.rate));
    file_.set("outcome", summary.outcome);
    io::write_end_time(file_, comm_);
    file_.close();
}

}  // namespace sluice::climate
