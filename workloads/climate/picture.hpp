// SPDX-License-Identifier: Apache-2.0
// The picture of potential temperature in the plane.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

/// theta   theta' in K, [nz][nx], the lowest row first
/// time    s
void draw_theta(const std::filesystem::path& path, const std::string& title, const Grid& grid, double time,
                std::span<const double> theta);

}  // namespace sluice::climate
