// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/report.hpp"

#include "io/reader.hpp"
#include "workloads/climate/picture.hpp"
#include "workloads/climate/summary.hpp"

namespace sluice::climate {
namespace {

/// The mesh from the middles of its cells.
Grid read_grid(const io::Reader& file) {
    const std::vector<double> x = file.values("x"), z = file.values("z");
    return {static_cast<int>(x.size()), static_cast<int>(z.size()), x.front() + x.back(),
            z.front() + z.back()};
}

Moment read_moment(const io::Reader& file, std::size_t record) {
    const auto value = [&](const char* name) { return file.record(name, record).front(); };
    return {value("time"),
            value("mass"),
            value("total_energy"),
            value("theta_perturbation_min"),
            value("theta_perturbation_max"),
            value("w_max")};
}

Summary read_summary(const io::Reader& file, const Grid& grid, const std::string& name) {
    const std::size_t records = file.shape("time").front();
    return {.title = file.text("title"),
            .parameters = file.text("parameters"),
            .nx = grid.nx,
            .nz = grid.nz,
            .dx = grid.dx(),
            .dz = grid.dz(),
            .start = read_moment(file, 0),
            .end = read_moment(file, records - 1),
            .steps = static_cast<long>(file.number("steps")),
            .ranks = static_cast<int>(file.number("mpi_ranks")),
            .layout = file.text("mpi_layout"),
            .nodes = file.text("node_list"),
            .job = file.has("job_id") ? file.text("job_id") : "",
            .wall_seconds = file.number("wall_time_seconds"),
            .rate = file.number("cell_updates_per_second"),
            .outcome = file.text("outcome"),
            .file = name};
}

}  // namespace

void report(const ReportOptions& options) {
    const io::Reader file{options.file};
    const Grid grid = read_grid(file);
    const Summary summary = read_summary(file, grid, options.file.string());
    print(summary);
    if (options.picture) {
        const std::size_t last = file.shape("time").front() - 1;
        draw_theta(*options.picture, summary.title, grid, summary.end.time,
                   file.record("theta_perturbation", last));
    }
}

}  // namespace sluice::climate
