// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <numeric>

#include "io/error.hpp"
#include "tests/science/io/scratch.hpp"

namespace sluice::io {
namespace {

using Catch::Matchers::Contains;

const MPI_Comm world = MPI_COMM_WORLD;
constexpr hsize_t kColumns = 5;

hsize_t rank() { return static_cast<hsize_t>(rank_in(world)); }
hsize_t ranks() { return static_cast<hsize_t>(size_of(world)); }

/// Uneven rows: rank r has r + 1 of them, the last one none.
Block my_rows() {
    return {{rank() * (rank() + 1) / 2, 0}, {rank() + 1 == ranks() ? 0 : rank() + 1, kColumns}};
}
Extents all_rows() { return {(ranks() - 1) * ranks() / 2 + 1, kColumns}; }

template <class T>
std::vector<T> numbered(const Block& block) {
    std::vector<T> values(block.size());
    std::iota(values.begin(), values.end(), static_cast<T>(block.start[0] * kColumns));
    return values;
}

template <class T>
void check_kind_of_number() {
    const SharedScratch scratch;
    CheckpointWriter writer{scratch / "state.h5", world};
    Block block = my_rows();
    if (ranks() == 1) block.count = {1, kColumns};
    writer.write<T>("state", all_rows(), block, numbered<T>(block));
    writer.commit();
    const auto saved = open_checkpoint(scratch / "state.h5", world);
    REQUIRE(saved);
    CHECK(saved->part<T>("state", block) == numbered<T>(block));
    const Block first_row{{0, 0}, {1, kColumns}};
    CHECK(saved->part<T>("state", first_row) == numbered<T>(first_row));  // whoever wrote it
}

TEST_CASE("every kind of number comes back, in parts of any shape") {
    check_kind_of_number<double>();
    check_kind_of_number<float>();
    check_kind_of_number<std::int64_t>();
    check_kind_of_number<std::int32_t>();
    check_kind_of_number<std::uint64_t>();
    check_kind_of_number<std::uint32_t>();
    check_kind_of_number<std::uint8_t>();
}

TEST_CASE("scalars come back exactly") {
    const SharedScratch scratch;
    constexpr std::int64_t kLarge = (std::int64_t{1} << 62) + 1;
    CheckpointWriter writer{scratch / "state.h5", world};
    writer.set("step", kLarge);
    writer.set("time", 0.1);
    writer.set("case", "thermal");
    writer.commit();
    const auto saved = open_checkpoint(scratch / "state.h5", world);
    REQUIRE(saved);
    CHECK(saved->integer("step") == kLarge);
    CHECK(saved->number("time") == 0.1);
    CHECK(saved->text("case") == "thermal");
}

TEST_CASE("until it is committed the older checkpoint stays") {
    const SharedScratch scratch;
    CHECK_FALSE(open_checkpoint(scratch / "state.h5", world));
    for (const bool commit : {true, false}) {
        CheckpointWriter writer{scratch / "state.h5", world};
        writer.set("committed", std::int64_t{commit});
        const Block block = Block::on_root({3}, rank_in(world));
        const std::vector<double> values(block.size(), 1.5);
        writer.write<double>("array", {3}, block, values);
        if (commit) writer.commit();
        MPI_Barrier(world);
    }
    CHECK(scratch.entries() == 1);
    CHECK(open_checkpoint(scratch / "state.h5", world)->integer("committed") == 1);
}

TEST_CASE("mistakes in the use of a checkpoint are told") {
    const SharedScratch scratch;
    CheckpointWriter writer{scratch / "state.h5", world};
    CHECK_THROWS_WITH(writer.write<double>("a", {4}, Block{{2}, {3}}, std::vector<double>(3)),
                      "the block of 'a' does not fit the array");
    CHECK_THROWS_WITH(writer.write<double>("a", {4}, Block{{0}, {3}}, std::vector<double>(2)),
                      "'a' takes 3 values from this rank, not 2");
}

TEST_CASE("what processes that are gone have left is removed") {
    const SharedScratch scratch;
    const CheckpointWriter running{scratch / "state.h5", world};
    const std::string host = [] {
        std::string name(256, '\0');
        gethostname(name.data(), name.size());
        return std::string{name.c_str()};
    }();
    const std::string gone = "state.h5." + host + "-99999999.partial",
                      other = "state.h5." + host + "-x.partial";
    on_root(world, [&] {
        std::ofstream{scratch / gone.c_str()} << "left";
        std::ofstream{scratch / other.c_str()} << "not of this kind";
    });
    CHECK(scratch.entries() == 3);
    MPI_Barrier(world);  // until all ranks have counted
    const CheckpointWriter next{scratch / "next.h5", world};
    CHECK(scratch.entries() == 4);  // of another target: stays
    MPI_Barrier(world);
    { const CheckpointWriter again{scratch / "state.h5", world}; }
    CHECK_FALSE(std::filesystem::exists(scratch / gone.c_str()));
    CHECK(std::filesystem::exists(scratch / other.c_str()));
}

TEST_CASE("a flipped bit is an error when it is read") {
    const SharedScratch scratch;
    CheckpointWriter writer{scratch / "state.h5", world};
    const Block block = Block::on_root({64}, rank_in(world));
    const std::vector<double> values(block.size(), 1234.5);
    writer.write<double>("pressure", {64}, block, values);
    writer.commit();
    on_root(world, [&] {
        std::fstream file{scratch / "state.h5", std::ios::in | std::ios::out | std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
        const double wanted = 1234.5;
        const std::size_t place =
            bytes.find(std::string_view{reinterpret_cast<const char*>(&wanted), sizeof wanted});
        REQUIRE(place != std::string::npos);
        file.seekp(static_cast<std::streamoff>(place + 100));
        file.put(static_cast<char>(bytes[place + 100] ^ 4));
    });
    const auto saved = open_checkpoint(scratch / "state.h5", world);
    REQUIRE(saved);
    CHECK_THROWS_WITH(saved->values("pressure"),
                      Contains("cannot read 'pressure' in") && Contains("checksum"));
}

}  // namespace
}  // namespace sluice::io
