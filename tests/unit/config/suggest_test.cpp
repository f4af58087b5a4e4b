// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/suggest.hpp"

#include <catch2/catch.hpp>
#include <tuple>
#include <vector>

namespace sluice {
namespace {

TEST_CASE("the distance counts insertions, removals, replacements and swaps of neighbours") {
    const std::vector<std::tuple<std::string, std::string, std::size_t>> table{
        {"", "", 0},
        {"", "abc", 3},
        {"nodes", "nodes", 0},
        {"node", "nodes", 1},
        {"nodees", "nodes", 1},
        {"nodez", "nodes", 1},
        {"ndoes", "nodes", 1},
        {"kitten", "sitting", 3},
        {"ca", "abc", 3},  // the swapped pair is not touched again
    };
    for (const auto& [a, b, distance] : table) {
        CAPTURE(a, b);
        CHECK(edit_distance(a, b) == distance);
        CHECK(edit_distance(b, a) == distance);
    }
}

TEST_CASE("the nearest word is suggested if it is near enough") {
    const std::vector<std::string> words{"names", "nodes", "name", "weight"};
    CHECK(did_you_mean("nodez", words) == " (did you mean 'nodes'?)");
    CHECK(did_you_mean("NODES", words) == " (did you mean 'nodes'?)");
    CHECK(did_you_mean("nam", words) == " (did you mean 'name'?)");
    CHECK(did_you_mean("wieght", words) == " (did you mean 'weight'?)");
    CHECK(did_you_mean("cpus", words).empty());
    CHECK(did_you_mean(std::string(10'000, 'n'), words).empty());
    CHECK(did_you_mean("nodez", {}).empty());
}

}  // namespace
}  // namespace sluice
