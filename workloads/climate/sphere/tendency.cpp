// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/tendency.hpp"

#include <cmath>

#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {
namespace {

constexpr std::array kAllFaces{kSouth, kEast, kNorth, kWest};

Lanes magnitude(Lanes value) { return value < 0 ? -value : value; }

/// What the inside of the elements needs at each node.
struct Inside {
    Values flux_a, flux_b;  // area times contravariant h u, m3 s-1 per radian
    Values wind_a, wind_b;  // contravariant, radian s-1
    Values head;            // B, m2 s-2
};

void fill(Inside& inside, const BlockView& view) {
    const BlockState& q = view.state;
    for (int n = 0; n < kElementNodes; ++n) {
        const NodeShape& shape = view.nodes[n];
        const Lanes flow_a = shape.aa * q.along_a[n] + shape.ab * q.along_b[n];
        const Lanes flow_b = shape.ab * q.along_a[n] + shape.bb * q.along_b[n];
        inside.flux_a[n] = q.depth[n] * flow_a;
        inside.flux_b[n] = q.depth[n] * flow_b;
        inside.wind_a[n] = flow_a * shape.per_area;
        inside.wind_b[n] = flow_b * shape.per_area;
        inside.head[n] = kPlanetGravity * q.depth[n] + shape.ground +
                         0.5 * (q.along_a[n] * inside.wind_a[n] + q.along_b[n] * inside.wind_b[n]);
    }
}

/// Derivatives of the polynomials through the nodes.
void change_inside(const Scheme& scheme, const BlockView& view, const Inside& inside, BlockState& rate) {
    const BlockState& q = view.state;
    for (int j = 0; j < kNodes; ++j) {
        for (int i = 0; i < kNodes; ++i) {
            Lanes outflow{}, head_a{}, head_b{}, curl{};
            for (int m = 0; m < kNodes; ++m) {
                const int row = node_at(m, j), column = node_at(i, m);
                outflow +=
                    scheme.slope[i][m] * inside.flux_a[row] + scheme.slope[j][m] * inside.flux_b[column];
                curl += scheme.slope[i][m] * q.along_b[row] - scheme.slope[j][m] * q.along_a[column];
                head_a += scheme.slope[i][m] * inside.head[row];
                head_b += scheme.slope[j][m] * inside.head[column];
            }
            const int n = node_at(i, j);
            const Lanes absolute = curl + view.nodes[n].turning;
            rate.depth[n] = -outflow * view.nodes[n].per_area;
            rate.along_a[n] = absolute * inside.wind_b[n] - head_a;
            rate.along_b[n] = -absolute * inside.wind_a[n] - head_b;
        }
    }
}

/// The neighbours' trace at a node, seen from here.
TracePoint facing(const BlockView& view, Face face, int k) {
    const std::int32_t* places = view.neighbours.facing(view.block, face, k);
    const double* values = view.traces.values();
    TracePoint there;
    for (int lane = 0; lane < kLanes; ++lane) {
        const double* value = values + places[lane];
        there.depth[lane] = value[0];
        there.outflow[lane] = -value[kLanes];
        there.along[lane] = -value[2 * kLanes];
    }
    return there;
}

Lanes head_of(const TracePoint& trace, const FaceShape& shape, Lanes ground) {
    return kPlanetGravity * trace.depth + ground +
           shape.kinetic * (trace.outflow * trace.outflow + trace.along * trace.along);
}

/// What a face changes at one of its nodes: flux out of the element, B, and wind along the face, each minus
/// the element's own.
struct Excess {
    Lanes outflow, head, along;
};

Excess excess(const Scheme& scheme, const TracePoint& here, const TracePoint& there, const FaceShape& shape,
              Lanes ground) {
    const Lanes flux_jump = there.depth * there.outflow - here.depth * here.outflow;
    const Lanes head_jump = head_of(there, shape, ground) - head_of(here, shape, ground);
    return {0.5 * flux_jump - scheme.of_depth * shape.width * head_jump,
            0.5 * head_jump - scheme.of_head / shape.width * flux_jump, 0.5 * (there.along - here.along)};
}

/// Along a if the face lies there: what is normal to it is then b.
constexpr bool lies_along_a(Face face) { return face == kSouth || face == kNorth; }
/// Does the outward normal point to where the coordinate grows? And the way round along the face?
constexpr double outward(Face face) { return face == kEast || face == kNorth ? 1 : -1; }
constexpr double way_round(Face face) { return face == kSouth || face == kEast ? 1 : -1; }

/// The vorticity sees the mean of both winds along the face; mixing by the normal wind makes that the wind
/// from upstream. It changes the wind along the face and, where coordinates are oblique, nothing across it.
template <Face face>
void change_at_face(const Scheme& scheme, const BlockView& view, const Inside& inside, BlockState& rate) {
    for (int k = 0; k < kFaceNodes; ++k) {
        const int n = node_on(face, k);
        const NodeShape& shape = view.nodes[n];
        const Excess more = excess(scheme, view.traces.at(view.block, face, k), facing(view, face, k),
                                   view.faces[face][k], shape.ground);
        const Lanes turn = scheme.lift * more.along;
        const Lanes push = outward(face) * scheme.lift * more.head;
        rate.depth[n] -= scheme.lift * more.outflow * shape.per_area;
        rate.along_a[n] += turn * inside.wind_b[n];
        rate.along_b[n] -= turn * inside.wind_a[n];
        if constexpr (lies_along_a(face)) {
            const Lanes mixing = way_round(face) * turn * magnitude(inside.wind_b[n]);
            rate.along_a[n] += mixing;
            rate.along_b[n] -= push + mixing * shape.ab / shape.bb;
        } else {
            const Lanes mixing = way_round(face) * turn * magnitude(inside.wind_a[n]);
            rate.along_b[n] += mixing;
            rate.along_a[n] -= push + mixing * shape.ab / shape.aa;
        }
    }
}

/// Outflow and wind along a face at a node of it.
TracePoint trace_at(const BlockState& q, const NodeShape& shape, Face face, int n) {
    const bool along_a = lies_along_a(face);
    const Lanes flow = along_a ? shape.ab * q.along_a[n] + shape.bb * q.along_b[n]
                               : shape.aa * q.along_a[n] + shape.ab * q.along_b[n];
    return {q.depth[n], outward(face) * flow, way_round(face) * (along_a ? q.along_a[n] : q.along_b[n])};
}

}  // namespace

Scheme::Scheme(const Mesh& mesh, const Problem& problem) : slope{nodes().derivative} {
    const double per_half_width = 2 / mesh.width();
    for (Line& line : slope) {
        for (double& entry : line) entry *= per_half_width;
    }
    lift = per_half_width / nodes().weights[0];
    const double speed = std::sqrt(kPlanetGravity * problem.depth);
    of_depth = 0.5 * speed / kPlanetGravity;
    of_head = 0.5 * kPlanetGravity / speed;
}

void tendency(const Scheme& scheme, const BlockView& view, BlockState& rate) {
    Inside inside;
    fill(inside, view);
    change_inside(scheme, view, inside, rate);
    change_at_face<kSouth>(scheme, view, inside, rate);
    change_at_face<kEast>(scheme, view, inside, rate);
    change_at_face<kNorth>(scheme, view, inside, rate);
    change_at_face<kWest>(scheme, view, inside, rate);
}

void vorticity(const Scheme& scheme, const BlockView& view, Values& zeta) {
    const BlockState& q = view.state;
    for (int j = 0; j < kNodes; ++j) {
        for (int i = 0; i < kNodes; ++i) {
            Lanes curl{};
            for (int m = 0; m < kNodes; ++m) {
                curl += scheme.slope[i][m] * q.along_b[node_at(m, j)] -
                        scheme.slope[j][m] * q.along_a[node_at(i, m)];
            }
            zeta[node_at(i, j)] = curl;
        }
    }
    for (const Face face : kAllFaces) {
        for (int k = 0; k < kFaceNodes; ++k) {
            const Lanes jump = facing(view, face, k).along - view.traces.at(view.block, face, k).along;
            zeta[node_on(face, k)] += 0.5 * scheme.lift * jump;
        }
    }
    for (int n = 0; n < kElementNodes; ++n) zeta[n] *= view.nodes[n].per_area;
}

void trace(const BlockState& state, const std::array<NodeShape, kElementNodes>& nodes, int block,
           Traces& traces) {
    for (const Face face : kAllFaces) {
        for (int k = 0; k < kFaceNodes; ++k) {
            const int n = node_on(face, k);
            traces.at(block, face, k) = trace_at(state, nodes[n], face, n);
        }
    }
}

}  // namespace sluice::climate::sphere
