// SPDX-License-Identifier: Apache-2.0
//
// What the engine says about the future, held against what then happens, in random histories in which
// nobody interferes: jobs come in the order of their importance, end early, are cancelled, or use their limit.
#include "scheduler/engine/explain.hpp"
#include "tests/unit/engine/storm.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

constexpr Duration kLongest = 2h;
/// A job that is ended at its limit is gone a moment later: its successor may be late by that.
constexpr Duration kEnding = 1s;

ClusterConfig quiet_cluster(Dice& dice) {
    auto config = foreseeable(random_cluster(dice));
    for (auto& partition : config.partitions) partition.priority_tier = 1;
    if (config.scheduling.policy == PlanPolicy::fcfs) config.scheduling.policy = PlanPolicy::easy;
    config.scheduling.min_job_age = 10000h;
    return config;
}

/// A job that has a limit and is as important as all others.
JobSpec quiet_job(Dice& dice, const ClusterConfig& config) {
    auto spec = random_job(dice, config);
    spec.user = kAlice.user;
    spec.kind = JobKind::batch;
    if (!spec.time_limit) spec.time_limit = 10min;
    spec.unlimited_time = false;
    spec.hold = false;
    spec.nice = 0;
    return spec;
}

std::vector<JobId> waiting_in(const World& w) {
    std::vector<JobId> list;
    for (const auto& key : w.engine.state().queue()) list.push_back(key.id);
    return list;
}

TEST_CASE("a promised start never moves later, and no job starves") {
    std::size_t kept = 0, early = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        Dice dice{seed};
        const auto config = quiet_cluster(dice);
        World w{config};
        std::map<JobId, Instant> promises, deadlines;
        const auto check = [&] {
            for (const auto& [id, entry] : w.engine.state().jobs()) {
                const auto& job = entry.job;
                if (job.state == JobState::pending && job.planned_start) promises.try_emplace(id, *job.planned_start);
                const auto promise = promises.find(id);
                if (job.state == JobState::pending && promise != promises.end()) {
                    if (!job.planned_start || *job.planned_start > promise->second + kEnding)
                        FAIL("seed " << seed << ": the promise to job " << id.value() << " moved later at " << (w.now - t0).count());
                    promise->second = std::min(promise->second, *job.planned_start);
                }
                if (promise != promises.end() && job.started) {
                    if (*job.started > promise->second + kEnding) FAIL("seed " << seed << ": job " << id.value() << " started late");
                    (*job.started >= promise->second ? kept : early) += 1;
                    promises.erase(promise);
                }
                if (w.now > deadlines.at(id) && job.state == JobState::pending) FAIL("seed " << seed << ": job " << id.value() << " starves");
            }
        };
        for (int i = 0; i < 250; ++i) {
            const auto& state = w.engine.state();
            const auto kind = dice.below(10);
            if (kind < 5 && state.queue().size() < 15) {
                const auto before = state.queue().size() + state.holders().size();
                const auto outcome = w.apply(SubmitJob{quiet_job(dice, config)});
                if (outcome.answer) deadlines[outcome.answer->job] = w.now + kLongest * (before + 1);
            } else if (kind < 7 && !state.holders().empty()) {
                const auto job = dice.pick(std::vector<JobId>{state.holders().begin(), state.holders().end()});
                w.end(job);
            } else if (kind == 7 && !state.queue().empty()) {
                w.cancel(dice.pick(waiting_in(w)));
            } else {
                const auto until = w.now + Duration{dice.below(1500)};
                while (w.engine.next_wake() && *w.engine.next_wake() < until) {
                    w.advance(*w.engine.next_wake() - w.now);
                    check();
                }
                w.advance(until - w.now);
            }
            w.schedule();
            check();
        }
    }
    CHECK(kept > 500);
    CHECK(early > 500);
}

/// Every script ends when its limit does, and nothing else happens, until all that can has started.
void use_all_time(World& w) {
    const auto& state = w.engine.state();
    while (w.engine.next_wake() && *w.engine.next_wake() < t0 + 1000h) {
        w.now = *w.engine.next_wake();
        const std::vector<JobId> holders{state.holders().begin(), state.holders().end()};
        for (const auto id : holders) {
            const auto& job = w.job(id);
            if (end_of(*job.started, job.time_limit) > w.now) continue;
            StepEnded report;
            report.run = w.batch_of(id);
            report.node = job.shares.front().node;
            w.apply(report);
        }
        w.schedule();
    }
}

TEST_CASE("an explanation names the start that comes true") {
    std::size_t right = 0, never = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Dice dice{seed};
        auto config = foreseeable(random_cluster(dice));
        config.scheduling.min_job_age = 1'000'000h;
        World w{config};
        w.advance(10min);
        for (const auto& node : config.nodes) {
            if (dice.one_in(8)) w.drain(node.name);
        }
        for (auto count = dice.between(5, 40); count > 0; --count) {
            auto spec = random_job(dice, config);
            spec.kind = JobKind::batch;
            if (dice.one_in(8)) spec.begin = w.now + Duration{dice.below(5000)};
            w.apply(SubmitJob{spec});
            if (dice.one_in(3)) w.advance(Duration{dice.below(600)});
        }
        w.schedule();
        std::map<JobId, Explanation> explained;
        for (const auto id : waiting_in(w)) explained[id] = explain(w.engine.state(), w.engine.planner(), id, w.now);
        const auto asked = w.now;
        use_all_time(w);
        for (const auto& [id, explanation] : explained) {
            const auto& job = w.job(id);
            CAPTURE(seed, id.value(), to_string(config.scheduling.policy), (asked - t0).count());
            CHECK_FALSE(explanation.blockers.empty());
            CHECK(explanation.planned_start.has_value() == job.started.has_value());
            if (!job.started) {
                ++never;
                continue;
            }
            const auto name = [](Instant when) { return std::optional<Duration>{when - t0}; };
            CHECK(name(*explanation.planned_start) == name(*job.started));
            right += explanation.planned_start == job.started ? 1 : 0;
        }
    }
    CHECK(right > 1000);
    CHECK(never > 100);
}

}  // namespace
}  // namespace sluice::engine::testing
