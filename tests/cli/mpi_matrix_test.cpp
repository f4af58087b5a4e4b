// SPDX-License-Identifier: Apache-2.0
//
// Every way that an MPI program of Open MPI or MPICH starts here: by srun, and by the launcher of its own, on one,
// four and eight nodes, with one and two ranks on each.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

struct Way {
    std::string name;
    std::string command;  // without the numbers
};

/// The program that MPICH's compiler makes of the same source; empty where there is no MPICH.
const std::string kMpich = HELLO_MPICH;

std::vector<Way> ways() {
    std::vector<Way> list{{"srun, Open MPI", "srun hello_mpi"}, {"mpirun, Open MPI", "mpirun hello_mpi"}};
    if (kMpich.empty()) return list;
    list.push_back({"srun, MPICH", "srun " + kMpich});
    list.push_back({"srun --mpi=pmi2, MPICH", "srun --mpi=pmi2 " + kMpich});
    list.push_back({"mpiexec, MPICH", "mpiexec.hydra " + kMpich});
    return list;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("every launcher starts programs of every MPI on any number of nodes") {
    if (kMpich.empty()) WARN("MPICH is not installed: its half of the matrix is left out");
    const Cluster cluster;
    for (const int nodes : {1, 4, 8}) {
        for (const int per_node : {1, 2}) {
            for (const auto& way : ways()) {
                const int ranks = nodes * per_node;
                const auto job = cluster.submit(fmt::format("-N{} -n{} --ntasks-per-node={} -o out-%j.txt --wrap '{}'", nodes,
                                                            ranks, per_node, way.command));
                REQUIRE(cluster.wait_for_state(job, "COMPLETED", std::chrono::seconds{60}));
                const auto text = cluster.file("out-" + job + ".txt");
                INFO(way.name << ", " << nodes << " nodes, " << per_node << " ranks on each:\n" << text);
                CHECK(count(text, fmt::format(" of {} on ", ranks)) == static_cast<std::size_t>(ranks));
                const auto sum = ranks * (ranks - 1) / 2;
                CHECK(count(text, fmt::format("Sum of ranks: {}, expected {}", sum, sum)) == 1);
            }
        }
    }
}

TEST_CASE("the exit code of a rank and of an abort of MPICH reach srun") {
    if (kMpich.empty()) {
        WARN("MPICH is not installed");
        return;
    }
    const Cluster cluster;
    CHECK(cluster.run("srun -N2 -n4 " + kMpich + " --rank 3 --exit 7").status == 7);
    CHECK(cluster.run("srun -N2 -n4 " + kMpich + " --abort 42").status == 42);
}

TEST_CASE("ranks of a step that exchange no data in a fence ask each other's nodes") {
    const Cluster cluster;
    const auto ran = cluster.run("srun -N2 -n4 hello_mpi", {{"OMPI_MCA_pmix_base_async_modex", "1"},
                                                            {"OMPI_MCA_pmix_base_collect_data", "0"}});
    INFO(ran.out << ran.err);
    CHECK(ran.status == 0);
    CHECK(count(ran.out, "Sum of ranks: 6, expected 6") == 1);
}

TEST_CASE("sluice doctor says which wire-up a program needs") {
    const Cluster cluster;
    CHECK(cluster.out("sluice doctor mpi hello_mpi").find("wire-up: PMIx") != std::string::npos);
    CHECK(cluster.out("sluice doctor mpi /bin/true").find("wire-up: none needed") != std::string::npos);
    CHECK(cluster.run("sluice doctor mpi /no/such").status == 1);
    if (!kMpich.empty()) CHECK(cluster.out("sluice doctor mpi " + kMpich).find("--mpi=pmi2") != std::string::npos);
}
