// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "launcher/node/tombstones.hpp"
#include "launcher/spool/step_spool.hpp"
#include "tests/unit/launcher/folder.hpp"

using namespace sluice;

namespace {

StepKey key(std::uint32_t job, std::uint32_t step = 0, std::uint32_t attempt = 0) {
    return {{JobId{job}, StepNumber{step}}, Attempt{attempt}};
}

}  // namespace

TEST_CASE("a step's key is read as it is written") {
    CHECK(to_string(key(12, 3, 1)) == "12.3.1");
    CHECK(to_string(StepKey{{JobId{12}, kBatchStep}, Attempt{0}}) == "12.batch.0");
    for (const auto* text : {"12.3.1", "12.batch.0"}) CHECK(to_string(*parse_step_key(text)) == text);
    for (const auto* text : {"", "12", "12.3", "12..1", "x.3.1", "12.3.x", "12.3.1.4", "12.3.-1"}) {
        INFO(text);
        CHECK_FALSE(parse_step_key(text));
    }
}

TEST_CASE("a spool keeps order and result") {
    const test::Folder folder;
    const StepSpool spool{folder.path() + "/12.0.0"};
    wire::ShepherdOrder order;
    order.set_node("n1");
    *order.mutable_launch()->mutable_ref() = ref_of(key(12));
    REQUIRE(spool.create(order));
    CHECK(spool.order()->node() == "n1");
    CHECK(key_of(spool.order()->launch().ref()) == key(12));

    CHECK_FALSE(spool.result());
    wire::StepEnded ended;
    ended.mutable_exit_code()->set_status(7);
    REQUIRE(spool.write_result(ended));
    CHECK(spool.result()->exit_code().status() == 7);

    CHECK(list_step_folders(folder.path()) == std::vector{key(12)});
    spool.remove();
    CHECK(list_step_folders(folder.path()).empty());
}

TEST_CASE("an order that was cut short is an error, a result that was is none") {
    const test::Folder folder;
    const StepSpool spool{folder.path()};
    REQUIRE(write_file(folder.path() + "/order", "\x0a\xff"));
    REQUIRE(write_file(folder.path() + "/result", "\x0a\xff"));
    CHECK_FALSE(spool.order());
    CHECK_FALSE(spool.result());
    REQUIRE(write_file(folder.path() + "/result", ""));
    CHECK_FALSE(spool.result());  // and not one that says: all is well
}

TEST_CASE("a shepherd lives as long as somebody holds its lock") {
    const test::Folder folder;
    const StepSpool spool{folder.path()};
    CHECK_FALSE(spool.was_claimed());
    CHECK_FALSE(spool.shepherd_alive());
    {
        const auto lock = spool.claim();
        REQUIRE(lock);
        CHECK(spool.shepherd_alive());
        CHECK_FALSE(spool.claim());
        const Descriptor inherited{::dup(lock->get())};
        CHECK(spool.shepherd_alive());
    }
    CHECK_FALSE(spool.shepherd_alive());
    CHECK(spool.was_claimed());
    CHECK(spool.claim());
}

TEST_CASE("tombstones outlive the daemon and stay few") {
    const test::Folder folder;
    const auto file = folder.path() + "/ended-steps";
    constexpr std::size_t kLimit = 3;
    {
        node::Tombstones tombstones{file, kLimit};
        for (std::uint32_t job = 1; job <= 4; ++job) tombstones.add(key(job));
        CHECK_FALSE(tombstones.contains(key(1)));  // the oldest made room
        CHECK(tombstones.contains(key(4)));
        CHECK_FALSE(tombstones.contains(key(4, 0, 1)));  // another attempt
    }
    SECTION("after a restart") {
        const node::Tombstones tombstones{file, kLimit};
        CHECK(tombstones.size() == kLimit);
        CHECK(tombstones.contains(key(2)));
        CHECK_FALSE(tombstones.contains(key(1)));
    }
    SECTION("the file does not grow for ever") {
        node::Tombstones tombstones{file, kLimit};
        for (std::uint32_t job = 5; job <= 100; ++job) tombstones.add(key(job));
        CHECK(std::filesystem::file_size(file) < 2 * kLimit * std::string_view{"100.0.0\n"}.size() + 1);
        CHECK(node::Tombstones{file, kLimit}.contains(key(100)));
    }
    SECTION("a line that a crash cut short is no key") {
        REQUIRE(write_file(file, "7.0.0\n8.0"));
        const node::Tombstones tombstones{file, kLimit};
        CHECK(tombstones.contains(key(7)));
        CHECK(tombstones.size() == 1);
    }
}
