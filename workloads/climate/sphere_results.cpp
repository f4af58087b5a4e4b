// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere_results.hpp"

namespace sluice::climate {

FieldLayout layout_of(const sphere::MapGrid& grid, const Range& rows) {
    const auto size = [](int n) { return static_cast<hsize_t>(n); };
    return {{size(grid.latitudes), size(grid.longitudes)},
            {{size(rows.first), 0}, {size(rows.count), size(grid.longitudes)}}};
}

SphereResults::SphereResults(const RunOptions& options, const SphereOptions& sphere, const Range& rows,
                             const std::vector<double>& ground, const std::string& layout, MPI_Comm comm)
    : RecordFile{options, layout, comm} {
    add_axes(sphere.map);
    const io::Block part = layout_of(sphere.map, rows).part;
    file()
        .add_variable({"ground", "m", "height of the ground", "surface_altitude"}, {"lat", "lon"}, part)
        .write(ground);
    add_fields(part);
    for (const SphereNumber& number : sphere_numbers())
        add_series({number.name, number.units, number.long_name});
}

void SphereResults::add_axes(const sphere::MapGrid& grid) {
    std::vector<double> lat, lon;
    for (int j = 0; j < grid.latitudes; ++j) lat.push_back(grid.latitude(j));
    for (int i = 0; i < grid.longitudes; ++i) lon.push_back(grid.longitude(i));
    add_time();
    file().add_axis({.name = "lat",
                     .units = "degrees_north",
                     .long_name = "latitude",
                     .standard_name = "latitude",
                     .axis = "Y"},
                    lat);
    file().add_axis({.name = "lon",
                     .units = "degrees_east",
                     .long_name = "longitude",
                     .standard_name = "longitude",
                     .axis = "X"},
                    lon);
}

/// In the order of sphere::MapField.
void SphereResults::add_fields(const io::Block& part) {
    const auto add = [&](const io::Description& description) { add_field(description, "lat", "lon", part); };
    add({.name = "vorticity",
         .units = "s-1",
         .long_name = "relative vorticity",
         .standard_name = "atmosphere_upward_relative_vorticity",
         .more = {{"plot", "field"}}});
    add({"height", "m", "height of the surface of the fluid"});
    add({"u", "m s-1", "eastward wind", "eastward_wind"});
    add({"v", "m s-1", "northward wind", "northward_wind"});
}

}  // namespace sluice::climate
