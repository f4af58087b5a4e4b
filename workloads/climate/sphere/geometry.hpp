// SPDX-License-Identifier: Apache-2.0
// The shape of the sphere at every node, in panel coordinates.
//
// Winds are kept as their products with the tangents (covariant). What flows through a line of constant
// coordinate, per unit of the other one, is area times the contravariant wind: flow_a = aa wind_a + ab
// wind_b.
#pragma once

#include <array>
#include <vector>

#include "workloads/climate/sphere/mesh.hpp"
#include "workloads/climate/sphere/part.hpp"
#include "workloads/climate/sphere/problem.hpp"

namespace sluice::climate::sphere {

struct NodeShape {
    Lanes aa, ab, bb;  // area times inverse metric, 1
    Lanes per_area;    // 1 / (m2 per radian and radian)
    Lanes turning;     // area times Coriolis parameter
    Lanes ground;      // g times the height of the ground, m2 s-2
};

struct FaceShape {
    Lanes width;    // m per radian along the face
    Lanes kinetic;  // 1 / (2 width^2): makes half of a square of the wind from squares of products
};

struct Geometry {
    Geometry(const Mesh& mesh, const Part& part, const Problem& problem, double angle);

    std::vector<std::array<NodeShape, kElementNodes>> nodes;                   // by block
    std::vector<std::array<std::array<FaceShape, kFaceNodes>, kFaces>> faces;  // by block
};

}  // namespace sluice::climate::sphere
