// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/torus.hpp"

#include <algorithm>

namespace sluice {

Coordinates coordinates_of(std::size_t router, std::span<const std::uint32_t> dimensions) {
    Coordinates at(dimensions.size());
    for (auto i = dimensions.size(); i-- > 0; router /= dimensions[i]) {
        at[i] = static_cast<std::uint32_t>(router % dimensions[i]);
    }
    return at;
}

std::size_t torus_distance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b,
                           std::span<const std::uint32_t> dimensions, bool wrap) {
    std::size_t steps = 0;
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const auto straight = a[i] < b[i] ? b[i] - a[i] : a[i] - b[i];
        steps += wrap ? std::min(straight, dimensions[i] - straight) : straight;
    }
    return steps;
}

std::size_t place_in_snake(std::span<const std::uint32_t> at, std::span<const std::uint32_t> dimensions) {
    std::size_t place = 0;
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const bool backwards = place % 2 == 1;  // every second row
        place = place * dimensions[i] + (backwards ? dimensions[i] - 1 - at[i] : at[i]);
    }
    return place;
}

std::uint32_t smallest_brick_side(std::span<const std::uint32_t> dimensions, std::uint32_t nodes_per_router) {
    constexpr std::size_t kFewestNodes = 8;
    const auto longest = std::ranges::max(dimensions);
    std::uint32_t side = 1;
    const auto nodes = [&] {
        std::size_t count = nodes_per_router;
        for (const auto length : dimensions) count *= std::min(side, length);
        return count;
    };
    while (nodes() < kFewestNodes && side < longest) side *= 2;
    return side;
}

Coordinates brick_at(std::span<const std::uint32_t> at, std::uint32_t side) {
    Coordinates brick(at.begin(), at.end());
    for (auto& each : brick) each /= side;
    return brick;
}

}  // namespace sluice
