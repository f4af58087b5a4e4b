// SPDX-License-Identifier: Apache-2.0
// The points of an element along one direction: those of Gauss, Legendre and Lobatto, on [-1, 1], ends
// included. A field in the element is the polynomial through its values there.
//
// Source: D. A. Kopriva, Implementing Spectral Methods for Partial Differential Equations, 2009, chapter 3.
#pragma once

#include <array>

namespace sluice::climate::sphere {

inline constexpr int kNodes = 5;
inline constexpr int kFaceNodes = kNodes, kElementNodes = kNodes * kNodes;

using Line = std::array<double, kNodes>;

struct Nodes {
    Line points, weights;                 // weights sum to 2
    std::array<Line, kNodes> derivative;  // [i][m]: slope at point i of the polynomial that is 1 at point m
};

const Nodes& nodes();

/// The values at `x` of the polynomials that are 1 at one point and 0 at the others.
Line polynomials_at(double x);

/// Node i of row j, both from 0.
constexpr int node_at(int i, int j) { return j * kNodes + i; }

}  // namespace sluice::climate::sphere
