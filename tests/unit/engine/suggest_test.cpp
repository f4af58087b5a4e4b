// SPDX-License-Identifier: Apache-2.0
//
// What is suggested to a waiting job, and that it comes true.
#include "scheduler/engine/suggest.hpp"

#include "scheduler/engine/explain.hpp"
#include "tests/unit/engine/storm.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

std::vector<Suggestion> suggestions(const World& w, JobId id) {
    return explain(w.engine.state(), w.engine.planner(), id, w.now).suggestions;
}

/// A random cluster after a random morning: the same for the same seed.
std::unique_ptr<World> random_history(std::uint64_t seed) {
    Dice dice{seed};
    auto config = foreseeable(random_cluster(dice));
    config.scheduling.min_job_age = 1'000'000h;
    const bool whole_nodes = dice.one_in(3);  // then nodes are planned by number
    for (auto& partition : config.partitions) partition.exclusive |= whole_nodes;
    if (dice.one_in(3)) config.scheduling.backfill_order = BackfillOrder::shortest;
    config.scheduling.keep_plans = !dice.one_in(3);
    auto world = std::make_unique<World>(config);
    world->advance(10min);
    for (const auto& node : config.nodes) {
        if (dice.one_in(8)) world->drain(node.name);
    }
    for (auto count = dice.between(5, 40); count > 0; --count) {
        auto spec = random_job(dice, config);
        spec.kind = JobKind::batch;
        if (dice.one_in(8)) spec.begin = world->now + Duration{dice.below(5000)};
        world->apply(SubmitJob{spec});
        if (dice.one_in(3)) world->advance(Duration{dice.below(600)});
        const auto& running = world->engine.state().holders();
        if (dice.one_in(6) && !running.empty()) world->end(*running.begin());
    }
    world->schedule();
    return world;
}

/// Every job uses its limit, and nothing else happens, until this one has started.
void wait_for(World& w, JobId id) {
    while (!w.job(id).started && w.engine.next_wake() && *w.engine.next_wake() < t0 + 10'000h) {
        w.now = std::max(w.now, *w.engine.next_wake());
        const std::vector<JobId> holders{w.engine.state().holders().begin(), w.engine.state().holders().end()};
        for (const auto holder : holders) {
            const auto& job = w.job(holder);
            if (end_of(*job.started, job.time_limit) <= w.now) {
                StepEnded report;
                report.run = w.batch_of(holder);
                report.node = job.shares.front().node;
                w.apply(report);
            }
        }
        w.schedule();
    }
}

struct Score {
    std::size_t jobs = 0, tried = 0, right = 0, later = 0;
};

void try_suggestions(std::uint64_t seed, Score& score) {
    const auto asked = random_history(seed);
    const auto queue = asked->engine.state().queue();
    std::size_t of_this_seed = 0;
    for (const auto& key : queue) {
        const auto found = suggestions(*asked, key.id);
        if (!found.empty() && ++of_this_seed > 8) return;
        score.jobs += found.empty() ? 0 : 1;
        for (auto suggestion : found) {
            auto again = random_history(seed);
            suggestion.change.by = kRoot;
            const auto answer = again->apply(suggestion.change).answer;
            again->schedule();
            wait_for(*again, key.id);
            ++score.tried;
            const bool right = answer && again->job(key.id).started == suggestion.start;
            score.right += right ? 1 : 0;
            score.later += suggestion.start > asked->now ? 1 : 0;
            if (!right) UNSCOPED_INFO("seed " << seed << ", job " << key.id.value() << ": " << suggestion.option << suggestion.without);
        }
    }
}

TEST_CASE("a job that follows a suggestion starts at the time that was named") {
    Score score;
    for (std::uint64_t seed = 1; score.jobs < 500 && seed <= 1000; ++seed) try_suggestions(seed, score);
    WARN(score.right << " of " << score.tried << " suggestions to " << score.jobs << " waiting jobs came true");
    CHECK(score.jobs >= 500);
    CHECK(score.later > 100);  // not only such as start at once
    CHECK(score.right * 100 >= score.tried * 99);
}

TEST_CASE("whole nodes of two sizes hold the tasks that each has room for") {
    auto config = cluster_of(2);
    config.nodes[1].cores_per_socket = 2;  // --ntasks-per-node=3 is the most, not the least
    config.partitions[0].exclusive = true;
    World w{config};
    auto spec = tasks(5, 1h);
    spec.tasks_per_node = 3;
    const auto id = w.submit(spec);
    w.schedule();
    CHECK(w.tasks_of(id) == std::vector<std::uint32_t>{3, 2});
}

TEST_CASE("the longest limit that fits before a promise is suggested") {
    World w{cluster_of(2)};
    w.submit(whole(1, 2h));
    w.schedule();
    const auto wide = w.submit(whole(2, 1h));
    const auto id = w.submit(whole(1, 5h));
    w.schedule();
    const auto found = suggestions(w, id);
    REQUIRE_FALSE(found.empty());
    CHECK(found.front().option == "--time=02:00:00");
    CHECK(found.front().update == "TimeLimit=02:00:00");
    CHECK(found.front().start == w.now);
    CHECK(suggestions(w, wide).front().option == "--nodes=1");
}

TEST_CASE("what cannot be done sooner has no suggestions") {
    World w{cluster_of(1)};
    w.submit(whole(1, 2h));
    const auto next = w.submit(whole(1, 1h));
    w.schedule();
    CHECK(suggestions(w, next).empty());
}

}  // namespace
}  // namespace sluice::engine::testing
