// SPDX-License-Identifier: Apache-2.0
//
// The store of a controller that was restarted again and again, given to the engine once more: not one job or step
// may come out otherwise.
#include "scheduler/controller/replay.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>

#include "scheduler/controller/event_codec.hpp"
#include "scheduler/controller/journal.hpp"
#include "tests/unit/engine/storm.hpp"

using namespace sluice;
using namespace sluice::controller;

namespace {

struct StoreFile {
    StoreFile() : path{std::filesystem::temp_directory_path() / ("sluice-replay-" + std::to_string(::getpid()) + ".sqlite")} { remove(); }
    ~StoreFile() { remove(); }
    void remove() const {
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
    }
    std::filesystem::path path;
};

/// A controller's part in it: events into the engine, batches into the store, and a new engine from it.
class Live {
  public:
    Live(const std::string& path, ClusterConfig config) : store_{store::Store::open(path).value()}, config_{std::move(config)} {
        start();
    }

    engine::Outcome apply(const engine::Event& event, Instant now) {
        auto outcome = engine_->apply(event, now);
        if (outcome.answer) journal_->note(event, outcome, now);
        return outcome;
    }
    void commit() { REQUIRE(store_.commit(journal_->take())); }
    /// What was not committed is lost.
    void start() {
        journal_.reset();
        engine_ = std::make_unique<engine::Engine>(config_);
        journal_ = std::make_unique<Journal>(*engine_);
        REQUIRE(restore(*engine_, store_.load().value()).empty());
    }
    [[nodiscard]] const engine::Engine& engine() const { return *engine_; }
    store::Store& store() { return store_; }

  private:
    store::Store store_;
    ClusterConfig config_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<Journal> journal_;
};

ClusterConfig config_of(std::uint64_t seed) {
    engine::testing::Dice dice{seed};
    return engine::testing::random_cluster(dice);
}

/// One that takes jobs of anybody.
ClusterConfig open_config(std::uint64_t seed) {
    auto config = config_of(seed);
    config.accounting = {};
    return config;
}

}  // namespace

TEST_CASE("a store replayed gives every decision again") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const StoreFile file;
        Live live{file.path.string(), config_of(seed)};
        engine::testing::Storm storm{seed, live.engine()};
        for (int i = 0; i < 800; ++i) {
            const auto event = storm.next();
            storm.hear(live.apply(event, storm.now()));
            if (i % 7 == 0) live.commit();
        }
        live.commit();
        const auto replayed = replay(live.store(), config_of(seed));
        REQUIRE(replayed);
        INFO("seed " << seed << (replayed->differences.empty() ? "" : ": " + replayed->differences.front()));
        CHECK(replayed->events > 500);
        CHECK(replayed->jobs > 25);
        CHECK(replayed->differences.empty());
    }
}

TEST_CASE("a replay does as a controller did that lost what it had not committed and began anew") {
    const StoreFile file;
    Live live{file.path.string(), open_config(3)};
    Instant now{Duration{1'000'000}};
    const auto happen = [&](const engine::Event& event) { return live.apply(event, now); };
    const auto begin = [&] {
        live.start();
        happen(engine::ControllerStarted{});
        for (const auto& node : live.engine().state().config().nodes) {
            engine::NodeUp up;
            up.node = node.name;
            happen(up);
        }
        happen(engine::Schedule{});
    };
    begin();
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 4; ++i) {
            JobSpec spec;
            spec.name = "job";
            spec.time_limit = Duration{600};
            happen(engine::SubmitJob{spec});
            now += Duration{7};
            happen(engine::Schedule{});
        }
        live.commit();
        now += Duration{300};
        happen(engine::Schedule{});  // lost: it was not committed
        begin();
    }
    live.commit();
    const auto replayed = replay(live.store(), open_config(3));
    REQUIRE(replayed);
    CHECK(replayed->differences == std::vector<std::string>{});
    CHECK(replayed->jobs == 20);
}

TEST_CASE("a replay tells of a record that is not what the events make of it") {
    const StoreFile file;
    Live live{file.path.string(), open_config(1)};
    JobSpec spec;
    spec.name = "job";
    live.apply(engine::SubmitJob{spec}, Instant{Duration{1'000'000}});
    live.commit();
    auto row = live.store().history({}, false)->jobs.at(0);
    row.record += "x";
    store::Batch batch;
    batch.jobs.emplace(row.id, row);
    REQUIRE(live.store().commit(batch));
    const auto replayed = replay(live.store(), open_config(1));
    REQUIRE(replayed);
    CHECK(replayed->differences.size() == 1);
}
