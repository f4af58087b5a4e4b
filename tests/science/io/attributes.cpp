// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "io/error.hpp"
#include "io/file.hpp"
#include "io/reader.hpp"
#include "tests/science/io/scratch.hpp"

namespace sluice::io {
namespace {

TEST_CASE("attributes come back as they were set") {
    const SharedScratch scratch;
    File file = File::create(scratch / "attributes.h5", MPI_COMM_WORLD);
    file.set("text", "a longer text, with \"quotes\" and umlauts: ä");
    file.set("nothing", "");
    file.set("third", 1.0 / 3);
    file.set("large", std::int64_t{1} << 40);
    file.close();

    const Reader reader{scratch / "attributes.h5"};
    CHECK(reader.text("text") == "a longer text, with \"quotes\" and umlauts: ä");
    CHECK(reader.text("nothing") == " ");  // HDF5 has no empty text
    CHECK(reader.number("third") == 1.0 / 3);
    CHECK(reader.number("large") == 0x1p40);
    CHECK(reader.has("third"));
    CHECK_FALSE(reader.has("fourth"));
    CHECK_THROWS_AS(reader.text("third"), Error);
    CHECK_THROWS_AS(reader.number("text"), Error);
}

}  // namespace
}  // namespace sluice::io
