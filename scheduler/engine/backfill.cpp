// SPDX-License-Identifier: Apache-2.0
//
// One pass over the queue. A job that fits now, for its whole limit, starts. One that does not is promised
// the earliest time at which it fits, as long as there are promises left to give; later jobs may use only
// what the promises leave. With one promise this is EASY backfill, with all of them conservative backfill,
// with none and no passing it is first come, first served.
//
// A promise names a time, not nodes: a later job that would take a promised node may do so if all promises
// can be kept on other nodes at their times.
//
// Assumes that every limit is a true upper bound; a job that overruns is ended elsewhere.
// Source: Mu'alem and Feitelson, IEEE TPDS 12(6), 2001.

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "scheduler/engine/planner.hpp"
#include "scheduler/engine/profile.hpp"

namespace sluice::engine {
namespace {

/// What makes two requests interchangeable for the planner: if one cannot start now, the other cannot.
auto shape_of(const Request& r) {
    return std::tuple{r.partition, r.min_nodes, r.max_nodes, r.tasks, r.cpus_per_task, r.tasks_per_node,
                      r.min_cpus_per_node, r.memory_per_node, r.memory_per_cpu, r.all_memory, r.gres, r.exclusive,
                      r.contiguous, r.overcommit, r.limit, r.candidates, r.required};
}
using Shape = decltype(shape_of(std::declval<const Request&>()));

class Pass {
  public:
    Pass(const ClusterState& state, Instant now, PlanDepth depth)
        : state_{state}, now_{now}, depth_{depth}, committed_{state, now}, promised_{committed_} {}

    Plan run() {
        for (const auto& key : state_.queue()) consider(*state_.find(key.id));
        return std::move(plan_);
    }

  private:
    void consider(const JobEntry& entry) {
        const auto id = entry.job.id;
        if (const auto reason = ineligible_reason(entry, state_, now_); reason != Reason::none) {
            plan_.waiting[id] = reason;
            return;
        }
        if (stopped_) {
            plan_.waiting[id] = Reason::priority;
            return;
        }
        for (const auto partition : entry.request->alternatives) {
            if (start_now(entry, partition)) return;
        }
        wait(entry);
    }

    /// The entry's request, in another of its partitions when asked for.
    Request request_in(const JobEntry& entry, std::size_t partition) const {
        if (partition == entry.request->partition) return *entry.request;
        auto other = resolve_in(entry.job.spec, state_, partition);
        return other ? std::move(*other) : *entry.request;
    }

    bool start_now(const JobEntry& entry, std::size_t partition) {
        const auto request = request_in(entry, partition);
        if (state_.partitions()[partition].spec.state == PartitionState::down) return false;
        auto shape = shape_of(request);
        if (cannot_start_.contains(shape)) return false;
        auto placement = promised_.place_at(request, now_);
        if (!placement) placement = beside_moved_promises(request);
        if (!placement) {
            cannot_start_.insert(std::move(shape));
            return false;
        }
        committed_.take(*placement, now_, end_of(now_, request.limit));
        plan_.start_now.push_back({entry.job.id, partition, now_, std::move(*placement)});
        rebuild_promises();
        return true;
    }

    /// A placement on free nodes after which every promise can still be kept at its time, elsewhere.
    std::optional<Placement> beside_moved_promises(const Request& request) {
        if (plan_.promised.empty() || depth_.reservations == PlanDepth::kAll) return std::nullopt;
        auto placement = committed_.place_at(request, now_);
        if (!placement) return std::nullopt;
        auto trial = committed_;
        trial.take(*placement, now_, end_of(now_, request.limit));
        auto moved = plan_.promised;
        for (auto& promise : moved) {
            if (!move(promise, trial)) return std::nullopt;
        }
        plan_.promised = std::move(moved);
        return placement;
    }

    /// Finds nodes for a promise at its time in `profile` and takes them.
    bool move(PlannedStart& promise, Profile& profile) const {
        const auto request = request_in(*state_.find(promise.job), promise.partition);
        auto placement = profile.place_at(request, promise.start);
        if (!placement) return false;
        profile.take(*placement, promise.start, end_of(promise.start, request.limit));
        promise.placement = std::move(*placement);
        return true;
    }

    void rebuild_promises() {
        promised_ = committed_;
        for (const auto& promise : plan_.promised) {
            const auto request = request_in(*state_.find(promise.job), promise.partition);
            promised_.take(promise.placement, promise.start, end_of(promise.start, request.limit));
        }
    }

    void wait(const JobEntry& entry) {
        const auto& request = *entry.request;
        const bool first_in_partition = blocked_partitions_.insert(request.partition).second;
        plan_.waiting[entry.job.id] = first_in_partition ? Reason::resources : Reason::priority;
        if (!depth_.backfill) stopped_ = true;
        if (plan_.promised.size() >= depth_.reservations) return;
        auto slot = promised_.earliest(request, now_ + Duration{1});
        if (!slot) {  // never, as things stand: nodes are down, or their jobs have no limit
            if (!usable_nodes_suffice(request)) plan_.waiting[entry.job.id] = Reason::nodes_unavailable;
            return;
        }
        promised_.take(slot->placement, slot->start, end_of(slot->start, request.limit));
        plan_.promised.push_back({entry.job.id, request.partition, slot->start, std::move(slot->placement)});
    }

    bool usable_nodes_suffice(const Request& request) const {
        const auto whole_if_usable = [&](NodeIndex index) {
            const auto& node = state_.node(index);
            return node.usable() ? NodeOffer{node.total, true} : NodeOffer{};
        };
        return place(request, state_, whole_if_usable).has_value();
    }

    const ClusterState& state_;
    const Instant now_;
    const PlanDepth depth_;
    Profile committed_;  // running jobs and those started in this pass
    Profile promised_;   // committed_ and the promises
    Plan plan_;
    std::set<Shape> cannot_start_;
    std::set<std::size_t> blocked_partitions_;
    bool stopped_ = false;
};

class BackfillPlanner final : public Planner {
  public:
    [[nodiscard]] Plan plan(const ClusterState& state, Instant now, PlanDepth depth) const override {
        return Pass{state, now, depth}.run();
    }
};

}  // namespace

PlanDepth PlanDepth::of(const SchedulingSpec& settings) {
    switch (settings.policy) {
        case PlanPolicy::fcfs: return {false, 0};
        case PlanPolicy::easy: return {true, settings.reservations};
        case PlanPolicy::conservative: return {true, kAll};
    }
    return {};
}

Reason ineligible_reason(const JobEntry& entry, const ClusterState& state, Instant now) {
    const auto& job = entry.job;
    if (job.priority == 0) {
        return job.reason == Reason::held_by_admin || job.reason == Reason::launch_failed_requeued_held
                   ? job.reason
                   : Reason::held_by_user;
    }
    if (job.spec.begin && *job.spec.begin > now) return Reason::begin_time;
    if (!entry.request) return Reason::bad_constraints;
    bool any_up = false;
    auto reason = Reason::none;
    for (const auto index : entry.request->alternatives) {
        switch (state.partitions()[index].spec.state) {
            case PartitionState::up:
            case PartitionState::drain: any_up = true; break;
            case PartitionState::down: reason = Reason::partition_down; break;
            case PartitionState::inactive: reason = Reason::partition_inactive; break;
        }
    }
    return any_up ? Reason::none : reason;
}

std::unique_ptr<Planner> make_backfill_planner() { return std::make_unique<BackfillPlanner>(); }

}  // namespace sluice::engine
