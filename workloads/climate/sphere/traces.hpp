// SPDX-License-Identifier: Apache-2.0
// What an element shows its neighbours: the flow on its faces. And where the neighbours' traces are found.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "workloads/climate/sphere/mesh.hpp"
#include "workloads/climate/sphere/part.hpp"

namespace sluice::climate::sphere {

/// The flow at one node of a face of each element of a block. A neighbour sees outflow and wind along the
/// face with the other sign, wherever on the cube it is: both count from the element's own side.
struct TracePoint {
    Lanes depth;    // m
    Lanes outflow;  // wind across times width: area times contravariant wind, outwards
    Lanes along;    // wind along times width, counter-clockwise
};

/// A rank beside this one: its traces that are needed here, and ours that are needed there, face by face in
/// an order that both know.
struct Partner {
    int rank;
    std::vector<std::int32_t> ours;    // first nodes' places in Traces, of each face
    std::vector<std::int32_t> theirs;  // the same, behind our own
};

/// The traces of all elements of a part, followed by those that partners send.
class Traces {
  public:
    explicit Traces(std::size_t points) : points_(points) {}

    TracePoint& at(int block, Face face, int k) { return points_[index(block, face, k)]; }
    const TracePoint& at(int block, Face face, int k) const { return points_[index(block, face, k)]; }

    /// One lane of a point: depth at the place, outflow and along kLanes and 2 kLanes later.
    double* values() { return reinterpret_cast<double*>(points_.data()); }
    const double* values() const { return reinterpret_cast<const double*>(points_.data()); }

    static std::size_t index(int block, Face face, int k) {
        return static_cast<std::size_t>((block * kFaces + face) * kFaceNodes + k);
    }
    static std::int32_t place(std::size_t point, int lane) {
        return static_cast<std::int32_t>(point * 3 * kLanes) + lane;
    }

  private:
    std::vector<TracePoint> points_;
};

/// Who is beside whom in a part, and which other parts it touches.
class Neighbours {
  public:
    /// `first_of_rank` has the first element of each rank, and the number of all elements at the end.
    Neighbours(const Mesh& mesh, const Part& part, const std::vector<int>& first_of_rank);

    /// Where the node that faces node k lies in Traces, for each lane.
    const std::int32_t* facing(int block, Face face, int k) const {
        return facing_.data() + kLanes * Traces::index(block, face, k);
    }

    const std::vector<Partner>& partners() const { return partners_; }
    std::size_t trace_points() const { return points_; }

    /// Blocks whose neighbours are all in this part, and the others.
    const std::vector<int>& inner_blocks() const { return inner_; }
    const std::vector<int>& outer_blocks() const { return outer_; }

  private:
    void find_partners(const Mesh& mesh, const Part& part, const std::vector<int>& first_of_rank);
    void find_facing(const Mesh& mesh, const Part& part);

    std::map<std::pair<int, Face>, std::int32_t> received_;  // faces of other parts: where their traces begin
    std::vector<std::int32_t> facing_;
    std::vector<Partner> partners_;  // by rank
    std::vector<int> inner_, outer_;
    std::size_t points_;
};

}  // namespace sluice::climate::sphere
