// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/diagnostics.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// What each sum's terms are multiplied with, so that sums of fixed point have digits enough.
constexpr Sums::Terms kScales{1, 1, 0x1p60, 0x1p20, 1, 0x1p40, 1};

/// One node of one element.
struct Point {
    double depth, along_a, along_b;
    double aa, ab, bb, per_area, ground;

    Point(const BlockState& state, const NodeShape& shape, int node, int lane)
        : depth{state.depth[node][lane]},
          along_a{state.along_a[node][lane]},
          along_b{state.along_b[node][lane]},
          aa{shape.aa[lane]},
          ab{shape.ab[lane]},
          bb{shape.bb[lane]},
          per_area{shape.per_area[lane]},
          ground{shape.ground[lane]} {}

    double square_of_wind() const {
        return (aa * along_a * along_a + 2 * ab * along_a * along_b + bb * along_b * along_b) * per_area;
    }
    double energy() const {
        return 0.5 * depth * square_of_wind() + depth * (0.5 * kPlanetGravity * depth + ground);
    }
    double surface() const { return depth + ground / kPlanetGravity; }
    double speed() const {
        const double speed = std::sqrt(square_of_wind());
        return std::isfinite(speed) && std::isfinite(depth) ? speed : infinity;
    }
};

/// The share that a node has of the sphere's area, but for the area per radian and radian.
double weight_of(const Mesh& mesh, int node) {
    const Line& weights = nodes().weights;
    const double side = 0.5 * mesh.width() / kRadius;
    return weights[node % kNodes] * weights[node / kNodes] * side * side / (4 * std::numbers::pi);
}

}  // namespace

void Sums::add(double weight, double depth, double energy, double enstrophy, double initial_depth) {
    const double error = depth - initial_depth;
    const Terms terms{depth,
                      energy,
                      enstrophy,
                      std::abs(error),
                      initial_depth,
                      error * error,
                      initial_depth * initial_depth};
    for (std::size_t n = 0; n < kCount; ++n) parts_[n].add(kScales[n] * weight * terms[n]);
}

Means Sums::means() const {
    const auto value = [&](std::size_t n) { return parts_[n].value() / kScales[n]; };
    return {value(0), value(1), value(2), value(3) / value(4), std::sqrt(value(5) / value(6))};
}

void Extremes::include(const Extremes& other) {
    lowest = std::min(lowest, other.lowest);
    highest = std::max(highest, other.highest);
    fastest = std::max(fastest, other.fastest);
    most_negative = std::min(most_negative, other.most_negative);
    most_positive = std::max(most_positive, other.most_positive);
    furthest = std::max(furthest, other.furthest);
    highest_initial = std::max(highest_initial, other.highest_initial);
}

Totals totals(const Solver& solver, const State& initial, const std::vector<Values>& zeta) {
    Totals all{{}, {infinity, -infinity, 0, infinity, -infinity, 0, 0}};
    for (int n = 0; n < solver.part().count; ++n) {
        const int block = n / kLanes, lane = n % kLanes;
        for (int node = 0; node < kElementNodes; ++node) {
            const NodeShape& shape = solver.geometry().nodes[block][node];
            const Point point{solver.state()[block], shape, node, lane};
            const double vorticity = zeta[block][node][lane], before = initial[block].depth[node][lane];
            const double absolute = vorticity + shape.turning[lane] * shape.per_area[lane];
            all.sums.add(weight_of(solver.mesh(), node) / shape.per_area[lane], point.depth, point.energy(),
                         0.5 * absolute * absolute / point.depth, before);
            all.extremes.include({point.surface(), point.surface(), point.speed(), vorticity, vorticity,
                                  std::abs(point.depth - before), before});
        }
    }
    return all;
}

}  // namespace sluice::climate::sphere
