// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "io/block.hpp"

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

}  // namespace
}  // namespace sluice::io
