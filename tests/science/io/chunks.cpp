// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <vector>

#include "io/block.hpp"
#include "io/chunk_plan.hpp"
#include "io/fletcher32.hpp"

namespace sluice::io {
namespace {

TEST_CASE("a chunk is what one rank writes, unless that is too much") {
    CHECK(chunk_shape({50, 75}) == Extents{50, 75});
    CHECK(chunk_shape({64, 64}, 4096) == Extents{64, 64});
    CHECK(chunk_shape({64, 65}, 4096) == Extents{64, 33});
    CHECK(chunk_shape({10, 1000}, 1000) == Extents{10, 63});
    CHECK(chunk_shape({}) == Extents{});
}

TEST_CASE("a rank without cells does not make chunks of nothing") {
    CHECK(chunk_shape({0, 5}) == Extents{1, 5});
}

TEST_CASE("blocks count their elements") {
    CHECK(Block::whole({3, 4}).size() == 12);
    CHECK(Block::on_root({3, 4}, 0).size() == 12);
    CHECK(Block::on_root({3, 4}, 1).size() == 0);
}

TEST_CASE("blocks of the shape of chunks are chunks") {
    const auto plan = plan_chunks({{{0, 0}, {2, 3}}, {{0, 3}, {2, 3}}}, {2, 6}, {2, 3});
    REQUIRE(plan);
    REQUIRE(plan->size() == 2);
    CHECK(plan->back().start == Extents{0, 3});
    CHECK(plan->back().owner == 1);
    CHECK(plan->back().pieces.size() == 1);
}

TEST_CASE("a chunk that several ranks have parts of goes to the one with most") {
    const auto plan = plan_chunks({{{0}, {4}}, {{4}, {3}}, {{7}, {3}}}, {10}, {4});
    REQUIRE(plan);
    REQUIRE(plan->size() == 3);
    CHECK((*plan)[1].start == Extents{4});
    CHECK((*plan)[1].owner == 1);
    CHECK((*plan)[1].pieces.size() == 2);
    CHECK((*plan)[1].pieces.back().region.start == Extents{7});
    CHECK((*plan)[1].pieces.back().region.count == Extents{1});
    CHECK((*plan)[2].owner == 2);  // the last chunk reaches beyond the array
}

TEST_CASE("there is no plan for a chunk of which a part is missing") {
    CHECK_FALSE(plan_chunks({{{0}, {4}}, {{4}, {3}}}, {10}, {4}));
    CHECK(plan_chunks({{{0}, {4}}, {{4}, {4}}}, {10}, {4}));
}

TEST_CASE("the checksum is HDF5's") {
    const auto sum = [](const std::vector<unsigned>& numbers) {
        std::vector<std::byte> bytes;
        for (const unsigned number : numbers) bytes.push_back(static_cast<std::byte>(number));
        return fletcher32(bytes);
    };
    CHECK(sum({}) == 0);
    CHECK(sum({0, 0, 0, 0}) == 0);
    CHECK(sum({1, 2}) == 0x01020102);
    CHECK(sum({1, 2, 3}) == 0x05040402);           // 0x0102 + 0x0300; the first word counts twice
    CHECK(sum({0xff, 0xff}) == 0xffffffff);        // carries are folded in, not away
    CHECK(sum(std::vector<unsigned>(100'000, 0xff)) == 0xffffffff);
}

}  // namespace
}  // namespace sluice::io
