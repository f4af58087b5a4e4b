// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/submit/counts.hpp"

using namespace sluice::submit;

TEST_CASE("a range of nodes is one number or two") {
    const struct {
        std::string text;
        NodeRange range;
    } cases[] = {
        {"1", {1, 1}},
        {"4", {4, 4}},
        {"2-4", {2, 4}},
        {"3-3", {3, 3}},
        {"0-2", {0, 2}},
        {"2k", {2048, 2048}},
        {"2K", {2048, 2048}},
        {"1k-2m", {1024, 2097152}},
        {"1M", {1048576, 1048576}},
        {"1000000k", {1024000000, 1024000000}},
        {"2147483647", {2147483647, 2147483647}},
        {"2097151k", {2147482624, 2147482624}},
    };
    for (const auto& [text, range] : cases) {
        CAPTURE(text);
        const auto parsed = parse_node_range(text);
        REQUIRE(parsed.has_value());
        CHECK(*parsed == range);
    }
}

TEST_CASE("a bad range gets Slurm's words") {
    const struct {
        std::string text, error;
    } cases[] = {
        {"", "\"\" is not a valid node count"},
        {"x", "\"x\" is not a valid node count"},
        {"2g", "\"2g\" is not a valid node count"},
        {"k", "\"k\" is not a valid node count"},
        {"-1", "\"-1\" is not a valid node count"},
        {"1,2", "\"1,2\" is not a valid node count"},
        {"1-2-3", "\"2-3\" is not a valid node count"},
        {"2147483648", "\"2147483648\" is not a valid node count"},
        {"2097152k", "\"2097152k\" is not a valid node count"},
        {"4-2", "Maximum node count 2 is less than minimum node count 4"},
        {"1k-1023", "Maximum node count 1023 is less than minimum node count 1024"},
    };
    for (const auto& [text, error] : cases) {
        CAPTURE(text);
        const auto parsed = parse_node_range(text);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error() == error);
    }
}

TEST_CASE("a range is written as it is read") {
    CHECK(format_node_range({2, 2}) == "2");
    CHECK(format_node_range({2, 4}) == "2-4");
}
