// SPDX-License-Identifier: Apache-2.0
//
// A job outlives the daemons.
#include <catch2/catch.hpp>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

/// An MPI job that runs until the file `go` appears and then ends with exit code 7 on rank 3.
std::string waiting_job() {
    return "-N4 -n8 -t 5 -o job.out --wrap 'srun hello_mpi --wait-for go --rank 3 --exit 7'";
}

bool all_ranks_wait(const Cluster& cluster) {
    const auto text = cluster.file("job.out");
    std::size_t ranks = 0;
    for (auto at = text.find("Hello from rank"); at != std::string::npos; at = text.find("Hello from rank", at + 1)) ++ranks;
    return ranks == 8;
}

/// What accounting says of a job once it is over.
std::string exit_code_of(const Cluster& cluster, const std::string& job) {
    return cluster.out("sacct -X -n -P -j " + job + " -o state,exitcode");
}

}  // namespace

TEST_CASE("a running MPI job survives SIGKILL and restart of the controller, and its exit code arrives") {
    const Cluster cluster;
    const auto job = cluster.submit(waiting_job());
    REQUIRE(eventually([&] { return all_ranks_wait(cluster); }));
    cluster.kill_controller();
    cluster.start_controller();
    REQUIRE(cluster.wait_for_state(job, "RUNNING"));
    write_file(cluster.work() + "/go", "");
    REQUIRE(cluster.wait_for_state(job, "FAILED"));
    CHECK(exit_code_of(cluster, job) == "FAILED|7:0");
}

TEST_CASE("a running MPI job ends while the controller is away, and its exit code arrives afterwards") {
    const Cluster cluster;
    const auto job = cluster.submit(waiting_job());
    REQUIRE(eventually([&] { return all_ranks_wait(cluster); }));
    cluster.kill_controller();
    write_file(cluster.work() + "/go", "");
    REQUIRE(eventually([&] { return cluster.processes().find("sluicestepd") == std::string::npos; }));
    cluster.start_controller();
    REQUIRE(cluster.wait_for_state(job, "FAILED"));
    CHECK(exit_code_of(cluster, job) == "FAILED|7:0");
}

TEST_CASE("a running MPI job survives SIGKILL and restart of node daemons, and its exit code arrives") {
    const Cluster cluster;
    const auto job = cluster.submit(waiting_job());
    REQUIRE(eventually([&] { return all_ranks_wait(cluster); }));
    cluster.kill_node("n1");
    cluster.kill_node("n2");
    cluster.start_again();
    CHECK(cluster.field(job, "JobState") == "RUNNING");
    write_file(cluster.work() + "/go", "");
    REQUIRE(cluster.wait_for_state(job, "FAILED"));
    CHECK(exit_code_of(cluster, job) == "FAILED|7:0");
}

TEST_CASE("a job that ends while its node daemon is away is reported when the daemon is back") {
    const Cluster cluster;
    const auto job = cluster.submit("-N1 -o job.out --wrap 'while [ ! -e go ]; do sleep 0.05; done; exit 9'");
    REQUIRE(cluster.wait_for_state(job, "RUNNING"));
    REQUIRE(eventually([&] { return cluster.processes().find("sluicestepd") != std::string::npos; }));
    const auto node = cluster.field(job, "NodeList");
    cluster.kill_node(node);
    write_file(cluster.work() + "/go", "");
    REQUIRE(eventually([&] { return cluster.processes().find("sluicestepd") == std::string::npos; }));
    cluster.start_again();
    REQUIRE(cluster.wait_for_state(job, "FAILED"));
    CHECK(exit_code_of(cluster, job) == "FAILED|9:0");
}
