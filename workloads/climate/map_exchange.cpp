// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/map_exchange.hpp"

#include <algorithm>
#include <numeric>

#include "io/collective.hpp"
#include "workloads/climate/kernel/decomposition.hpp"

namespace sluice::climate {
namespace {

std::vector<int> starts_of(const std::vector<int>& counts) {
    std::vector<int> starts(counts.size());
    std::exclusive_scan(counts.begin(), counts.end(), starts.begin(), 0);
    return starts;
}

}  // namespace

MapExchange::MapExchange(MPI_Comm comm, const sphere::MapGrid& grid, const std::vector<int>& points)
    : comm_{comm}, grid_{grid}, rows_{share_of(grid.latitudes, io::size_of(comm), io::rank_in(comm))} {
    const int ranks = io::size_of(comm);
    for (int rank = 0; rank < ranks; ++rank) {
        const Range rows = share_of(grid.latitudes, ranks, rank);
        const auto begin = std::ranges::lower_bound(points, rows.first * grid.longitudes);
        const auto end = std::ranges::lower_bound(points, (rows.first + rows.count) * grid.longitudes);
        sent_.push_back(static_cast<int>(end - begin));
    }
    received_.resize(sent_.size());
    MPI_Alltoall(sent_.data(), 1, MPI_INT, received_.data(), 1, MPI_INT, comm);
    sent_from_ = starts_of(sent_);
    received_from_ = starts_of(received_);
    places_.resize(static_cast<std::size_t>(rows_.count * grid.longitudes));
    MPI_Alltoallv(points.data(), sent_.data(), sent_from_.data(), MPI_INT, places_.data(), received_.data(),
                  received_from_.data(), MPI_INT, comm);
    for (int& place : places_) place -= rows_.first * grid.longitudes;
}

std::vector<double> MapExchange::rows_of(const std::vector<double>& values) const {
    std::vector<double> received(places_.size()), rows(places_.size());
    MPI_Alltoallv(values.data(), sent_.data(), sent_from_.data(), MPI_DOUBLE, received.data(),
                  received_.data(), received_from_.data(), MPI_DOUBLE, comm_);
    for (std::size_t n = 0; n < received.size(); ++n)
        rows[static_cast<std::size_t>(places_[n])] = received[n];
    return rows;
}

std::vector<double> MapExchange::gather(const std::vector<double>& values) const {
    const std::vector<double> rows = rows_of(values);
    const int mine = static_cast<int>(rows.size());
    std::vector<int> counts(static_cast<std::size_t>(io::size_of(comm_)));
    MPI_Gather(&mine, 1, MPI_INT, counts.data(), 1, MPI_INT, 0, comm_);
    const std::vector<int> starts = starts_of(counts);
    std::vector<double> all(io::rank_in(comm_) == 0 ? static_cast<std::size_t>(grid_.points()) : 0);
    MPI_Gatherv(rows.data(), mine, MPI_DOUBLE, all.data(), counts.data(), starts.data(), MPI_DOUBLE, 0,
                comm_);
    return all;
}

}  // namespace sluice::climate
