// SPDX-License-Identifier: Apache-2.0
//
// MPI programs across nodes, started by srun and by Open MPI's own mpirun.
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

struct Hello {
    std::set<int> ranks;
    std::set<int> sizes;
    std::set<std::string> nodes;
};

/// Reads the lines `Hello from rank 3 of 8 on n2`.
Hello hello_in(const std::string& text) {
    Hello hello;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) {
        int rank = 0;
        int size = 0;
        char node[64] = "";
        if (std::sscanf(line.c_str(), "Hello from rank %d of %d on %63s", &rank, &size, node) != 3) continue;
        hello.ranks.insert(rank);
        hello.sizes.insert(size);
        hello.nodes.insert(node);
    }
    return hello;
}

void check_eight_on_four(const std::string& text) {
    INFO(text);
    const auto hello = hello_in(text);
    CHECK(hello.ranks == std::set<int>{0, 1, 2, 3, 4, 5, 6, 7});
    CHECK(hello.sizes == std::set<int>{8});
    CHECK(hello.nodes.size() == 4);
}

}  // namespace

TEST_CASE("srun in a batch script starts eight ranks on four nodes as one MPI world") {
    const Cluster cluster;
    const auto job = cluster.submit("-N4 -n8 -o out.txt --wrap 'srun -N4 -n8 hello_mpi'");
    REQUIRE(cluster.wait_for_state(job, "COMPLETED", std::chrono::seconds{60}));
    check_eight_on_four(cluster.file("out.txt"));
}

TEST_CASE("mpirun in a batch script starts eight ranks on four nodes as one MPI world") {
    const Cluster cluster;
    const auto job = cluster.submit("-N4 -n8 -o out.txt --wrap 'mpirun hello_mpi'");
    REQUIRE(cluster.wait_for_state(job, "COMPLETED", std::chrono::seconds{60}));
    check_eight_on_four(cluster.file("out.txt"));
}

TEST_CASE("srun outside a job makes an allocation of its own and gives it back") {
    const Cluster cluster;
    const auto ran = cluster.run("srun -N4 -n8 hello_mpi");
    CHECK(ran.status == 0);
    check_eight_on_four(ran.out);
    CHECK(eventually([&] { return cluster.out("squeue -h").empty(); }));
}

TEST_CASE("the exit code of a rank and of an abort reach the job") {
    const Cluster cluster;
    CHECK(cluster.run("srun -N2 -n4 hello_mpi --rank 3 --exit 7").status == 7);
    CHECK(cluster.run("srun -N2 -n4 hello_mpi --abort 42").status == 42);
    const auto job = cluster.submit("-N2 -n4 -o /dev/null --wrap 'mpirun hello_mpi --rank 3 --exit 7'");
    REQUIRE(cluster.wait_for_state(job, "FAILED"));
    CHECK(cluster.field(job, "ExitCode") == "7:0");
}

TEST_CASE("two MPI steps run side by side in one job") {
    const Cluster cluster;
    const auto job = cluster.submit("-N4 -n8 -o out.txt --wrap 'srun -n4 -N2 hello_mpi > a & srun -n4 -N2 hello_mpi > b & wait'");
    REQUIRE(cluster.wait_for_state(job, "COMPLETED", std::chrono::seconds{60}));
    for (const auto& file : {"a", "b"}) {
        const auto hello = hello_in(cluster.file(file));
        CHECK(hello.ranks == std::set<int>{0, 1, 2, 3});
        CHECK(hello.sizes == std::set<int>{4});
    }
}

TEST_CASE("srun says which task failed and how, and ends with the highest exit code") {
    const Cluster cluster;
    const auto ran = cluster.run("srun -n2 -N2 bash -c 'exit $((SLURM_PROCID + 3))'");
    CHECK(ran.status == 4);
    CHECK(ran.err.find("task 1: Exited with exit code 4") != std::string::npos);
    const auto killed = cluster.run("srun -n1 bash -c 'kill -9 $$'");
    CHECK(killed.status == 137);
    CHECK(killed.err.find("task 0: Killed") != std::string::npos);
    CHECK(cluster.run("srun -n1 /no/such/program").status == 2);
}

TEST_CASE("srun carries stdin, labels lines and keeps stdout and stderr apart") {
    const Cluster cluster;
    const auto ran = cluster.run("echo hello | srun -n1 cat");
    CHECK(ran.out == "hello\n");
    const auto labelled = cluster.run("srun -n2 -l bash -c 'echo out; echo err >&2'");
    CHECK(labelled.out.find("0: out\n") != std::string::npos);
    CHECK(labelled.out.find("1: out\n") != std::string::npos);
    CHECK(labelled.err.find("0: err\n") != std::string::npos);
}
