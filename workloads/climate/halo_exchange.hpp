// SPDX-License-Identifier: Apache-2.0
// Which tile this rank has, who its neighbours are, and the exchange of halos with them.
#pragma once

#include <mpi.h>

#include <array>
#include <vector>

#include "workloads/climate/kernel/decomposition.hpp"
#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"

namespace sluice::climate {

/// The tile of a rank: columns of tiles one after the other, from the ground up.
Tile tile_of(const Grid& grid, const ProcessGrid& processes, int rank);

/// Sends the rim of a tile to its eight neighbours and receives theirs, all messages under way at once.
/// Periodic in x; there is no neighbour beyond the walls. One message each holds all quantities.
class HaloExchange {
  public:
    /// `tile` is tile_of(...) of this rank of `comm`.
    HaloExchange(MPI_Comm comm, const ProcessGrid& processes, const Tile& tile);
    HaloExchange(const HaloExchange&) = delete;
    HaloExchange& operator=(const HaloExchange&) = delete;
    ~HaloExchange();

    /// Fills the halo of fields of the shape of the tile. Every rank takes part.
    void exchange(Fields& fields);

  private:
    struct Neighbour {
        int rank;
        int tag_there, tag_here;    // the direction in which a message travels
        MPI_Datatype inside, halo;  // what it gets of ours, what we get of its
    };

    MPI_Comm comm_;
    std::vector<Neighbour> neighbours_;
    std::vector<MPI_Request> requests_;
};

}  // namespace sluice::climate
