// SPDX-License-Identifier: Apache-2.0
//
// MPI over a network: every host has an address, a name, processes and shared memory of its own.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <numeric>

#include "tests/cluster/hosts.hpp"

using namespace sluice::test;

namespace {

/// The program that MPICH's compiler makes of hello_mpi; empty where there is no MPICH.
const std::string kMpich = HELLO_MPICH;

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

/// A dataset of 64-bit integers as HDF5's own tool reads it.
std::vector<std::int64_t> dataset(const Hosts& hosts, const std::string& file, const std::string& name) {
    const auto ran = hosts.run("rm -f raw; h5dump -d /" + name + " -b LE -o raw " + file);
    INFO(ran.out << ran.err);
    REQUIRE(ran.status == 0);
    const auto bytes = hosts.file("raw");
    std::vector<std::int64_t> values(bytes.size() / sizeof(std::int64_t));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(std::int64_t));
    return values;
}

/// The file of exchange_mpi on this many ranks: see there.
void check_exchange(const Hosts& hosts, const std::string& file, std::int64_t ranks) {
    std::vector<std::int64_t> expected(static_cast<std::size_t>(ranks * (ranks + 1) / 2 * 1000));
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(dataset(hosts, file, "value") == expected);

    std::vector<std::int64_t> received;
    for (std::int64_t to = 0; to < ranks; ++to) {
        for (std::int64_t from = 0; from < ranks; ++from) received.push_back(100 * from + to);
    }
    CHECK(dataset(hosts, file, "received") == received);

    auto tickets = dataset(hosts, file, "tickets");
    std::sort(tickets.begin(), tickets.end());
    std::vector<std::int64_t> each_once(static_cast<std::size_t>(ranks));
    std::iota(each_once.begin(), each_once.end(), 0);
    CHECK(tickets == each_once);
}

/// Each way on its own: MPICH's ranks of several hosts meet over UCX's TCP, which can hang in MPI_Finalize whoever
/// starts them (docs/mpi.md), so they are all on one host here.
std::vector<std::string> ways(int nodes) {
    std::vector<std::string> list{"srun hello_mpi", "mpirun hello_mpi"};
    if (kMpich.empty() || nodes > 1) return list;
    for (const auto* launcher : {"srun ", "srun --mpi=pmi2 ", "mpiexec.hydra "}) list.push_back(launcher + kMpich);
    return list;
}

void check_way(const Hosts& hosts, const std::string& way, int nodes, int per_node) {
    const int ranks = nodes * per_node;
    const auto ran = hosts.run(fmt::format("sbatch -W -N{} -n{} --ntasks-per-node={} -t1 -o out --wrap '{}'", nodes, ranks,
                                           per_node, way));
    const auto text = hosts.file("out");
    INFO(way << ", " << nodes << " hosts, " << per_node << " ranks on each:\n" << ran.err << text);
    CHECK(ran.status == 0);
    for (int host = 1; host <= nodes; ++host) {
        CHECK(count(text, fmt::format(" of {} on h{}\n", ranks, host)) == static_cast<std::size_t>(per_node));
    }
    const auto sum = ranks * (ranks - 1) / 2;
    CHECK(count(text, fmt::format("Sum of ranks: {}, expected {}", sum, sum)) == 1);
}

}  // namespace

TEST_CASE("collectives, one-sided access and one HDF5 file give the right answer over four hosts") {
    if (!can_make_hosts()) return;
    const Hosts hosts{4};
    INFO(hosts.up().out << hosts.up().err);
    REQUIRE(hosts.up().status == 0);

    const auto direct = hosts.run("srun -N4 -n8 exchange_mpi direct.h5");
    INFO(direct.out << direct.err);
    CHECK(direct.out == "sum 647982000 tickets 28\n");
    check_exchange(hosts, "direct.h5", 8);

    const auto batch = hosts.run("sbatch -W -N4 -n8 -t1 -o out --wrap 'mpirun exchange_mpi batch.h5'");
    INFO(batch.err << hosts.file("out"));
    CHECK(batch.status == 0);
    check_exchange(hosts, "batch.h5", 8);
}

TEST_CASE("every launcher starts MPI programs on one, four and eight hosts") {
    if (!can_make_hosts()) return;
    const Hosts hosts{8};
    INFO(hosts.up().out << hosts.up().err);
    REQUIRE(hosts.up().status == 0);
    for (const int nodes : {1, 4, 8}) {
        for (const int per_node : {1, 2}) {
            for (const auto& way : ways(nodes)) check_way(hosts, way, nodes, per_node);
        }
    }
}
