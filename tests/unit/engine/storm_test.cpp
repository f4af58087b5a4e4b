// SPDX-License-Identifier: Apache-2.0
//
// Long random histories: what must hold after every event, what must come out again from the records, and
// what must be the same a second time.
#include "tests/unit/engine/storm.hpp"

#include <ranges>

#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

Engine random_engine(std::uint64_t seed) {
    Dice dice{seed};
    return Engine{random_cluster(dice)};
}

TEST_CASE("nothing that happens breaks the books") {
    std::size_t started = 0, ended = 0, limited = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        auto engine = random_engine(seed);
        Storm storm{seed, engine};
        for (int i = 0; i < 5000; ++i) {
            const auto event = storm.next();
            const auto outcome = engine.apply(event, storm.now());
            storm.hear(outcome);
            const bool scheduled = std::holds_alternative<Schedule>(event);
            const auto fault = find_fault(engine, storm.now(), scheduled);
            if (!fault.empty()) FAIL("seed " << seed << ", event " << i << ": " << fault);
            for (const auto id : outcome.jobs) {
                const auto* entry = engine.state().find(id);
                if (entry == nullptr) FAIL("seed " << seed << ", event " << i << ": a changed job is gone");
                started += scheduled && entry->job.started == storm.now() ? 1 : 0;
                ended += is_final(entry->job.state) ? 1 : 0;
                limited += engine.state().limits().breach_of(id) ? 1 : 0;
            }
        }
    }
    CHECK(started > 8'000);
    CHECK(ended > 10'000);
    CHECK(limited > 1'000);
}

/// What a controller has on disk: the records that outcomes named, and nothing else.
class Records {
  public:
    void keep(const Engine& engine, const Outcome& outcome) {
        const auto& state = engine.state();
        for (const auto id : outcome.jobs) jobs_[id] = state.find(id)->job;
        for (const auto& run : outcome.steps) {
            const auto* step = state.find(run.id());
            if (step != nullptr && step->attempt == run.attempt) steps_[run] = *step;
        }
        for (const auto& step : outcome.final_steps) steps_[{step.job, step.number, step.attempt}] = step;
        for (const auto& name : outcome.nodes) nodes_[name] = state.node(*state.find_node(name)).record;
        for (const auto& name : outcome.partitions) partitions_[name] = state.partitions()[*state.find_partition(name)].spec;
        next_id_ = state.next_job_id();
    }

    /// The engine of the next controller, given the jobs that the last one had not forgotten.
    [[nodiscard]] std::unique_ptr<Engine> rebuild(const ClusterState& last) const {
        auto engine = std::make_unique<Engine>(last.config());
        for (const auto& [name, partition] : partitions_) engine->restore(partition);
        for (const auto& [name, node] : nodes_) engine->restore(node);
        for (const auto& [id, job] : std::views::reverse(jobs_)) {  // in no order that the engine knows
            if (last.find(id) == nullptr) continue;
            std::vector<Step> steps;
            for (const auto& [run, step] : steps_) {
                if (run.job == id) steps.push_back(step);
            }
            engine->restore(job, std::move(steps));
        }
        engine->restore_next_job_id(next_id_);
        return engine;
    }

  private:
    std::map<JobId, Job> jobs_;
    std::map<StepRun, Step> steps_;
    std::map<std::string, NodeRecord> nodes_;
    std::map<std::string, PartitionSpec> partitions_;
    JobId next_id_;
};

/// Where two states differ. Connections are not state, and failed launches are counted anew.
std::string difference(const ClusterState& a, const ClusterState& b) {
    if (a.jobs().size() != b.jobs().size()) return "number of jobs";
    for (const auto& [id, entry] : a.jobs()) {
        const auto* other = b.find(id);
        const auto name = "job " + std::to_string(id.value());
        if (other == nullptr) return name;
        if (entry.job != other->job) return name + ": record";
        if (entry.dependency != other->dependency || entry.singleton != other->singleton) return name + ": dependency";
        if (entry.steps != other->steps) return name + ": steps";
        if (entry.nodes != other->nodes || entry.held != other->held) return name + ": what it holds";
        const bool waits = entry.job.state == JobState::pending;
        if (waits && ((entry.request != nullptr) != (other->request != nullptr) || entry.misfit != other->misfit)) return name + ": request";
    }
    if (a.queue() != b.queue()) return "queue";
    if (a.blocked() != b.blocked()) return "blocked jobs";
    if (a.holders() != b.holders()) return "holders";
    if (a.next_job_id() != b.next_job_id()) return "next job id";
    for (std::size_t i = 0; i < a.nodes().size(); ++i) {
        const auto &x = a.nodes()[i], &y = b.nodes()[i];
        auto record = x.record;
        record.responding = y.record.responding;
        if (record != y.record) return x.spec.name + ": record";
        if (x.free != y.free || x.core_used != y.core_used || x.device_used != y.device_used || x.jobs != y.jobs)
            return x.spec.name + ": use";
    }
    for (std::size_t i = 0; i < a.partitions().size(); ++i) {
        if (a.partitions()[i].spec != b.partitions()[i].spec) return "partition " + a.partitions()[i].spec.name;
    }
    return {};
}

std::string difference(const Outcome& a, const Outcome& b) {
    if (a.answer != b.answer) return "answer";
    if (a.effects != b.effects) return "effects";
    if (a.jobs != b.jobs) return "changed jobs";
    if (a.steps != b.steps || a.final_steps != b.final_steps) return "changed steps";
    if (a.nodes != b.nodes || a.partitions != b.partitions) return "changed nodes or partitions";
    return {};
}

TEST_CASE("a controller that was killed goes on from its records as if nothing had been") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Dice dice{seed};
        auto config = random_cluster(dice);
        config.scheduling.max_launch_failures = 1000;  // failed launches are counted anew after a restart
        config.accounting = {};  // so are priorities, and placements that a limit refused
        config.priority = {};
        auto engine = std::make_unique<Engine>(config);
        auto storm = Storm{seed, *engine};
        std::unique_ptr<Engine> twin;
        Records records;
        int events = 0;
        const auto fail = [&](const std::string& what) { FAIL("seed " << seed << ", event " << events << ": " << what); };
        const auto apply = [&](const Event& event) {
            ++events;
            const auto outcome = engine->apply(event, storm.now());
            records.keep(*engine, outcome);
            storm.hear(outcome);
            if (!twin) return;
            if (const auto what = difference(outcome, twin->apply(event, storm.now())); !what.empty()) fail(what);
            if (const auto what = difference(engine->state(), twin->state()); !what.empty()) fail(what);
        };
        for (int life = 0; life < 8; ++life) {
            for (auto count = dice.between(50, 400); count > 0; --count) apply(storm.next());
            twin = records.rebuild(engine->state());
            if (const auto what = difference(engine->state(), twin->state()); !what.empty()) fail("restored " + what);
            for (const auto& node : config.nodes) {
                const auto outcome = engine->apply(NodeSilent{node.name}, storm.now());
                records.keep(*engine, outcome);
            }
            for (const auto& registration : storm.reconnect()) apply(registration);
        }
        while (events % 5000 != 0) apply(storm.next());
    }
}

TEST_CASE("the same history gives the same outcomes") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto engine = random_engine(seed), again = random_engine(seed);
        Storm storm{seed, engine};
        for (int i = 0; i < 3000; ++i) {
            const auto event = storm.next();
            const auto outcome = engine.apply(event, storm.now());
            storm.hear(outcome);
            const auto what = difference(outcome, again.apply(event, storm.now()));
            if (!what.empty()) FAIL("seed " << seed << ", event " << i << ": " << what);
        }
        CHECK(difference(engine.state(), again.state()).empty());
        CHECK(engine.next_wake() == again.next_wake());
    }
}

}  // namespace
}  // namespace sluice::engine::testing
