// SPDX-License-Identifier: Apache-2.0
#include "io/collective.hpp"

#include <numeric>

#include "io/error.hpp"

namespace sluice::io {

static_assert(sizeof(hsize_t) == sizeof(unsigned long long));

int rank_in(MPI_Comm comm) {
    int rank = 0;
    MPI_Comm_rank(comm, &rank);
    return rank;
}

int size_of(MPI_Comm comm) {
    int size = 0;
    MPI_Comm_size(comm, &size);
    return size;
}

std::string from_root(MPI_Comm comm, std::string text) {
    auto length = static_cast<int>(text.size());
    MPI_Bcast(&length, 1, MPI_INT, 0, comm);
    text.resize(static_cast<std::size_t>(length));
    MPI_Bcast(text.data(), length, MPI_CHAR, 0, comm);
    return text;
}

std::vector<std::string> from_all(MPI_Comm comm, const std::string& text) {
    const auto ranks = static_cast<std::size_t>(size_of(comm));
    const auto length = static_cast<int>(text.size());
    std::vector<int> lengths(ranks), starts(ranks);
    MPI_Allgather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, comm);
    std::exclusive_scan(lengths.begin(), lengths.end(), starts.begin(), 0);
    std::string joined(static_cast<std::size_t>(starts.back() + lengths.back()), '\0');
    MPI_Allgatherv(text.data(), length, MPI_CHAR, joined.data(), lengths.data(), starts.data(), MPI_CHAR,
                   comm);

    std::vector<std::string> texts;
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        texts.push_back(
            joined.substr(static_cast<std::size_t>(starts[rank]), static_cast<std::size_t>(lengths[rank])));
    }
    return texts;
}

Extents largest_of(MPI_Comm comm, Extents values) {
    MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_UNSIGNED_LONG_LONG,
                  MPI_MAX, comm);
    return values;
}

void on_root(MPI_Comm comm, const std::function<void()>& action) {
    std::string failure;
    if (rank_in(comm) == 0) {
        try {
            action();
        } catch (const std::exception& error) {
            failure = error.what();
        }
    }
    failure = from_root(comm, failure);
    if (!failure.empty()) throw Error{failure};
}

}  // namespace sluice::io
