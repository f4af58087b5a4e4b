// SPDX-License-Identifier: Apache-2.0
//
// A step function does what an array with one value per second does.
#include "scheduler/engine/planning/step_function.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/engine/storm.hpp"

namespace sluice::engine::testing {
namespace {

constexpr std::uint32_t kSeconds = 3000;
constexpr Instant at(std::uint32_t second) { return Instant{Duration{second}}; }

/// The value of every second; the last one's holds for ever.
struct Seconds {
    std::vector<StepFunction::Value> values = std::vector<StepFunction::Value>(kSeconds + 1, 100);

    [[nodiscard]] StepFunction::Value least(std::uint32_t from, std::uint32_t until) const {
        auto least = values[from];
        for (auto s = from; s < until; ++s) least = std::min(least, values[s]);
        return least;
    }
    [[nodiscard]] Instant earliest(StepFunction::Value need, std::uint32_t length, std::uint32_t from) const {
        std::uint32_t good = 0;  // seconds in a row
        for (auto s = from; s <= kSeconds; ++s) {
            good = values[s] >= need ? good + 1 : 0;
            if (good == length) return at(s - length + 1);
        }
        return good > 0 ? at(kSeconds + 1 - good) : kNever;
    }
    [[nodiscard]] Instant next_change(std::uint32_t when) const {
        for (auto s = when + 1; s <= kSeconds; ++s) {
            if (values[s] != values[s - 1]) return at(s);
        }
        return kNever;
    }
};

TEST_CASE("a step function is an array of values by second") {
    std::size_t most_changes = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Dice dice{seed};
        StepFunction steps{100};
        Seconds seconds;
        std::uint32_t past = 0;
        for (int i = 0; i < 20'000; ++i) {
            const auto from = dice.between(past, kSeconds - 1);
            const auto until = dice.one_in(20) ? kSeconds + 1 : dice.between(from + 1, std::min(kSeconds, from + (dice.one_in(3) ? 600 : 8)));
            const auto end = until > kSeconds ? kNever : at(until);
            const auto need = static_cast<StepFunction::Value>(dice.below(160));
            switch (dice.below(8)) {
                case 0: REQUIRE(steps.least(at(from), end) == seconds.least(from, until)); break;
                case 1: REQUIRE(steps.holds(need, at(from), end) == (seconds.least(from, until) >= need)); break;
                case 2: REQUIRE(steps.at(at(from)) == seconds.values[from]); break;
                case 3: REQUIRE(steps.next_change(at(from)) == seconds.next_change(from)); break;
                case 4: {
                    const auto length = dice.between(1, 300);
                    REQUIRE(steps.earliest(need, Duration{length}, at(from)) == seconds.earliest(need, length, from));
                    REQUIRE(steps.earliest(need, {}, at(from)) == seconds.earliest(need, kSeconds * 2, from));
                    break;
                }
                default: {
                    const auto least = seconds.least(from, until);
                    const auto delta = least < 20 || dice.one_in(2) ? static_cast<StepFunction::Value>(dice.between(1, 9))
                                                                    : -static_cast<StepFunction::Value>(dice.between(1, 9));
                    steps.add(at(from), end, delta);
                    for (auto s = from; s < until; ++s) seconds.values[s] += delta;
                }
            }
            if (dice.one_in(40)) {
                past = std::min(past + dice.below(12), kSeconds / 2);
                steps.forget_before(at(past));
            }
            most_changes = std::max(most_changes, steps.size());
        }
    }
    CHECK(most_changes > 500);  // many blocks
}

TEST_CASE("what is taken and given back leaves no change behind") {
    Dice dice{7};
    StepFunction steps{100};
    std::vector<std::array<Instant, 2>> taken;
    for (int i = 0; i < 1000; ++i) {
        const auto from = dice.below(kSeconds);
        taken.push_back({at(from), at(from + dice.between(1, 500))});
        steps.add(taken.back()[0], taken.back()[1], -1);
    }
    for (const auto& [from, until] : taken) steps.add(from, until, 1);
    CHECK(steps.size() == 1);
    CHECK(steps.least(at(0), kNever) == 100);
}

}  // namespace
}  // namespace sluice::engine::testing
