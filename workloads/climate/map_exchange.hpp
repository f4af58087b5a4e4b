// SPDX-License-Identifier: Apache-2.0
// From the elements that a rank has to the rows of the map that it writes.
#pragma once

#include <mpi.h>

#include <vector>

#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/sphere/map.hpp"

namespace sluice::climate {

/// Collective, like its members.
class MapExchange {
  public:
    /// `points` are those whose values this rank has.
    MapExchange(MPI_Comm comm, const sphere::MapGrid& grid, const std::vector<int>& points);

    /// The rows that this rank writes, from the south; there may be none.
    const Range& rows() const { return rows_; }

    /// The values of those rows, from the values of the points.
    std::vector<double> rows_of(const std::vector<double>& values) const;

    /// All rows, on rank 0; nothing on the others.
    std::vector<double> gather(const std::vector<double>& values) const;

  private:
    MPI_Comm comm_;
    sphere::MapGrid grid_;
    Range rows_;
    std::vector<int> sent_, sent_from_, received_, received_from_;  // counts and starts, by rank
    std::vector<int> places_;                                       // in our rows, of what is received
};

}  // namespace sluice::climate
