// SPDX-License-Identifier: Apache-2.0
//
// How fast ranks write a decomposed array together, against raw pwrite() of the same bytes into one file, in turns in
// the same run. Both end with the data on disk. Under mpirun; files in TMPDIR.
//   written: until the last write has returned; on disk: until the file is synced, closed and has its name.
#include <fcntl.h>
#include <mpi.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "io/collective.hpp"
#include "io/file.hpp"
#include "tests/bench/bench.hpp"

namespace sluice::bench {
namespace {

const MPI_Comm world = MPI_COMM_WORLD;

struct Size {
    hsize_t rows, columns;  // of a rank
    std::size_t records;
    int rounds;

    std::size_t cells() const { return rows * columns; }
    double bytes() const { return 8.0 * static_cast<double>(cells() * records) * io::size_of(world); }
};

struct Seconds {
    double written, on_disk;
};

/// From one barrier to the next, on all ranks.
double elapsed(const Stopwatch& watch) {
    MPI_Barrier(world);
    return watch.seconds();
}

std::filesystem::path path_of(const char* name) { return std::filesystem::temp_directory_path() / name; }

Seconds write_hdf5(const Size& size, const std::vector<double>& values) {
    const auto path = path_of("sluice-io-bench.h5");
    MPI_Barrier(world);
    const Stopwatch watch;
    io::File file = io::File::create(path, world);
    file.add_record_axis({.name = "time"});
    const auto rank = static_cast<hsize_t>(io::rank_in(world)), ranks = static_cast<hsize_t>(io::size_of(world));
    file.add_axis({.name = "z"}, std::vector<double>(size.rows * ranks));
    file.add_axis({.name = "x"}, std::vector<double>(size.columns));
    io::Variable& field = file.add_variable({.name = "field"}, {"time", "z", "x"},
                                            {{rank * size.rows, 0}, {size.rows, size.columns}});
    for (std::size_t record = 0; record < size.records; ++record) field.write_record(record, values);
    const double written = elapsed(watch);
    file.close();
    const double on_disk = elapsed(watch);
    io::on_root(world, [&] { std::filesystem::remove(path); });
    return {written, on_disk};
}

void write_all(int descriptor, const std::vector<double>& values, std::size_t offset) {
    const auto* bytes = reinterpret_cast<const char*>(values.data());
    for (std::size_t done = 0; done < values.size() * sizeof(double);) {
        const ssize_t count = pwrite(descriptor, bytes + done, values.size() * sizeof(double) - done,
                                     static_cast<off_t>(offset + done));
        if (count <= 0) throw std::runtime_error{"pwrite failed"};
        done += static_cast<std::size_t>(count);
    }
}

Seconds write_raw(const Size& size, const std::vector<double>& values) {
    const auto path = path_of("sluice-io-bench.raw");
    MPI_Barrier(world);
    const Stopwatch watch;
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) throw std::runtime_error{"cannot create " + path.string()};
    const auto rank = static_cast<std::size_t>(io::rank_in(world)), ranks = static_cast<std::size_t>(io::size_of(world));
    for (std::size_t record = 0; record < size.records; ++record)
        write_all(descriptor, values, (record * ranks + rank) * size.cells() * sizeof(double));
    const double written = elapsed(watch);
    fsync(descriptor);
    close(descriptor);
    const double on_disk = elapsed(watch);
    io::on_root(world, [&] { std::filesystem::remove(path); });
    return {written, on_disk};
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void compare(const Size& size) {
    std::vector<double> values(size.cells());
    for (std::size_t n = 0; n < values.size(); ++n) values[n] = std::sin(1e-3 * static_cast<double>(n));
    std::vector<double> raw, hdf5, written, on_disk;
    for (int round = 0; round < size.rounds; ++round) {
        const Seconds one = write_raw(size, values), other = write_hdf5(size, values);
        raw.push_back(size.bytes() / one.on_disk);
        hdf5.push_back(size.bytes() / other.on_disk);
        written.push_back(one.written / other.written);
        on_disk.push_back(one.on_disk / other.on_disk);
    }
    if (io::rank_in(world) != 0) return;
    const auto context = fmt::format(R"("ranks": {}, "megabytes": {:.0f}, "block": "{} x {}", "records": {})",
                                     io::size_of(world), size.bytes() / 1e6, size.rows, size.columns, size.records);
    report("io.raw_pwrite", median(raw), "B/s", context);
    report("io.collective_write", median(hdf5), "B/s", context);
    report("io.ratio_written", median(written), "1", context);
    report("io.ratio_on_disk", median(on_disk), "1", context);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    using namespace sluice::bench;
    MPI_Init(&argc, &argv);
    if (is_smoke_run(argc, argv)) compare({32, 32, 2, 1});
    else {
        compare({1024, 512, 32, 7});
        compare({200, 250, 200, 7});
    }
    MPI_Finalize();
}
