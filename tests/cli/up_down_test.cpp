// SPDX-License-Identifier: Apache-2.0
//
// A cluster comes up fast, is there for commands, and goes without a trace.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

std::string sockets_below(const std::string& folder) {
    std::string found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_socket() || entry.path().extension() == ".pid") found += entry.path().string() + "\n";
    }
    return found;
}

}  // namespace

TEST_CASE("sluice up brings all eight nodes to idle, and sluice down leaves no process and no socket") {
    const Cluster cluster;
    CHECK(cluster.out("sinfo -h -p batch -t idle -o %D") == "8");
    CHECK(cluster.out("scontrol ping").find("is UP") != std::string::npos);
    const auto down = cluster.down();
    CHECK(down.status == 0);
    CHECK(cluster.processes() == "");
    CHECK(sockets_below(cluster.state()).empty());
}

TEST_CASE("sluice down ends running jobs, and the next sluice up runs them again") {
    const Cluster cluster;
    const auto job = cluster.submit("--requeue -o out.txt --open-mode=append --wrap 'echo run; while [ ! -e go ]; do sleep 0.1; done'");
    const auto waiting = cluster.submit("--hold -o /dev/null --wrap true");
    REQUIRE(eventually([&] { return cluster.file("out.txt") == "run\n"; }));
    REQUIRE(cluster.down().status == 0);
    CHECK(cluster.processes() == "");
    write_file(cluster.work() + "/go", "");
    cluster.start_again();
    CHECK(cluster.wait_for_state(job, "COMPLETED"));
    CHECK(cluster.field(waiting, "JobState") == "PENDING");
}

TEST_CASE("sluice up on a running cluster starts only what is missing") {
    const Cluster cluster;
    const auto controller = cluster.controller_pid();
    cluster.kill_node("n3");
    cluster.start_again();
    CHECK(cluster.controller_pid() == controller);
    CHECK(eventually([&] { return cluster.out("sinfo -h -p batch -t idle -o %D") == "8"; }));
}

TEST_CASE("node daemons wait for a controller that is away and come back by themselves") {
    const Cluster cluster;
    cluster.kill_controller();
    cluster.start_controller();
    CHECK(eventually([&] { return cluster.run("sinfo -h -p batch -t idle -o %D").out == "8\n"; }));
}

TEST_CASE("sluice up makes a cluster of its own without a file") {
    const Cluster cluster;  // for its folder and environment
    const auto state = cluster.work() + "/quick";
    const auto up = cluster.run("sluice up --nodes 4 --topology tree:2x2 --state " + state);
    INFO(up.out << up.err);
    CHECK(up.status == 0);
    const Environment other{{"SLUICE_CONF", state + "/cluster.yaml"}};
    CHECK(trimmed(cluster.run("sinfo -h -t idle -o %D", other).out) == "4");
    CHECK(cluster.run("srun -N2 hostname", other).status == 0);
    CHECK(cluster.run("sluice down --state " + state).status == 0);
}
