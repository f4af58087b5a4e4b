// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/geometry.hpp"

#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {
namespace {

void shape_node(NodeShape& shape, int lane, const OnPanel& at, const Problem& problem, double angle) {
    const Vector point = point_at(at);
    const auto [along_a, along_b] = tangents_at(at);
    const double area = length(cross(along_a, along_b));
    shape.aa[lane] = dot(along_b, along_b) / area;
    shape.ab[lane] = -dot(along_a, along_b) / area;
    shape.bb[lane] = dot(along_a, along_a) / area;
    shape.per_area[lane] = 1 / (kRadius * kRadius * area);
    shape.turning[lane] = kRadius * kRadius * area * coriolis(point, angle);
    shape.ground[lane] = kPlanetGravity * problem.initial(point, angle).ground;
}

void shape_face(FaceShape& shape, int lane, Face face, const OnPanel& at) {
    const auto [along_a, along_b] = tangents_at(at);
    const double width = kRadius * length(face == kSouth || face == kNorth ? along_a : along_b);
    shape.width[lane] = width;
    shape.kinetic[lane] = 0.5 / (width * width);
}

}  // namespace

Geometry::Geometry(const Mesh& mesh, const Part& part, const Problem& problem, double angle)
    : nodes(static_cast<std::size_t>(part.blocks())), faces(static_cast<std::size_t>(part.blocks())) {
    for (int n = 0; n < part.blocks() * kLanes; ++n) {
        const int block = n / kLanes, lane = n % kLanes, element = part.element(block, lane);
        std::array<OnPanel, kElementNodes> at;
        for (int j = 0; j < kNodes; ++j) {
            for (int i = 0; i < kNodes; ++i) at[node_at(i, j)] = mesh.node(element, i, j);
        }
        for (int node = 0; node < kElementNodes; ++node)
            shape_node(nodes[block][node], lane, at[node], problem, angle);
        for (const Face face : {kSouth, kEast, kNorth, kWest}) {
            for (int k = 0; k < kFaceNodes; ++k)
                shape_face(faces[block][face][k], lane, face, at[node_on(face, k)]);
        }
    }
}

}  // namespace sluice::climate::sphere
