// SPDX-License-Identifier: Apache-2.0
//
// An array outlives the controller: each task runs once, no more at a time than its limit, and who waits for all of
// it starts after the last.
#include <catch2/catch.hpp>
#include <algorithm>
#include <set>
#include <sstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

std::size_t lines_in(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

TEST_CASE("a throttled array and its dependent go on over kills of the controller") {
    constexpr std::size_t kTasks = 60;
    const Cluster cluster;
    const auto array = cluster.submit("--array=0-59%4 -o /dev/null --wrap 'echo task $SLURM_ARRAY_TASK_ID >> ran.txt'");
    const auto last = cluster.submit("-d afterok:" + array + " -o /dev/null --wrap 'echo last >> ran.txt'");
    for (std::size_t kill = 1; kill <= 4; ++kill) {
        REQUIRE(eventually([&] { return lines_in(cluster.file("ran.txt")) >= kill * 8; }, std::chrono::seconds{60}));
        cluster.kill_controller();
        cluster.start_controller();
    }
    REQUIRE(cluster.wait_for_state(last, "COMPLETED", std::chrono::seconds{120}));
    const auto ran = cluster.file("ran.txt");
    CHECK(lines_in(ran) == kTasks + 1);
    CHECK(ran.ends_with("last\n"));
    std::istringstream in{ran};
    std::set<std::string> seen;
    for (std::string line; std::getline(in, line);) CHECK(seen.insert(line).second);
    CHECK(cluster.out("sacct -X -n -P -j " + array + " -o state | sort | uniq -c | awk '{print $1, $2}'") == "60 COMPLETED");
}
