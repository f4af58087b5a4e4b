// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "scheduler/store/store.hpp"

using namespace sluice;
using namespace sluice::store;

namespace {

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("sluice-store-" + std::to_string(::getpid()));
    Folder() {
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    [[nodiscard]] std::string file() const { return (path / "store.sqlite").string(); }
};

Instant at(std::int64_t seconds) { return Instant{Duration{seconds}}; }

JobRow job(std::uint32_t id, JobState state, std::int64_t submitted, std::optional<std::int64_t> ended = {}) {
    JobRow row;
    row.id = JobId{id};
    row.user = UserId{1000 + id % 2};
    row.name = "it's";  // a quote, to be kept apart from SQL
    row.state = state;
    row.active = !is_final(state);
    row.submitted = at(submitted);
    if (ended) row.ended = at(*ended);
    row.record = std::string("r\0\xff", 3) + std::to_string(id);
    return row;
}

Batch batch_of(std::vector<JobRow> rows) {
    Batch batch;
    for (auto& row : rows) batch.jobs.emplace(row.id, std::move(row));
    return batch;
}

}  // namespace

TEST_CASE("what was committed is there after the store is opened again") {
    const Folder folder;
    {
        auto store = Store::open(folder.file());
        REQUIRE(store);
        auto batch = batch_of({job(1, JobState::running, 10), job(2, JobState::completed, 10, 20)});
        batch.steps.push_back({JobId{1}, Attempt{0}, kBatchStep, "step"});
        batch.nodes["n1"] = "node";
        batch.partitions["batch"] = "partition";
        batch.payloads["key"] = std::string("a\0b", 3);
        batch.events.push_back({at(5), "submit_job", "event"});
        batch.next_job_id = JobId{3};
        REQUIRE(store->commit(batch));
    }
    auto store = Store::open(folder.file());
    REQUIRE(store);
    const auto image = store->load();
    REQUIRE(image);
    REQUIRE(image->jobs.size() == 1);  // the finished one is history, not state
    CHECK(image->jobs[0].record == job(1, JobState::running, 10).record);
    REQUIRE(image->steps.size() == 1);
    CHECK(image->steps[0].step == kBatchStep);
    CHECK(image->nodes == std::vector<std::string>{"node"});
    CHECK(image->partitions == std::vector<std::string>{"partition"});
    CHECK(image->next_job_id == JobId{3});
    CHECK(*store->payload("key") == std::string("a\0b", 3));
    CHECK(store->payload("other")->empty());
    const auto events = store->events();
    REQUIRE(events);
    REQUIRE(events->size() == 1);
    CHECK(events->front().kind == "submit_job");
    CHECK(events->front().time == at(5));
}

TEST_CASE("a record is replaced, not doubled") {
    const Folder folder;
    auto store = Store::open(folder.file());
    REQUIRE(store->commit(batch_of({job(1, JobState::pending, 10)})));
    REQUIRE(store->commit(batch_of({job(1, JobState::completed, 10, 30)})));
    const auto history = store->history({}, false);
    REQUIRE(history->jobs.size() == 1);
    CHECK(history->jobs[0].state == JobState::completed);
    CHECK(store->load()->jobs.empty());
}

TEST_CASE("accounting records are replaced and taken away by their kind and name") {
    const Folder folder;
    auto store = Store::open(folder.file()).value();
    Batch first;
    first.accounting = {{{1, "physics"}, "a"}, {{2, "physics"}, "b"}, {{2, "it's"}, std::string("\0\xff", 2)}};
    REQUIRE(store.commit(first));
    Batch second;
    second.accounting = {{{1, "physics"}, std::nullopt}, {{2, "physics"}, "c"}};
    REQUIRE(store.commit(second));
    const auto kept = store.load().value().accounting;
    CHECK(kept == AccountingRows{{{2, "it's"}, std::string("\0\xff", 2)}, {{2, "physics"}, "c"}});
}

TEST_CASE("history is filtered by what accounting asks") {
    const Folder folder;
    auto store = Store::open(folder.file());
    REQUIRE(store->commit(batch_of({job(1, JobState::completed, 10, 20), job(2, JobState::failed, 15, 40),
                                    job(3, JobState::pending, 50)})));
    const auto ids = [&](const HistoryFilter& filter) {
        std::vector<std::uint32_t> found;
        const auto history = store->history(filter, false);
        REQUIRE(history);
        for (const auto& row : history->jobs) found.push_back(row.id.value());
        return found;
    };
    using Ids = std::vector<std::uint32_t>;
    HistoryFilter filter;
    CHECK(ids(filter) == Ids{1, 2, 3});
    SECTION("by id") { filter.ids = {JobId{2}, JobId{9}}; CHECK(ids(filter) == Ids{2}); }
    SECTION("by user") { filter.users = {UserId{1001}}; CHECK(ids(filter) == Ids{1, 3}); }
    SECTION("by name, however it is spelt") { filter.names = {"it's"}; CHECK(ids(filter) == Ids{1, 2, 3}); }
    SECTION("by a name that is an attack") { filter.names = {"') OR 1=1 --"}; CHECK(ids(filter).empty()); }
    SECTION("by state") { filter.states = {JobState::failed}; CHECK(ids(filter) == Ids{2}); }
    SECTION("since an end") { filter.since = at(20); CHECK(ids(filter) == Ids{1, 2, 3}); }
    SECTION("since after an end") { filter.since = at(21); CHECK(ids(filter) == Ids{2, 3}); }
    SECTION("until a submission") { filter.until = at(15); CHECK(ids(filter) == Ids{1, 2}); }
    SECTION("until before a submission") { filter.until = at(14); CHECK(ids(filter) == Ids{1}); }
}

TEST_CASE("the jobs of an array are found by its number, also in a store of before there were arrays") {
    const Folder folder;
    {
        auto db = Database::open(folder.file());
        REQUIRE(db->execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, user INTEGER NOT NULL, account TEXT NOT NULL, "
                            "partition TEXT NOT NULL, name TEXT NOT NULL, state INTEGER NOT NULL, active INTEGER NOT NULL, "
                            "submitted INTEGER NOT NULL, eligible INTEGER, started INTEGER, ended INTEGER, record BLOB NOT NULL)"));
        REQUIRE(db->execute("PRAGMA user_version=1"));
    }
    for (int opened = 0; opened < 2; ++opened) REQUIRE(Store::open(folder.file()));
    auto store = Store::open(folder.file());
    auto part = job(5, JobState::completed, 10, 20);
    part.array_job = JobId{4};
    REQUIRE(store->commit(batch_of({job(4, JobState::completed, 10, 20), part, job(6, JobState::completed, 10, 20)})));
    HistoryFilter filter;
    filter.ids = {JobId{4}};
    const auto history = store->history(filter, false);
    REQUIRE(history->jobs.size() == 2);
    CHECK(history->jobs[1].id == JobId{5});
}

TEST_CASE("a file that is no store is refused by name") {
    const Folder folder;
    std::ofstream{folder.file()} << std::string(4096, 'x');
    const auto store = Store::open(folder.file());
    REQUIRE_FALSE(store);
    CHECK(store.error().detail.find(folder.file()) != std::string::npos);
}

TEST_CASE("a store of a newer version is left alone") {
    const Folder folder;
    {
        auto db = Database::open(folder.file());
        REQUIRE(db->execute("PRAGMA user_version=99"));
    }
    CHECK(Store::open(folder.file()).error().code == Errc::version_mismatch);
}

TEST_CASE("a reservation is there until its empty record says that it is gone") {
    const Folder folder;
    auto store = Store::open(folder.file());
    REQUIRE(store);
    Batch batch;
    batch.reservations["r"] = "record";
    batch.reservations["s"] = "other";
    REQUIRE(store->commit(batch));
    CHECK(store->load()->reservations == std::vector<std::string>{"record", "other"});
    batch.reservations = {{"r", ""}};
    REQUIRE(store->commit(batch));
    CHECK(store->load()->reservations == std::vector<std::string>{"other"});
}
