// SPDX-License-Identifier: Apache-2.0
//
// What MPI programs of science do, in little: collectives, one-sided access, and one file that all ranks write.
//
//   exchange_mpi FILE
//
// Rank r owns r + 1 rows of the table value[i][j] = 1000 i + j of 1000 columns. It puts them into its right
// neighbour's window, and writes what its left neighbour put into its own: the dataset "value" of FILE is right only
// if all of it has arrived. "received" [ranks][ranks] holds what an all-to-all of 100 sender + receiver brought, and
// "tickets" [ranks] the numbers that ranks drew from a counter on rank 0. Rank 0 says what the sums are.
#include <hdf5.h>
#include <mpi.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

namespace {

constexpr std::uint64_t kColumns = 1000;
using Table = std::vector<std::int64_t>;

struct World {
    int rank = 0;
    int size = 0;
};

World world() {
    World world;
    MPI_Comm_rank(MPI_COMM_WORLD, &world.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &world.size);
    return world;
}

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "exchange_mpi: %s failed\n", what);
    MPI_Abort(MPI_COMM_WORLD, 3);
}

/// The first row of a rank, by the scan of everybody's numbers of rows.
std::uint64_t first_row_of(int rank) {
    const std::uint64_t own = static_cast<std::uint64_t>(rank) + 1;
    std::uint64_t through = 0;
    MPI_Scan(&own, &through, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    return through - own;
}

Table rows(std::uint64_t first, std::uint64_t count) {
    Table table(count * kColumns);
    for (std::uint64_t i = 0; i < table.size(); ++i) {
        table[i] = static_cast<std::int64_t>(1000 * (first + i / kColumns) + i % kColumns);
    }
    return table;
}

/// What the left neighbour put into this rank's window; `own` goes to the right one.
Table from_the_left(const World& here, const Table& own) {
    const int left = (here.rank + here.size - 1) % here.size;
    const int right = (here.rank + 1) % here.size;
    Table window((static_cast<std::uint64_t>(left) + 1) * kColumns, -1);
    MPI_Win shared = MPI_WIN_NULL;
    MPI_Win_create(window.data(), static_cast<MPI_Aint>(window.size() * sizeof(std::int64_t)), sizeof(std::int64_t),
                   MPI_INFO_NULL, MPI_COMM_WORLD, &shared);
    MPI_Win_fence(0, shared);
    const int count = static_cast<int>(own.size());
    MPI_Put(own.data(), count, MPI_INT64_T, right, 0, count, MPI_INT64_T, shared);
    MPI_Win_fence(0, shared);
    MPI_Win_free(&shared);
    return window;
}

/// A number that no other rank has, from a counter on rank 0 that is locked meanwhile.
std::int64_t draw_ticket(const World& here) {
    std::int64_t counter = 0;
    MPI_Win shared = MPI_WIN_NULL;
    MPI_Win_create(&counter, here.rank == 0 ? sizeof counter : 0, sizeof counter, MPI_INFO_NULL, MPI_COMM_WORLD, &shared);
    const std::int64_t one = 1;
    std::int64_t ticket = -1;
    MPI_Win_lock(MPI_LOCK_SHARED, 0, 0, shared);
    MPI_Fetch_and_op(&one, &ticket, MPI_INT64_T, 0, 0, MPI_SUM, shared);
    MPI_Win_unlock(0, shared);
    MPI_Win_free(&shared);
    return ticket;
}

Table all_to_all(const World& here) {
    Table sent(static_cast<std::size_t>(here.size));
    Table received(sent.size(), -1);
    std::iota(sent.begin(), sent.end(), 100 * here.rank);
    MPI_Alltoall(sent.data(), 1, MPI_INT64_T, received.data(), 1, MPI_INT64_T, MPI_COMM_WORLD);
    return received;
}

std::int64_t sum_of(const Table& values) {
    const std::int64_t own = std::accumulate(values.begin(), values.end(), std::int64_t{0});
    std::int64_t sum = 0;
    MPI_Reduce(&own, &sum, 1, MPI_INT64_T, MPI_SUM, 0, MPI_COMM_WORLD);
    return sum;
}

hid_t create_shared(const std::string& path) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_mpio(access, MPI_COMM_WORLD, MPI_INFO_NULL);
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
    require(file >= 0, "making the file");
    H5Pclose(access);
    return file;
}

struct Rows {
    std::uint64_t first, count, of, columns;
};

/// All ranks write rows of one dataset at once.
void write(hid_t file, const char* name, const Rows& part, const Table& values) {
    const std::array<hsize_t, 2> shape{part.of, part.columns};
    const std::array<hsize_t, 2> begin{part.first, 0};
    const std::array<hsize_t, 2> count{part.count, part.columns};
    const hid_t in_file = H5Screate_simple(2, shape.data(), nullptr);
    const hid_t in_memory = H5Screate_simple(2, count.data(), nullptr);
    const hid_t data = H5Dcreate2(file, name, H5T_STD_I64LE, in_file, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Sselect_hyperslab(in_file, H5S_SELECT_SET, begin.data(), nullptr, count.data(), nullptr);
    const hid_t transfer = H5Pcreate(H5P_DATASET_XFER);
    H5Pset_dxpl_mpio(transfer, H5FD_MPIO_COLLECTIVE);
    require(H5Dwrite(data, H5T_NATIVE_INT64, in_memory, in_file, transfer, values.data()) >= 0, name);
    H5Pclose(transfer);
    H5Dclose(data);
    H5Sclose(in_memory);
    H5Sclose(in_file);
}

void exchange(const std::string& path) {
    const auto here = world();
    const auto size = static_cast<std::uint64_t>(here.size);
    const auto rank = static_cast<std::uint64_t>(here.rank);
    const auto left = (rank + size - 1) % size;
    const auto first = first_row_of(here.rank);
    std::vector<std::uint64_t> firsts(size);
    MPI_Allgather(&first, 1, MPI_UINT64_T, firsts.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);

    const auto arrived = from_the_left(here, rows(first, rank + 1));
    const Table ticket{draw_ticket(here)};
    const auto file = create_shared(path);
    write(file, "value", {firsts[left], left + 1, size * (size + 1) / 2, kColumns}, arrived);
    write(file, "received", {rank, 1, size, size}, all_to_all(here));
    write(file, "tickets", {rank, 1, size, 1}, ticket);
    require(H5Fclose(file) >= 0, "closing the file");

    const auto value_sum = sum_of(arrived);
    const auto ticket_sum = sum_of(ticket);
    if (here.rank == 0) std::printf("sum %lld tickets %lld\n", static_cast<long long>(value_sum), static_cast<long long>(ticket_sum));
}

}  // namespace

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    require(argc == 2, "usage: exchange_mpi FILE; this");
    exchange(argv[1]);
    MPI_Finalize();
    return EXIT_SUCCESS;
}
