// SPDX-License-Identifier: Apache-2.0
//
// A waiting list is a sorted vector whose blocks know what their jobs want at least.
#include "scheduler/engine/planning/waiting_list.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <list>

#include "tests/unit/engine/storm.hpp"

namespace sluice::engine::testing {
namespace {

void check_same(const WaitingList& list, const std::vector<Waiting>& sorted) {
    REQUIRE(list.size() == sorted.size());
    auto place = list.begin();
    for (const auto& job : sorted) {
        REQUIRE_FALSE(list.is_end(place));
        REQUIRE(list.at(place).key == job.key);
        REQUIRE(list.find(job.key, job.limit) == place);
        REQUIRE(list.least_nodes(place) <= job.request->min_nodes);
        REQUIRE(list.shortest(place) <= job.length());
        for (const auto& other : job.request->elsewhere) {
            REQUIRE(list.least_nodes(place) <= other.min_nodes);
            REQUIRE(list.shortest(place) <= other.limit.value_or(Duration::max()));
        }
        place = list.next(place);
    }
    REQUIRE(list.is_end(place));
}

TEST_CASE("a waiting list is a sorted vector") {
    const auto order = GENERATE(ListOrder::queue, ListOrder::shortest);
    const auto precedes = [&](const Waiting& a, const Waiting& b) {
        if (order == ListOrder::shortest && a.length() != b.length()) return a.length() < b.length();
        return a.key < b.key;
    };
    Dice dice{11};
    WaitingList list{order};
    std::vector<Waiting> sorted;
    std::list<Request> requests;
    for (std::uint32_t i = 1; i <= 6000; ++i) {
        const bool grows = i / 1500 % 2 == 0;
        if (sorted.empty() || !dice.one_in(grows ? 3 : 2) || (grows && dice.one_in(4))) {
            auto& request = requests.emplace_back();
            request.min_nodes = dice.between(1, 50);
            if (!dice.one_in(8)) request.limit = Duration{dice.between(1, 40)};
            if (dice.one_in(5)) {
                auto other = request;
                other.min_nodes = dice.between(1, 50);
                other.limit = Duration{dice.between(1, 60)};
                request.elsewhere.push_back(std::move(other));
            }
            Waiting job;
            job.key = {0, dice.one_in(3) ? dice.below(5) : 1, Instant{Duration{i / 3}}, JobId{i}};
            job.request = &request;
            job.limit = request.limit;
            const auto place = std::ranges::upper_bound(sorted, job, precedes);
            REQUIRE(list.at(list.insert(job)).key == job.key);
            sorted.insert(place, job);
        } else {
            const auto which = dice.below(static_cast<std::uint32_t>(sorted.size()));
            const auto after = list.erase(list.find(sorted[which].key, sorted[which].limit));
            sorted.erase(sorted.begin() + which);
            REQUIRE(list.is_end(after) == (which == sorted.size()));
            if (which < sorted.size()) REQUIRE(list.at(after).key == sorted[which].key);
        }
        if (i % 50 == 0) check_same(list, sorted);
    }
    CHECK(sorted.size() > 500);  // many blocks
    while (!sorted.empty()) {
        list.erase(list.begin());
        sorted.erase(sorted.begin());
    }
    CHECK(list.is_end(list.begin()));
}

}  // namespace
}  // namespace sluice::engine::testing
