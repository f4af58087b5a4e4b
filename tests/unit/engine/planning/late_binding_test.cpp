// SPDX-License-Identifier: Apache-2.0
//
// Jobs that were planned by number find nodes.
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

TEST_CASE("a job starts on whole nodes that hold fewer tasks than it allows on one") {
    auto config = cluster_of(2, node_of(2));
    config.partitions[0].exclusive = true;
    World w{config};
    auto spec = tasks(2, 10min);
    spec.tasks_per_node = 3;
    const auto job = w.submit(spec);
    w.schedule();
    REQUIRE(w.runs(job));
    CHECK(w.tasks_of(job) == std::vector<std::uint32_t>{2});
}

}  // namespace
}  // namespace sluice::engine::testing
