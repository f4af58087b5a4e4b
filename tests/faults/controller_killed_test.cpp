// SPDX-License-Identifier: Apache-2.0
//
// Nothing that was acknowledged may be lost, and nothing may run twice, whatever the moment at which the
// controller dies.
#include <catch2/catch.hpp>
#include <atomic>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

constexpr int kJobs = 1000;
constexpr int kKills = 20;

/// Sixteen nodes of many cores, so that the thousand small jobs get through.
constexpr auto kWide = R"(
cluster: wide
nodes:
  - {names: "n[1-4]", cores_per_socket: 16, memory: 64G}
partitions:
  - {name: batch, nodes: "n[1-4]", default: true, max_time: 1:00:00}
)";

/// Each job says its own id when it runs; a job that ran twice says it twice.
constexpr auto kScript = "#!/bin/sh\necho \"$SLURM_JOB_ID $1\" >> ran.txt\n";

std::multiset<std::string> lines_of(const std::string& text) {
    std::istringstream in{text};
    std::multiset<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.insert(line);
    return lines;
}

/// Submits until `count` jobs are acknowledged; returns their ids by the argument they were given.
std::map<std::string, int> submit_all(const Cluster& cluster, std::atomic<int>& acknowledged) {
    std::map<std::string, int> ids;
    for (int i = 0; i < kJobs; ++i) {
        const auto ran = cluster.run("sbatch --parsable -o /dev/null job.sh " + std::to_string(i));
        if (ran.status != 0) continue;  // not acknowledged: nothing is promised
        ids.emplace(trimmed(ran.out), i);
        ++acknowledged;
    }
    return ids;
}

}  // namespace

TEST_CASE("every acknowledged job survives twenty kills of the controller and runs exactly once") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    const Cluster cluster{kWide};
    write_file(cluster.work() + "/job.sh", kScript);

    std::atomic<int> acknowledged = 0;
    std::map<std::string, int> ids;
    std::thread submitter{[&] { ids = submit_all(cluster, acknowledged); }};
    for (int kill = 0; kill < kKills; ++kill) {
        const int target = kill * kJobs / kKills + static_cast<int>(random() % (kJobs / kKills));
        eventually([&] { return acknowledged >= target; }, std::chrono::seconds{60});
        if (acknowledged >= kJobs) break;
        cluster.kill_controller();
        cluster.start_controller();
    }
    submitter.join();
    CHECK(acknowledged == kJobs);  // sbatch waits for a controller that is coming back

    REQUIRE(eventually([&] { return trimmed(cluster.run("squeue -h").out).empty(); }, std::chrono::seconds{240}));
    const auto ran = lines_of(cluster.file("ran.txt"));
    for (const auto& [id, number] : ids) {
        INFO("job " << id);
        CHECK(ran.count(id + " " + std::to_string(number)) == 1);
    }
    // Nothing half-recorded: accounting has every job exactly once, completed, and no job besides.
    const auto recorded = lines_of(cluster.out("sacct -X -n -P -a -S 2000-01-01 -o jobid,state"));
    CHECK(recorded.size() == ids.size());
    CHECK(ran.size() == ids.size());
    for (const auto& [id, number] : ids) CHECK(recorded.count(id + "|COMPLETED") == 1);
}
