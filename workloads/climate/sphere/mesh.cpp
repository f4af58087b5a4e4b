// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/mesh.hpp"

#include <algorithm>
#include <cassert>
#include <numbers>

namespace sluice::climate::sphere {
namespace {

/// The middle of a face within its element, -1 to 1.
struct Middle {
    double a, b;
};
constexpr std::array<Middle, kFaces> kMiddles{{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}};

}  // namespace

int node_on(Face face, int k) {
    constexpr int last = kNodes - 1;
    switch (face) {
        case kSouth:
            return node_at(k, 0);
        case kEast:
            return node_at(last, k);
        case kNorth:
            return node_at(last - k, last);
        case kWest:
            break;
    }
    return node_at(0, last - k);
}

Mesh::Mesh(int n) : n_{n}, width_{std::numbers::pi / 2 / n} {
    enumerate({0, 0}, {n, n});
    numbers_.resize(cells_.size());
    for (std::size_t number = 0; number < cells_.size(); ++number) {
        numbers_[cells_[number].j * n + cells_[number].i] = static_cast<int>(number);
    }
}

/// Halves the longer side until one cell is left: first half, then second.
void Mesh::enumerate(const Cell& first, const Cell& count) {
    if (count.i == 1 && count.j == 1) {
        cells_.push_back(first);
    } else if (count.i >= count.j) {
        const int half = count.i / 2;
        enumerate(first, {half, count.j});
        enumerate({first.i + half, first.j}, {count.i - half, count.j});
    } else {
        const int half = count.j / 2;
        enumerate(first, {count.i, half});
        enumerate({first.i, first.j + half}, {count.i, count.j - half});
    }
}

OnPanel Mesh::at(int element, double a, double b) const {
    const int panel = element / (n_ * n_);
    const Cell& cell = cells_[element % (n_ * n_)];
    constexpr double quarter = std::numbers::pi / 4;
    return {panel, width_ * (cell.i + 0.5 * (1 + a)) - quarter, width_ * (cell.j + 0.5 * (1 + b)) - quarter};
}

OnPanel Mesh::node(int element, int i, int j) const {
    return at(element, nodes().points[i], nodes().points[j]);
}

/// By a look a quarter of an element beyond the border.
Beyond Mesh::beyond(int element, Face face) const {
    const Middle& middle = kMiddles[face];
    const Vector border = point_at(at(element, middle.a, middle.b));
    const int other = find(locate(point_at(at(element, 1.5 * middle.a, 1.5 * middle.b)))).element;
    const auto distance = [&](int theirs) {
        const Middle& their = kMiddles[theirs];
        return length(point_at(at(other, their.a, their.b)) - border);
    };
    int nearest = 0;
    for (int theirs = 1; theirs < kFaces; ++theirs) {
        if (distance(theirs) < distance(nearest)) nearest = theirs;
    }
    assert(distance(nearest) < 1e-9);
    return {other, static_cast<Face>(nearest)};
}

Mesh::Inside Mesh::find(const OnPanel& place) const {
    const auto cell = [&](double angle) {
        return std::clamp(static_cast<int>((angle + std::numbers::pi / 4) / width_), 0, n_ - 1);
    };
    const auto within = [&](double angle, int n) {
        return 2 * ((angle + std::numbers::pi / 4) / width_ - n) - 1;
    };
    const int i = cell(place.a), j = cell(place.b);
    const int number = numbers_[j * n_ + i];
    return {place.panel * n_ * n_ + number, within(place.a, i), within(place.b, j)};
}

}  // namespace sluice::climate::sphere
