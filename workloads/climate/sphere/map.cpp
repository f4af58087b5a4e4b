// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/map.hpp"

#include <numbers>

#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {
namespace {

/// The polynomial through values of the nodes, at the point that the weights are for.
template <class NodeValue>
double interpolate(const Line& along_a, const Line& along_b, NodeValue value) {
    double sum = 0;
    for (int j = 0; j < kNodes; ++j) {
        double row = 0;
        for (int i = 0; i < kNodes; ++i) row += along_a[i] * value(node_at(i, j));
        sum += along_b[j] * row;
    }
    return sum;
}

}  // namespace

Place MapGrid::place(int point) const {
    constexpr double degree = std::numbers::pi / 180;
    return {degree * longitude(point % longitudes), degree * latitude(point / longitudes)};
}

Mapper::Mapper(const Mesh& mesh, const Part& part, const MapGrid& grid) {
    for (int point = 0; point < grid.points(); ++point) {
        const Place place = grid.place(point);
        const OnPanel where = locate(point_at(place));
        const Mesh::Inside inside = mesh.find(where);
        if (!part.has(inside.element)) continue;
        points_.push_back(point);
        sources_.push_back(source_of(inside, part, where, place));
    }
}

Mapper::Source Mapper::source_of(const Mesh::Inside& inside, const Part& part, const OnPanel& where,
                                 const Place& place) {
    const int n = inside.element - part.first;
    const auto [a, b] = tangents_at(where);
    const double square = dot(cross(a, b), cross(a, b)) * kRadius;
    // The wind is the sum of its products with the tangents times these.
    const Vector dual_a = dot(b, b) / square * a - dot(a, b) / square * b;
    const Vector dual_b = dot(a, a) / square * b - dot(a, b) / square * a;
    const Vector east = east_at(place), north = north_at(place);
    return {n / kLanes,
            n % kLanes,
            polynomials_at(inside.a),
            polynomials_at(inside.b),
            {dot(dual_a, east), dot(dual_b, east)},
            {dot(dual_a, north), dot(dual_b, north)}};
}

MapValues Mapper::values(const State& state, const std::vector<Values>& zeta,
                         const Geometry& geometry) const {
    MapValues all;
    for (const auto& [block, lane, along_a, along_b, eastward, northward] : sources_) {
        const auto at = [&, l = lane](const Values& field) {
            return interpolate(along_a, along_b, [&](int node) { return field[node][l]; });
        };
        const BlockState& q = state[block];
        const auto surface = [&, b = block, l = lane](int node) {
            return q.depth[node][l] + geometry.nodes[b][node].ground[l] / kPlanetGravity;
        };
        const double wind_a = at(q.along_a), wind_b = at(q.along_b);
        all[kVorticity].push_back(at(zeta[block]));
        all[kHeight].push_back(interpolate(along_a, along_b, surface));
        all[kEastward].push_back(eastward[0] * wind_a + eastward[1] * wind_b);
        all[kNorthward].push_back(northward[0] * wind_a + northward[1] * wind_b);
    }
    return all;
}

std::vector<double> Mapper::ground(const Geometry& geometry) const {
    std::vector<double> all;
    for (const Source& from : sources_) {
        all.push_back(interpolate(from.along_a, from.along_b, [&](int node) {
            return geometry.nodes[from.block][node].ground[from.lane] / kPlanetGravity;
        }));
    }
    return all;
}

}  // namespace sluice::climate::sphere
