// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

ClusterConfig with_licenses(std::uint32_t count, bool exclusive) {
    auto config = cluster_of(4);
    config.licenses = {{"matlab", count}};
    config.partitions[0].exclusive = exclusive;
    return config;
}

JobSpec licensed(std::uint32_t count, Duration limit) {
    auto spec = nodes(1, limit);
    spec.licenses = {{"matlab", count}};
    return spec;
}

TEST_CASE("jobs wait for licences as they do for nodes") {
    const bool exclusive = GENERATE(false, true);
    World w{with_licenses(3, exclusive)};
    const auto first = w.submit(licensed(2, 10min));
    const auto second = w.submit(licensed(2, 10min));
    const auto small = w.submit(licensed(1, 10min));
    const auto long_one = w.submit(licensed(1, 11min));
    const auto without = w.submit(nodes(1, 1000h));
    w.schedule();
    CHECK(w.runs(first));
    CHECK(w.job(first).licenses == std::vector<LicenseCount>{{"matlab", 2}});
    CHECK_FALSE(w.runs(second));
    CHECK(w.job(second).reason == Reason::licenses);
    CHECK(w.promise_of(second) == 10min);
    CHECK(w.runs(small));
    CHECK_FALSE(w.runs(long_one));  // it would hold a licence that is promised
    CHECK(w.runs(without));
    w.end(first);
    CHECK(w.runs(second));
    CHECK(w.job(first).licenses == std::vector<LicenseCount>{{"matlab", 2}});  // for accounting
}

TEST_CASE("licences that the cluster does not have are refused") {
    World w{with_licenses(3, false)};
    auto spec = licensed(4, 10min);
    CHECK(w.refusal(spec).code == Errc::invalid_license);
    spec.licenses = {{"ansys", 1}};
    CHECK(w.refusal(spec).code == Errc::invalid_license);
    spec.licenses = {{"matlab", 3}};
    CHECK(w.runs(w.submit(spec)) == false);
    w.schedule();
}

}  // namespace
}  // namespace sluice::engine::testing
