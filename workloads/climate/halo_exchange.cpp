// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/halo_exchange.hpp"

#include "workloads/run/patient_wait.hpp"

namespace sluice::climate {
namespace {

/// Towards a neighbour: -1, 0 or +1 along x and z.
struct Towards {
    int x, z;
};

int tag_of(const Towards& direction) { return 3 * (direction.z + 1) + direction.x + 1; }

/// Cells of one direction on the rim of a tile of n cells, inside it or in the halo; all of them if side is
/// 0.
Range rim_inside(int n, int side) { return side == 0 ? Range{0, n} : Range{side < 0 ? 0 : n - kHalo, kHalo}; }
Range rim_in_halo(int n, int side) { return side == 0 ? Range{0, n} : Range{side < 0 ? -kHalo : n, kHalo}; }

/// A rectangle of cells of every quantity in a Fields of the shape of the tile.
MPI_Datatype rectangle_type(const Tile& tile, const Range& x, const Range& z) {
    const std::array sizes{tile.z.count + 2 * kHalo, static_cast<int>(kQuantities.size()),
                           Fields::row_length(tile.x.count)};
    const std::array counts{z.count, static_cast<int>(kQuantities.size()), x.count};
    const std::array starts{z.first + kHalo, 0, x.first + Fields::kRoom};
    MPI_Datatype type = MPI_DATATYPE_NULL;
    MPI_Type_create_subarray(3, sizes.data(), counts.data(), starts.data(), MPI_ORDER_C, MPI_DOUBLE, &type);
    MPI_Type_commit(&type);
    return type;
}

int rank_beside(const ProcessGrid& processes, int rank, const Towards& direction) {
    const int row = rank % processes.pz + direction.z;
    const int column = (rank / processes.pz + direction.x + processes.px) % processes.px;
    return row < 0 || row >= processes.pz ? MPI_PROC_NULL : column * processes.pz + row;
}

}  // namespace

Tile tile_of(const Grid& grid, const ProcessGrid& processes, int rank) {
    return Tile::of(grid, share_of(grid.nx, processes.px, rank / processes.pz),
                    share_of(grid.nz, processes.pz, rank % processes.pz));
}

HaloExchange::HaloExchange(MPI_Comm comm, const ProcessGrid& processes, const Tile& tile) : comm_{comm} {
    int rank = 0;
    MPI_Comm_rank(comm, &rank);
    for (const int z : {-1, 0, 1}) {
        for (const int x : {-1, 0, 1}) {
            const int other = rank_beside(processes, rank, {x, z});
            if ((x == 0 && z == 0) || other == MPI_PROC_NULL) continue;
            neighbours_.push_back(
                {other, tag_of({x, z}), tag_of({-x, -z}),
                 rectangle_type(tile, rim_inside(tile.x.count, x), rim_inside(tile.z.count, z)),
                 rectangle_type(tile, rim_in_halo(tile.x.count, x), rim_in_halo(tile.z.count, z))});
        }
    }
    requests_.resize(2 * neighbours_.size(), MPI_REQUEST_NULL);
}

HaloExchange::~HaloExchange() {
    for (Neighbour& neighbour : neighbours_) {
        MPI_Type_free(&neighbour.inside);
        MPI_Type_free(&neighbour.halo);
    }
}

void HaloExchange::exchange(Fields& fields) {
    double* values = fields.values().data();
    MPI_Request* request = requests_.data();
    for (const Neighbour& from : neighbours_) {
        MPI_Irecv(values, 1, from.halo, from.rank, from.tag_here, comm_, request++);
    }
    for (const Neighbour& to : neighbours_) {
        MPI_Isend(values, 1, to.inside, to.rank, to.tag_there, comm_, request++);
    }
    run::wait_for(requests_);
}

}  // namespace sluice::climate
