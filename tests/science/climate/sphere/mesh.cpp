// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/mesh.hpp"

#include <catch2/catch.hpp>
#include <numbers>

#include "workloads/climate/sphere/solver.hpp"

namespace sluice::climate::sphere {
namespace {

Vector point(const Mesh& mesh, int element, int node) {
    return point_at(mesh.node(element, node % kNodes, node / kNodes));
}

TEST_CASE("elements that touch have the same points on their border, on all edges of the cube") {
    const Mesh mesh{GENERATE(1, 2, 5)};
    for (int element = 0; element < mesh.elements(); ++element) {
        for (const Face face : {kSouth, kEast, kNorth, kWest}) {
            const Beyond beyond = mesh.beyond(element, face);
            const Beyond back = mesh.beyond(beyond.element, beyond.face);
            CHECK((back.element == element && back.face == face));
            for (int k = 0; k < kFaceNodes; ++k) {
                const Vector here = point(mesh, element, node_on(face, k));
                const Vector there = point(mesh, beyond.element, node_on(beyond.face, kFaceNodes - 1 - k));
                CHECK(length(here - there) < 1e-14);
            }
        }
    }
}

TEST_CASE("tangents are derivatives, and right-handed seen from outside") {
    const int panel = GENERATE(range(0, kPanels));
    const OnPanel at{panel, 0.3, -0.7};
    const auto [along_a, along_b] = tangents_at(at);
    constexpr double d = 1e-6;
    const Vector by_a = 0.5 / d * (point_at({panel, at.a + d, at.b}) - point_at({panel, at.a - d, at.b}));
    const Vector by_b = 0.5 / d * (point_at({panel, at.a, at.b + d}) - point_at({panel, at.a, at.b - d}));
    CHECK(length(along_a - by_a) < 1e-9);
    CHECK(length(along_b - by_b) < 1e-9);
    CHECK(dot(cross(along_a, along_b), point_at(at)) > 0);
}

TEST_CASE("a place is found in its element again") {
    const Mesh mesh{3};
    for (int element = 0; element < mesh.elements(); ++element) {
        const Mesh::Inside inside = mesh.find(locate(point(mesh, element, node_at(1, 3))));
        CHECK(inside.element == element);
        CHECK(inside.a == Approx(nodes().points[1]));
        CHECK(inside.b == Approx(nodes().points[3]));
    }
}

TEST_CASE("derivatives are exact for polynomials, and quadrature integrates by parts") {
    for (int i = 0; i < kNodes; ++i) {
        double slope = 0;
        for (int m = 0; m < kNodes; ++m)
            slope += nodes().derivative[i][m] * std::pow(nodes().points[m], kNodes - 1);
        CHECK(slope == Approx((kNodes - 1) * std::pow(nodes().points[i], kNodes - 2)).margin(1e-13));
        for (int m = 0; m < kNodes; ++m) {
            const double both =
                nodes().weights[i] * nodes().derivative[i][m] + nodes().weights[m] * nodes().derivative[m][i];
            const double end = i != m ? 0 : i == 0 ? -1 : i == kNodes - 1 ? 1 : 0;
            CHECK(both == Approx(end).margin(1e-13));
        }
    }
}

TEST_CASE("what ranks get covers all elements, and near numbers are near places") {
    CHECK(share_elements(2, 5) == std::vector<int>{0, 4, 9, 14, 19, 24});
    // A stretch of 16 of the elements 8 x 8 of a panel: a square has 16 faces around it, a row of the
    // mesh 34.
    const Mesh mesh{8};
    int border = 0;
    for (int element = 16; element < 32; ++element) {
        for (const Face face : {kSouth, kEast, kNorth, kWest}) {
            const int other = mesh.beyond(element, face).element;
            border += other < 16 || other >= 32;
        }
    }
    CHECK(border == 16);
}

}  // namespace
}  // namespace sluice::climate::sphere
