// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/memory.hpp"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

namespace sluice {
namespace {

TEST_CASE("an amount of memory is read in every unit and any case") {
    const std::vector<std::pair<std::string, std::int64_t>> table{
        {"0", 0},
        {"400", 400},
        {"400M", 400},
        {"400mb", 400},
        {"4G", 4096},
        {"4gB", 4096},
        {"1T", 1 << 20},
        {"2048K", 2},
        {"2049K", 3},
        {"1k", 1},
        {"0K", 0},
        {"1048576T", std::int64_t{1} << 40},
        {"1099511627776", std::int64_t{1} << 40},
    };
    for (const auto& [text, count] : table) {
        CAPTURE(text);
        CHECK(parse_memory(text) == Mebibytes{count});
    }
}

TEST_CASE("text that is no amount of memory is refused") {
    for (const auto* text :
         {"", "G", "-1", "+1", "1.5G", "4 G", " 4G", "4X", "4GG", "4GiB", "4BB", "B", "0x10", "1048577T",
          "1099511627777", "99999999999999999999", "18446744073709551615T"}) {
        CAPTURE(text);
        const auto amount = parse_memory(text);
        REQUIRE_FALSE(amount);
        CHECK(amount.error().code == Errc::invalid_argument);
    }
}

TEST_CASE("an amount is written in the largest unit that loses nothing") {
    const std::vector<std::pair<std::int64_t, std::string>> table{
        {0, "0"},
        {1, "1M"},
        {200, "200M"},
        {1023, "1023M"},
        {1024, "1G"},
        {1025, "1025M"},
        {1280, "1280M"},
        {1536, "1.50G"},
        {4096, "4G"},
        {4097, "4097M"},
        {1 << 20, "1T"},
        {(1 << 20) + 1, "1048577M"},
        {(1 << 20) + (1 << 19), "1.50T"},
        {(1 << 20) + 1024, "1025G"},
        {(1 << 20) + 1536, "1025.50G"},
        {std::int64_t{1} << 30, "1P"},
        {std::int64_t{1} << 40, "1024P"},
    };
    for (const auto& [count, text] : table) CHECK(format_memory(Mebibytes{count}) == text);
}

}  // namespace
}  // namespace sluice
