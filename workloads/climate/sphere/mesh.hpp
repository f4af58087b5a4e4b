// SPDX-License-Identifier: Apache-2.0
// The elements of the whole sphere, in an order in which near numbers are near places: what consecutive
// numbers cover has a short border, so ranks take stretches of them.
#pragma once

#include <array>
#include <vector>

#include "workloads/climate/sphere/cube.hpp"
#include "workloads/climate/sphere/nodes.hpp"

namespace sluice::climate::sphere {

/// The faces of an element, counter-clockwise seen from outside. The nodes of a face count in that
/// direction.
enum Face : int { kSouth, kEast, kNorth, kWest };
inline constexpr int kFaces = 4;

/// Node k of a face: its number in the element.
int node_on(Face face, int k);

/// The same border seen from the element beyond it, where its nodes count the other way round.
struct Beyond {
    int element;
    Face face;
};

class Mesh {
  public:
    /// n x n elements on each panel.
    explicit Mesh(int n);

    int per_edge() const { return n_; }
    int elements() const { return kPanels * n_ * n_; }

    /// Along a and b, radians.
    double width() const { return width_; }

    /// A node of an element: i along a and j along b.
    OnPanel node(int element, int i, int j) const;

    Beyond beyond(int element, Face face) const;

    /// The element that a place is in, and where: -1 to 1 along a and b.
    struct Inside {
        int element;
        double a, b;
    };
    Inside find(const OnPanel& place) const;

  private:
    struct Cell {
        int i, j;
    };

    void enumerate(const Cell& first, const Cell& count);
    OnPanel at(int element, double a, double b) const;

    int n_;
    double width_;
    std::vector<Cell> cells_;   // of one panel, in order
    std::vector<int> numbers_;  // [j][i]: the inverse
};

}  // namespace sluice::climate::sphere
