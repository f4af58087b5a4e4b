// SPDX-License-Identifier: Apache-2.0
// The flow on a regular grid of longitudes and latitudes: values of the elements' polynomials.
#pragma once

#include <vector>

#include "workloads/climate/sphere/solver.hpp"

namespace sluice::climate::sphere {

/// Points in the middles of equal cells; rows from the south.
struct MapGrid {
    int longitudes, latitudes;

    int points() const { return longitudes * latitudes; }
    double longitude(int i) const { return -180 + (i + 0.5) * 360 / longitudes; }  // degrees
    double latitude(int j) const { return -90 + (j + 0.5) * 180 / latitudes; }     // degrees
    Place place(int point) const;
};

inline constexpr std::size_t kMapFields = 4;
enum MapField : std::size_t { kVorticity, kHeight, kEastward, kNorthward };

/// One value for each point of a list.
using MapValues = std::array<std::vector<double>, kMapFields>;

class Mapper {
  public:
    Mapper(const Mesh& mesh, const Part& part, const MapGrid& grid);

    /// The points of the grid that lie in elements of the part, rising.
    const std::vector<int>& points() const { return points_; }

    /// Relative vorticity, s-1; height of the surface, m; wind eastward and northward, m s-1.
    MapValues values(const State& state, const std::vector<Values>& zeta, const Geometry& geometry) const;

    /// Height of the ground, m.
    std::vector<double> ground(const Geometry& geometry) const;

  private:
    /// Where a point lies, and what makes eastward and northward wind of the products with the tangents.
    struct Source {
        int block, lane;
        Line along_a, along_b;  // weights of the nodes
        std::array<double, 2> eastward, northward;
    };
    static Source source_of(const Mesh::Inside& inside, const Part& part, const OnPanel& where,
                            const Place& place);

    std::vector<int> points_;
    std::vector<Source> sources_;
};

}  // namespace sluice::climate::sphere
