// SPDX-License-Identifier: Apache-2.0
// How fast the flow changes: the spatial discretisation, for one block of elements.
//
// Shallow water in vector-invariant form, the wind u and the depth h over the ground b:
//
//     dh/dt = -div(h u),      du/dt = -(zeta + f) k x u - grad B,      B = g (h + b) + u^2 / 2
//
// Discontinuous Galerkin on the nodes of Gauss and Lobatto, where differentiation has the discrete form of
// integration by parts. With flux and B averaged on faces the scheme keeps mass and energy; the jumps that
// are taken off them (the upwind flux of gravity waves) and off the wind along the face (upwind advection)
// lose energy and never make any.
//
// Source: K. Ricardo, D. Lee and K. Duru, Conservation and stability in a discontinuous Galerkin method for
// the vector invariant spherical shallow water equations, J. Comput. Phys. 500, 112763 (2024). The upwind
// jump of the wind along the face is ours.
#pragma once

#include "workloads/climate/sphere/geometry.hpp"
#include "workloads/climate/sphere/state.hpp"
#include "workloads/climate/sphere/traces.hpp"

namespace sluice::climate::sphere {

/// What the mesh and the problem make of the scheme's constants.
struct Scheme {
    Scheme(const Mesh& mesh, const Problem& problem);

    std::array<Line, kNodes> slope;  // derivative per radian
    double lift;                     // 1 / (weight of the end node times half the width), per radian
    double of_depth, of_head;        // what the flux takes off jumps: c / 2g and g / 2c
};

/// Everything that a block's tendency is made of. `traces` has those of the state, and of its neighbours.
struct BlockView {
    const BlockState& state;
    const std::array<NodeShape, kElementNodes>& nodes;
    const std::array<std::array<FaceShape, kFaceNodes>, kFaces>& faces;
    const Traces& traces;
    const Neighbours& neighbours;
    int block;
};

/// d/dt of the state.
void tendency(const Scheme& scheme, const BlockView& view, BlockState& rate);

/// Vertical component of curl u, s-1, with the face's mean wind on faces.
void vorticity(const Scheme& scheme, const BlockView& view, Values& zeta);

/// What the neighbours see of a block.
void trace(const BlockState& state, const std::array<NodeShape, kElementNodes>& nodes, int block,
           Traces& traces);

}  // namespace sluice::climate::sphere
