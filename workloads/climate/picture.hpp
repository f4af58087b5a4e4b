// SPDX-License-Identifier: Apache-2.0
// The picture of potential temperature in the plane.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/sphere/map.hpp"

namespace sluice::climate {

/// theta   theta' in K, [nz][nx], the lowest row first
/// time    s
void draw_theta(const std::filesystem::path& path, const std::string& title, const Grid& grid, double time,
                std::span<const double> theta);

/// zeta   relative vorticity in s-1, [latitude][longitude], the southernmost row first
/// time   s
void draw_vorticity(const std::filesystem::path& path, const std::string& title, const sphere::MapGrid& grid,
                    double time, std::span<const double> zeta);

}  // namespace sluice::climate
