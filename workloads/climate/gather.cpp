// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/gather.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace sluice::climate {
ExactSum sum_over(MPI_Comm comm, const ExactSum& mine) {
    ExactSum::Pieces pieces = mine.pieces();
    MPI_Allreduce(MPI_IN_PLACE, pieces.data(), static_cast<int>(pieces.size()), MPI_INT64_T, MPI_SUM, comm);
    return ExactSum{pieces};
}

namespace {

double extreme_over(MPI_Comm comm, double mine, MPI_Op operation) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_DOUBLE, operation, comm);
    return mine;
}

/// first x, count x, first z, count z
using Corners = std::array<int, 4>;

/// Copies the values of a tile to their place in the whole field.
void place(const Corners& tile, const double* values, int nx, std::vector<double>& field) {
    const auto [first_x, count_x, first_z, count_z] = tile;
    for (int k = 0; k < count_z; ++k) {
        const std::ptrdiff_t row = std::ptrdiff_t{first_z + k} * nx + first_x;
        std::copy_n(values + std::ptrdiff_t{k} * count_x, count_x, field.begin() + row);
    }
}

}  // namespace

Totals combine(MPI_Comm comm, const Totals& of_tile) {
    return {sum_over(comm, of_tile.mass), sum_over(comm, of_tile.energy),
            extreme_over(comm, of_tile.coldest, MPI_MIN), extreme_over(comm, of_tile.warmest, MPI_MAX),
            extreme_over(comm, of_tile.fastest, MPI_MAX)};
}

std::vector<double> gather_field(MPI_Comm comm, const Grid& grid, const Tile& tile,
                                 const std::vector<double>& of_tile) {
    int rank = 0, ranks = 0;
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &ranks);

    const Corners mine{tile.x.first, tile.x.count, tile.z.first, tile.z.count};
    std::vector<Corners> tiles(static_cast<std::size_t>(ranks));
    MPI_Gather(mine.data(), 4, MPI_INT, tiles.data(), 4, MPI_INT, 0, comm);

    std::vector<int> counts, starts(tiles.size());
    for (const Corners& other : tiles) counts.push_back(other[1] * other[3]);
    std::exclusive_scan(counts.begin(), counts.end(), starts.begin(), 0);
    const std::size_t cells =
        rank == 0 ? static_cast<std::size_t>(grid.nx) * static_cast<std::size_t>(grid.nz) : 0;
    std::vector<double> received(cells), field(cells);
    MPI_Gatherv(of_tile.data(), static_cast<int>(of_tile.size()), MPI_DOUBLE, received.data(), counts.data(),
                starts.data(), MPI_DOUBLE, 0, comm);
    if (rank != 0) return {};
    for (std::size_t n = 0; n < tiles.size(); ++n)
        place(tiles[n], received.data() + starts[n], grid.nx, field);
    return field;
}

}  // namespace sluice::climate
