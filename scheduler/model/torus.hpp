// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic on the grid of a torus. Coordinates count from 0 in every dimension; in the regular order of
// routers the last dimension runs fastest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sluice {

using Coordinates = std::vector<std::uint32_t>;

/// Where the router with this number in the regular order stands.
Coordinates coordinates_of(std::size_t router, std::span<const std::uint32_t> dimensions);

/// Steps from router to router; the shorter way round where rows are closed.
std::size_t torus_distance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b,
                           std::span<const std::uint32_t> dimensions, bool wrap);

/// The place of a router on the line that runs back and forth through all rows, so that each router on it
/// stands next to the one before.
std::size_t place_in_snake(std::span<const std::uint32_t> at, std::span<const std::uint32_t> dimensions);

/// The side of the smallest bricks into which a torus is cut: a power of two, for eight nodes or more.
std::uint32_t smallest_brick_side(std::span<const std::uint32_t> dimensions, std::uint32_t nodes_per_router);
/// Which brick of that side holds a router.
Coordinates brick_at(std::span<const std::uint32_t> at, std::uint32_t side);

}  // namespace sluice
