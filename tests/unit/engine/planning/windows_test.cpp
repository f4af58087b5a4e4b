// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/engine/planning/windows.hpp"

namespace sluice::engine {
namespace {

constexpr Instant at(std::int64_t second) { return Instant{Duration{second}}; }

/// Second by second: what admit() says is what earliest() finds.
Instant first_by_trying(const Windows& windows, const ReservedFor& who, Duration limit, Instant from, Instant last) {
    for (; from <= last; from += Duration{1}) {
        if (windows.admit(who, from, from + limit)) return from;
    }
    return kNever;
}

TEST_CASE("the earliest start among windows is the first that is admitted") {
    Windows windows;
    windows.add({1, at(10), at(20)});
    windows.add({2, at(25), at(30)});
    windows.add({3, at(50), at(55), Duration{20}});
    const ReservedFor others[] = {{}, {1, false, false}, {2, false, false}, {3, false, false}, {3, true, false}, {2, false, true}};
    for (const auto& who : others) {
        for (std::int64_t from = 0; from < 90; ++from) {
            for (std::int64_t limit = 1; limit < 22; ++limit) {
                CAPTURE(from, limit, who.reservation.value_or(0));
                REQUIRE(windows.earliest(who, Duration{limit}, at(from)) ==
                        first_by_trying(windows, who, Duration{limit}, at(from), at(400)));
            }
        }
    }
}

TEST_CASE("a job without a limit fits behind windows that do not come again") {
    Windows windows;
    CHECK(windows.earliest({}, {}, at(5)) == at(5));
    windows.add({1, at(10), at(20)});
    CHECK(windows.earliest({}, {}, at(5)) == at(20));
    CHECK(windows.earliest({1, false, false}, {}, at(5)) == kNever);
    windows.add({2, at(50), at(55), Duration{20}});
    CHECK(windows.earliest({}, {}, at(5)) == kNever);
}

TEST_CASE("two windows meet if both are open at some instant") {
    CHECK(meet({1, at(10), at(20)}, {2, at(19), at(30)}));
    CHECK_FALSE(meet({1, at(10), at(20)}, {2, at(20), at(30)}));
    const Duration day{86'400};
    const Window daily{1, at(100), at(200), day};
    CHECK(meet(daily, {2, at(150) + 6 * day, at(160) + 6 * day}));
    CHECK(meet({2, at(150) + 6 * day, at(160) + 6 * day}, daily));
    CHECK_FALSE(meet(daily, {2, at(200) + 6 * day, at(300) + 6 * day}));
    CHECK_FALSE(meet(daily, {2, at(0), at(100)}));
    CHECK(meet(daily, {2, at(150) - 3 * day, at(160) - 3 * day, 7 * day}));
    CHECK_FALSE(meet(daily, {2, at(200), at(210), 7 * day}));
}

}  // namespace
}  // namespace sluice::engine
