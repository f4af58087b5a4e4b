// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/picture.hpp"

#include <fmt/format.h>

#include "io/field_picture.hpp"

namespace sluice::climate {
namespace {

/// In kilometres if the plane is large.
io::PictureAxis axis(const char* name, double length) {
    if (length >= 5e3) return {fmt::format("{} (km)", name), 0, 1e-3 * length};
    return {fmt::format("{} (m)", name), 0, length};
}

}  // namespace

void draw_theta(const std::filesystem::path& path, const std::string& title, const Grid& grid, double time,
                std::span<const double> theta) {
    const io::FieldPicture picture{.title = fmt::format("{}, t = {:.6g} s", title, time),
                                   .quantity = "potential temperature perturbation (K)",
                                   .x = axis("x", grid.length),
                                   .y = axis("z", grid.height),
                                   .nx = grid.nx,
                                   .ny = grid.nz,
                                   .values = theta};
    io::write_png(io::draw(picture), path);
}

void draw_vorticity(const std::filesystem::path& path, const std::string& title, const sphere::MapGrid& grid,
                    double time, std::span<const double> zeta) {
    const io::FieldPicture picture{.title = fmt::format("{}, t = {:.6g} s", title, time),
                                   .quantity = "relative vorticity (1/s)",
                                   .x = {"longitude (degrees)", -180, 180},
                                   .y = {"latitude (degrees)", -90, 90},
                                   .nx = grid.longitudes,
                                   .ny = grid.latitudes,
                                   .values = zeta};
    io::write_png(io::draw(picture), path);
}

}  // namespace sluice::climate
