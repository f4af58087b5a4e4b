// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/report.hpp"

#include <algorithm>

#include "io/reader.hpp"
#include "workloads/climate/picture.hpp"
#include "workloads/climate/sphere_summary.hpp"
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

void report_plane(const ReportOptions& options, const io::Reader& file, std::size_t last) {
    const Grid grid = read_grid(file);
    const RunFacts facts = read_facts(file, options.file.string());
    print(facts, grid, read_moment(file, 0), read_moment(file, last));
    if (options.picture) {
        draw_theta(*options.picture, facts.title, grid, file.record("time", last).front(),
                   file.record("theta_perturbation", last));
    }
}

void report_sphere(const ReportOptions& options, const io::Reader& file, std::size_t last) {
    const RunFacts facts = read_facts(file, options.file.string());
    const std::vector<double> longitudes = file.values("lon");
    const int columns = static_cast<int>(longitudes.size());
    print(facts, read_sphere_moment(file, 0), read_sphere_moment(file, last));
    if (options.picture) {
        draw_vorticity(*options.picture, facts.title, {columns, columns / 2},
                       file.record("time", last).front(), file.record("vorticity", last));
    }
}

bool is_of_sphere(const io::Reader& file) {
    const auto variables = file.variables();
    return std::ranges::find(variables, "vorticity", &io::VariableInfo::name) != variables.end();
}

}  // namespace

void report(const ReportOptions& options) {
    const io::Reader file{options.file};
    const std::size_t last = file.shape("time").front() - 1;
    if (is_of_sphere(file)) report_sphere(options, file, last);
    else report_plane(options, file, last);
}

}  // namespace sluice::climate
