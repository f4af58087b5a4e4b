// SPDX-License-Identifier: Apache-2.0
//
// Whole nodes of several kinds, planned by number, over long random histories with reservations: what must hold at
// every instant. That nodes are always found for what was planned is asserted where they are chosen.
#include "tests/unit/engine/storm.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

constexpr Duration kLongest{600};

ClusterConfig kinds_of_nodes(Dice& dice) {
    auto config = cluster_of(dice.between(4, 24));
    for (std::size_t i = 0; i < config.nodes.size(); ++i) {
        auto& node = config.nodes[i];
        node.cores_per_socket = i % 3 == 0 ? 2 : 4;
        if (i % 4 == 0) node.features = {"fast"};
    }
    config.partitions[0].exclusive = true;
    const auto half = std::to_string(config.nodes.size() / 2);
    add_partition(config, "half", "n[1-" + half + "]").exclusive = true;
    if (dice.one_in(2)) add_leaves(config, {static_cast<std::uint32_t>(config.nodes.size() / 2),
                                            static_cast<std::uint32_t>(config.nodes.size() - config.nodes.size() / 2)});
    auto& scheduling = config.scheduling;
    scheduling.policy = dice.one_in(2) ? PlanPolicy::easy : PlanPolicy::conservative;
    scheduling.reservations = dice.between(1, 4);
    scheduling.min_job_age = 1000h;
    return config;
}

JobSpec whole_job(Dice& dice, const World& w) {
    const auto size = static_cast<std::uint32_t>(w.engine.state().nodes().size());
    auto spec = whole(dice.between(1, std::max(1u, size / 3)), Duration{dice.between(1, static_cast<std::uint32_t>(kLongest.count()))});
    spec.user_name = "alice";
    if (dice.one_in(4)) spec.partitions = {"half"};
    if (dice.one_in(4)) spec.partitions = {"half", "batch"};
    if (dice.one_in(5)) spec.constraint = "fast", spec.min_nodes = spec.max_nodes = 1;
    if (dice.one_in(5)) spec.time_min = Duration{dice.between(1, 60)};
    if (dice.one_in(6) && !w.engine.state().reservations().empty()) spec.reservation = w.engine.state().reservations().begin()->first;
    return spec;
}

class Watch {
  public:
    explicit Watch(World& world) : w_{world} {}

    /// Something happened that may move promises back, or keep jobs from starting.
    void excuse() { promises_.clear(); }

    void check() {
        if (const auto open = open_reservations(); open != open_) excuse(), open_ = open;
        check_nodes();
        for (const auto& [id, entry] : w_.engine.state().jobs()) check_promise(entry.job);
    }
    std::size_t kept = 0;

  private:
    void check_nodes() {
        for (const auto& node : w_.engine.state().nodes()) {
            if (node.jobs.size() > 1) FAIL("node " << node.spec.name << " was given twice");
            if (node.jobs.empty()) continue;
            const auto& job = w_.job(*node.jobs.begin());
            for (const auto& [name, reservation] : w_.engine.state().reservations()) {
                const bool open = reservation.spec.start <= w_.now && w_.now < reservation.spec.end;
                const bool here = std::ranges::find(reservation.spec.nodes, node.spec.name) != reservation.spec.nodes.end();
                if (open && here && job.spec.reservation != name) FAIL("job " << job.id.value() << " is where " << name << " is");
            }
        }
    }
    void check_promise(const Job& job) {
        const auto promise = promises_.find(job.id);
        if (job.started) {
            if (promise == promises_.end()) return;
            if (*job.started > promise->second) FAIL("job " << job.id.value() << " started later than promised");
            promises_.erase(promise);
            ++kept;
        } else if (job.planned_start) {
            if (promise != promises_.end() && *job.planned_start > promise->second) FAIL("the promise to job " << job.id.value() << " moved back");
            promises_[job.id] = *job.planned_start;
        }
    }

    /// At their beginnings and ends all promises are given again.
    [[nodiscard]] std::map<std::string, bool> open_reservations() const {
        std::map<std::string, bool> open;
        for (const auto& [name, reservation] : w_.engine.state().reservations()) open[name] = reservation.spec.start <= w_.now;
        return open;
    }

    World& w_;
    std::map<JobId, Instant> promises_;
    std::map<std::string, bool> open_;
};

void maybe_reserve(Dice& dice, World& w, Watch& watch, std::uint32_t number) {
    ReservationWish wish;
    wish.name = "r" + std::to_string(number);
    wish.start = w.now + Duration{dice.below(2000)};
    wish.duration = Duration{dice.between(60, 1500)};
    wish.users = "alice";
    wish.node_count = dice.between(1, 3);
    if (w.apply(CreateReservation{wish, kRoot}).answer) watch.excuse();
}

TEST_CASE("whole nodes of many kinds: never given twice, no promise broken, nobody starves") {
    std::size_t kept = 0, started = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Dice dice{seed};
        World w{kinds_of_nodes(dice)};
        Watch watch{w};
        const auto pass_time = [&](Duration by) {
            const auto until = w.now + by;
            while (w.engine.next_wake() && *w.engine.next_wake() <= until) {
                w.advance(*w.engine.next_wake() - w.now);
                watch.check();
            }
            w.advance(until - w.now);
            watch.check();
        };
        for (std::uint32_t i = 0; i < 300; ++i) {
            const auto kind = dice.below(12);
            const auto& state = w.engine.state();
            if (kind < 6 && state.queue().size() < 40) w.apply(SubmitJob{whole_job(dice, w)});
            else if (kind < 8 && !state.holders().empty()) w.end(dice.pick(std::vector<JobId>{state.holders().begin(), state.holders().end()}));
            else if (kind == 8 && i < 200) maybe_reserve(dice, w, watch, i);
            else pass_time(Duration{dice.below(400)});
            w.schedule();
            watch.check();
        }
        const auto last = w.engine.state().queue().size() + w.engine.state().holders().size();
        pass_time(Duration{4000} + kLongest * static_cast<std::int64_t>(last + 1));
        for (const auto& [id, entry] : w.engine.state().jobs()) {
            const bool held = entry.job.reason == Reason::reservation_deleted;
            if (!entry.job.started && !held) FAIL("job " << id.value() << " starves: " << to_string(entry.job.reason));
            started += entry.job.started ? 1 : 0;
        }
        kept += watch.kept;
    }
    CHECK(kept > 1000);
    CHECK(started > 5000);
}

}  // namespace
}  // namespace sluice::engine::testing
