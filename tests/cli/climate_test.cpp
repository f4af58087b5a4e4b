// SPDX-License-Identifier: Apache-2.0
//
// The main path: a batch script runs an MPI program on four nodes under one switch, and its result stands in
// an HDF5 file.
#include <catch2/catch.hpp>
#include <cmath>
#include <regex>
#include <set>
#include <sstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

/// The switch of a node, from its place in the topology: `spine.leaf1.n1` -> leaf1.
std::set<std::string> switches_of(const Cluster& cluster, const std::string& nodes) {
    std::set<std::string> leaves;
    std::istringstream names{cluster.out("scontrol show hostnames '" + nodes + "'")};
    for (std::string name; std::getline(names, name);) leaves.insert(name < "n5" ? "leaf1" : "leaf2");
    return leaves;
}


}  // namespace

TEST_CASE("scripts/climate.sbatch lands under one leaf switch although the first leaf is not free") {
    const Cluster cluster;
    // One node of leaf1 is busy, so only leaf2 can hold the job whole.
    const auto busy = cluster.submit("-w n2 --exclusive -t 10 -o /dev/null --wrap 'sleep 600'");
    REQUIRE(cluster.wait_for_state(busy, "RUNNING"));
    const auto job = cluster.submit(SLUICE_SOURCE_DIR "/scripts/climate.sbatch");
    REQUIRE(cluster.wait_for_state(job, "COMPLETED", std::chrono::seconds{200}));
    const auto nodes = cluster.out("sacct -X -n -P -j " + job + " -o nodelist");
    CHECK(nodes == "n[5-8]");
    CHECK(switches_of(cluster, nodes).size() == 1);

    const auto file = "climate-" + job + ".h5";
    const auto header = cluster.out("ncdump -h " + file);
    CHECK(header.find("dimensions:") != std::string::npos);
    CHECK(header.find(":units") != std::string::npos);
    CHECK(cluster.run("h5dump -H " + file).status == 0);
    const auto report = cluster.out("climate --report " + file);
    INFO(report);
    const std::regex drift{R"(mass[^\n]*relative[^\n]*:\s*([-+0-9.eE]+))"};
    std::smatch found;
    REQUIRE(std::regex_search(report, found, drift));
    CHECK(std::abs(std::stod(found[1])) <= 1e-12);
    CHECK(cluster.run("test -s climate-" + job + ".png").status == 0);
}
