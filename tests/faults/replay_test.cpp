// SPDX-License-Identifier: Apache-2.0
//
// What a live cluster decided, its controller killed in between, comes out again when its store is replayed.
#include <catch2/catch.hpp>

#include "scheduler/config/load.hpp"
#include "scheduler/controller/replay.hpp"
#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

TEST_CASE("the store of a live cluster replays without a difference") {
    const Cluster cluster;
    for (int i = 1; i <= 12; ++i) {
        cluster.submit("-N" + std::to_string(i % 4 + 1) + " -t 1 --wrap 'sleep 0.1; exit " + std::to_string(i % 3) + "'");
        if (i == 6) {
            cluster.kill_controller();
            cluster.start_controller();
        }
    }
    const auto held = cluster.submit("-H -t 5 --wrap true");
    cluster.out("scontrol create reservation ReservationName=r StartTime=now+1hour Duration=10 Users=root Nodes=n1");
    const auto last = cluster.submit("-N4 -t 1 --exclusive --wrap true");
    REQUIRE(cluster.wait_for_state(last, "COMPLETED", std::chrono::seconds{60}));
    cluster.out("scancel " + held);
    cluster.kill_controller();

    auto store = sluice::store::Store::open(cluster.state() + "/store.sqlite");
    REQUIRE(store);
    const auto config = sluice::load_file(cluster.state() + "/cluster.yaml");
    REQUIRE(config);
    const auto replayed = sluice::controller::replay(*store, *config);
    REQUIRE(replayed);
    CHECK(replayed->differences == std::vector<std::string>{});
    CHECK(replayed->jobs == 14);
    cluster.start_controller();
}
