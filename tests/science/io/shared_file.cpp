// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <numeric>

#include "io/error.hpp"
#include "io/file.hpp"
#include "io/provenance.hpp"
#include "io/reader.hpp"
#include "tests/science/io/scratch.hpp"

namespace sluice::io {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

const MPI_Comm world = MPI_COMM_WORLD;

/// This rank's rows of an array of two rows per rank and four columns.
Block two_rows() { return {{static_cast<hsize_t>(2 * rank_in(world)), 0}, {2, 4}}; }

/// 100 record + the place in the array, for this rank's rows.
std::vector<double> numbered(int record) {
    std::vector<double> values(8);
    std::iota(values.begin(), values.end(), 100 * record + 8 * rank_in(world));
    return values;
}

void add_plane(File& file) {
    std::vector<double> rows(static_cast<std::size_t>(2 * size_of(world)));
    std::iota(rows.begin(), rows.end(), 0);
    file.add_axis({.name = "z", .units = "m"}, rows);
    file.add_axis({.name = "x", .units = "m"}, std::vector<double>{0, 10, 20, 30});
}

TEST_CASE("blocks of several ranks come back as one array") {
    const SharedScratch scratch;
    File file = File::create(scratch / "plane.h5", world);
    add_plane(file);
    file.add_variable({.name = "height", .units = "m"}, {"z", "x"}, two_rows()).write(numbered(0));
    file.close();

    const Reader reader{scratch / "plane.h5"};
    const auto cells = static_cast<std::size_t>(8 * size_of(world));
    std::vector<double> expected(cells);
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(reader.shape("height") == Extents{cells / 4, 4});
    CHECK(reader.values("height") == expected);
    CHECK(reader.values("x") == std::vector<double>{0, 10, 20, 30});
    CHECK(reader.text("height", "units") == "m");
    CHECK(reader.text("Conventions") == "CF-1.8");
}

TEST_CASE("a series grows record by record, fields and single numbers alike") {
    const SharedScratch scratch;
    File file = File::create(scratch / "series.h5", world);
    Variable& time = file.add_record_axis({.name = "time", .units = "s"});
    add_plane(file);
    Variable& field = file.add_variable({.name = "field"}, {"time", "z", "x"}, two_rows());
    Variable& total = file.add_variable({.name = "total"}, {"time"});
    for (int record = 0; record < 5; ++record) {
        time.write_record(static_cast<std::size_t>(record), 0.5 * record);
        field.write_record(static_cast<std::size_t>(record), numbered(record));
        total.write_record(static_cast<std::size_t>(record), rank_in(world) == 0 ? 7.0 * record : -1);
    }
    file.close();

    const Reader reader{scratch / "series.h5"};
    CHECK(reader.values("time") == std::vector<double>{0, 0.5, 1, 1.5, 2});
    CHECK(reader.values("total") == std::vector<double>{0, 7, 14, 21, 28});
    CHECK(reader.shape("field") == Extents{5, static_cast<hsize_t>(2 * size_of(world)), 4});
    CHECK(reader.record("field", 3).back() == 300 + 8 * size_of(world) - 1);
    CHECK_THROWS_WITH(reader.record("field", 5), Contains("'field'") && EndsWith("has no record 5"));
}

TEST_CASE("ranks with unequal blocks share chunks, compressed or not") {
    // Columns 3, 4, 5, ... wide: chunks are as wide as the last block, so that ranks share them.
    const auto compression = GENERATE(Compression::none, Compression::deflate);
    const auto rank = static_cast<hsize_t>(rank_in(world)), ranks = static_cast<hsize_t>(size_of(world));
    const hsize_t rows = 70, columns = 3 * ranks + ranks * (ranks - 1) / 2;
    const Block mine{{0, 3 * rank + rank * (rank - 1) / 2}, {rows, 3 + rank}};
    const SharedScratch scratch;
    File file = File::create(scratch / "shared.h5", world, compression);
    file.add_record_axis({.name = "time"});
    file.add_axis({.name = "z"}, std::vector<double>(rows));
    file.add_axis({.name = "x"}, std::vector<double>(columns));
    Variable& field = file.add_variable({.name = "field"}, {"time", "z", "x"}, mine);
    for (std::size_t record = 0; record < 5; ++record) {
        std::vector<double> values;
        for (hsize_t row = 0; row < rows; ++row)
            for (hsize_t column = 0; column < mine.count[1]; ++column)
                values.push_back(static_cast<double>(1000 * (rows * record + row) + mine.start[1] + column));
        field.write_record(record, values);
    }
    file.close();

    const Reader reader{scratch / "shared.h5"};
    REQUIRE(reader.shape("field") == Extents{5, rows, columns});
    const std::vector<double> found = reader.values("field");
    bool is_right = true;
    for (std::size_t n = 0; n < found.size(); ++n)
        is_right = is_right && found[n] == static_cast<double>(1000 * (n / columns) + n % columns);
    CHECK(is_right);
}

TEST_CASE("what no rank writes is zero") {
    const SharedScratch scratch;
    File file = File::create(scratch / "part.h5", world);
    file.add_axis({.name = "x"}, std::vector<double>(static_cast<std::size_t>(3 * size_of(world))));
    const Block two_of_three{{static_cast<hsize_t>(3 * rank_in(world))}, {2}};
    file.add_variable({.name = "part"}, {"x"}, two_of_three).write(std::vector<double>{1, 2});
    file.close();
    std::vector<double> expected;
    for (int rank = 0; rank < size_of(world); ++rank) expected.insert(expected.end(), {1, 2, 0});
    CHECK(Reader{scratch / "part.h5"}.values("part") == expected);
}

TEST_CASE("a file takes hardly more room than its numbers") {
    const SharedScratch scratch;
    constexpr std::size_t kRecords = 70, kCells = 4096;
    File file = File::create(scratch / "long.h5", world);
    file.add_record_axis({.name = "time"});
    const auto ranks = static_cast<std::size_t>(size_of(world));
    file.add_axis({.name = "x"}, std::vector<double>(kCells * ranks));
    Variable& field = file.add_variable({.name = "field"}, {"time", "x"},
                                        {{static_cast<hsize_t>(rank_in(world)) * kCells}, {kCells}});
    for (std::size_t record = 0; record < kRecords; ++record) field.write_record(record, std::vector<double>(kCells, 1));
    file.close();
    CHECK(Reader{scratch / "long.h5"}.shape("field") == Extents{kRecords, kCells * ranks});
    CHECK(std::filesystem::file_size(scratch / "long.h5") < 1.1 * 8 * kCells * ranks * kRecords);
}

TEST_CASE("some ranks may have nothing to write") {
    const SharedScratch scratch;
    File file = File::create(scratch / "profile.h5", world);
    file.add_axis({.name = "z"}, std::vector<double>{1, 2, 3});
    const Block block = Block::on_root({3}, rank_in(world));
    const std::vector<double> values{5, 6, 7};
    file.add_variable({.name = "profile"}, {"z"}, block).write(std::span{values}.first(block.size()));
    file.close();
    CHECK(Reader{scratch / "profile.h5"}.values("profile") == values);
}

TEST_CASE("texts, whole numbers and wishes for pictures are kept") {
    const SharedScratch scratch;
    File file = File::create(scratch / "table.h5", world);
    file.add_axis({.name = "ligand", .stored = Number::i32}, std::vector<double>{1, 2, 3});
    file.add_text({.name = "name"}, "ligand", {"aspirin", "", "benzamidine"});
    const Block block = Block::on_root({3}, rank_in(world));
    const std::vector<double> scores{-7.5, -6.25, -3};
    file.add_variable({.name = "score",
                       .units = "kcal mol-1",
                       .more = {{"plot", "bars"}, {"plot_labels", "name"}, {"plot_reference", -7.0}},
                       .stored = Number::f32},
                      {"ligand"}, block)
        .write(std::span{scores}.first(block.size()));
    CHECK_THROWS_WITH(file.add_text({.name = "few"}, "ligand", {"one"}), "'few' takes one text for each of 'ligand'");
    file.close();

    const Reader reader{scratch / "table.h5"};
    CHECK(reader.texts("name") == std::vector<std::string>{"aspirin", "", "benzamidine"});
    CHECK(reader.values("score") == scores);
    CHECK(reader.part<std::int32_t>("ligand", {{1}, {2}}) == std::vector<std::int32_t>{2, 3});
    CHECK(reader.text("score", "plot") == "bars");
    CHECK(reader.shape("name") == Extents{3, 11});  // letters, as NetCDF has them
    CHECK(reader.texts("name", {{2, 0}, {1, 11}}) == std::vector<std::string>{"benzamidine"});
    CHECK_THROWS_WITH(reader.texts("score"), Contains("'score'") && EndsWith("does not hold texts of fixed length"));
}

TEST_CASE("the file has its name only when it is complete") {
    const SharedScratch scratch;
    File file = File::create(scratch / "late.h5", world);
    CHECK_FALSE(std::filesystem::exists(scratch / "late.h5"));
    CHECK(scratch.entries() == 1);
    file.close();
    CHECK(std::filesystem::exists(scratch / "late.h5"));
    CHECK(scratch.entries() == 1);
}

TEST_CASE("a file that is not closed leaves nothing behind") {
    const SharedScratch scratch;
    {
        File file = File::create(scratch / "never.h5", world);
        add_plane(file);
        MPI_Barrier(world);
    }
    CHECK(scratch.entries() == 0);
}

TEST_CASE("a finished file replaces an older one of that name") {
    const SharedScratch scratch;
    for (const double value : {1.0, 2.0}) {
        File file = File::create(scratch / "again.h5", world);
        file.set("value", value);
        file.close();
    }
    CHECK(Reader{scratch / "again.h5"}.number("value") == 2);
}

TEST_CASE("mistakes in the use of a file are told apart before anything is written") {
    const SharedScratch scratch;
    File file = File::create(scratch / "wrong.h5", world);
    add_plane(file);
    CHECK_THROWS_WITH(file.add_variable({.name = "a"}, {"y"}), "there is no axis 'y'");
    file.add_record_axis({.name = "time"});
    CHECK_THROWS_WITH(file.add_variable({.name = "a"}, {"x", "time"}), Contains("'time', must come first"));
    CHECK_THROWS_WITH(file.add_variable({.name = "a"}, {"x"}, Block{{2}, {3}}), Contains("'a' does not fit"));
    CHECK_THROWS_WITH(file.add_variable({.name = "a"}, {"z", "x"}, Block{{0}, {1}}),
                      Contains("'a' does not fit"));
    Variable& fixed = file.add_variable({.name = "b"}, {"z", "x"}, two_rows());
    CHECK_THROWS_WITH(fixed.write(std::vector<double>(7)), "'b' takes 8 values from this rank, not 7");
    CHECK_THROWS_WITH(fixed.write_record(0, 1.0), "'b' has no records");
}

TEST_CASE("a file that cannot be created says which and why") {
    CHECK_THROWS_AS(File::create("/nonexistent/out.h5", world), Error);
    CHECK_THROWS_WITH(File::create("/nonexistent/out.h5", world), Contains("cannot create") &&
                                                                      Contains("/nonexistent/out.h5") &&
                                                                      Contains("No such file"));
}

TEST_CASE("what cannot be read says which and why") {
    CHECK_THROWS_WITH(Reader{"/nonexistent.h5"}, "cannot read /nonexistent.h5: No such file or directory");
    CHECK_THROWS_WITH(Reader{"/etc/passwd"}, "cannot read /etc/passwd: not an HDF5 file");

    const SharedScratch scratch;
    File file = File::create(scratch / "empty.h5", world);
    file.set("title", "nothing");
    file.close();
    const Reader reader{scratch / "empty.h5"};
    CHECK_THROWS_WITH(reader.values("wind"),
                      Contains("cannot open variable 'wind' in") && Contains("empty.h5"));
    CHECK_THROWS_WITH(reader.text("author"), Contains("cannot open attribute 'author' in"));
}

TEST_CASE("provenance tells what made the file and where") {
    const SharedScratch scratch;
    File file = File::create(scratch / "origin.h5", world);
    write_provenance(file, {"A title", "program 1.0", "program --fast", "fast=yes", "3 x 1", 42}, world);
    write_end_time(file, world);
    file.close();

    const Reader reader{scratch / "origin.h5"};
    CHECK(reader.text("title") == "A title");
    CHECK(reader.text("command_line") == "program --fast");
    CHECK(reader.text("seed") == "42");
    CHECK(reader.number("mpi_ranks") == size_of(world));
    CHECK_THAT(reader.text("mpi_version"), Contains("MPI"));
    CHECK_THAT(reader.text("hdf5_version"), Contains("1."));
    CHECK_FALSE(reader.text("node_list").empty());
    CHECK_THAT(reader.text("end_time"), EndsWith("Z"));
    CHECK(reader.text("start_time") <= reader.text("end_time"));
}

}  // namespace
}  // namespace sluice::io
