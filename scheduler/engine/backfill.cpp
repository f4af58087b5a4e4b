// SPDX-License-Identifier: Apache-2.0
//
// The planner: passes over the queue until nothing changes, now or at every later instant that matters.

#include <algorithm>

#include "scheduler/engine/pass.hpp"

namespace sluice::engine {
namespace {

Queue queue_of(const ClusterState& state) {
    Queue queue;
    queue.reserve(state.queue().size());
    for (const auto& key : state.queue()) queue.push_back(state.find(key.id));
    return queue;
}

Promises promises_to(const Queue& queue, const ClusterState& state) {
    Promises promises;
    for (const auto* entry : queue) {
        const auto& job = entry->job;
        if (!job.planned_start) continue;
        Promise promise{promises.size(), *job.planned_start, {}};
        for (const auto& name : job.planned_nodes) {
            if (const auto index = state.find_node(name)) promise.nodes.push_back(*index);
        }
        std::ranges::sort(promise.nodes);
        promises.emplace(job.id, std::move(promise));
    }
    return promises;
}

Promises promises_of(const Plan& plan) {
    Promises promises;
    for (const auto& planned : plan.promised) {
        Promise promise{promises.size(), planned.start, {}};
        for (const auto& placed : planned.placement) promise.nodes.push_back(placed.node);
        promises.emplace(planned.job, std::move(promise));
    }
    return promises;
}

/// The waiting jobs and the future of the running ones, at one instant and then at later ones.
class Outlook {
  public:
    Outlook(const ClusterState& state, Instant now, PlanDepth depth)
        : state_{state}, now_{now}, depth_{depth}, queue_{queue_of(state)}, promises_{promises_to(queue_, state)},
          committed_{state, now} {}

    /// Passes until one starts nothing and promises nothing new: a start may move a promise, and a promise
    /// that has moved may make room for another start.
    Plan settle() {
        constexpr int kMostPasses = 8;
        Plan plan;
        for (int passes = 0; passes < kMostPasses; ++passes) {
            Pass pass{state_, now_, depth_, queue_, std::move(committed_)};
            auto next = pass.run(promises_);
            committed_ = pass.committed();
            auto promises = promises_of(next);
            const bool settled = next.start_now.empty() && promises == promises_;
            promises_ = std::move(promises);
            std::erase_if(queue_, [&](const JobEntry* entry) { return !next.waiting.contains(entry->job.id); });
            std::ranges::move(next.start_now, std::back_inserter(plan.start_now));
            plan.promised = std::move(next.promised);
            plan.waiting = std::move(next.waiting);
            if (settled) break;
        }
        return plan;
    }

    /// Goes to the next instant at which a job ends or may begin; false if there is none.
    bool advance() {
        auto next = committed_.next_change(now_).value_or(kNever);
        for (const auto* entry : queue_) {
            if (const auto begin = entry->job.spec.begin; begin && *begin > now_) next = std::min(next, *begin);
        }
        if (next >= kEternity) return false;
        now_ = next;
        return true;
    }

    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

  private:
    const ClusterState& state_;
    Instant now_;
    const PlanDepth depth_;
    Queue queue_;
    Promises promises_;
    Profile committed_;
};

class BackfillPlanner final : public Planner {
  public:
    [[nodiscard]] Plan plan(const ClusterState& state, Instant now, PlanDepth depth) const override {
        return Outlook{state, now, depth}.settle();
    }

    [[nodiscard]] std::optional<PlannedStart> forecast(const ClusterState& state, JobId job, Instant now,
                                                       PlanDepth depth) const override {
        constexpr std::size_t kMostWork = 1'000'000;  // jobs considered: some hundred milliseconds
        Outlook outlook{state, now, depth};
        std::optional<PlannedStart> best_known;
        for (std::size_t work = 0; work < kMostWork; work += outlook.waiting()) {
            const auto plan = outlook.settle();
            const auto found = std::ranges::find(plan.start_now, job, &PlannedStart::job);
            if (found != plan.start_now.end()) return *found;
            const auto promised = std::ranges::find(plan.promised, job, &PlannedStart::job);
            if (promised != plan.promised.end()) best_known = *promised;
            if (!outlook.advance()) return std::nullopt;
        }
        return best_known;
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
    if (!entry.request) return entry.misfit;
    const auto starts_jobs = [&](const Request& request) { return may_start_in(state, request.partition); };
    if (starts_jobs(*entry.request) || std::ranges::any_of(entry.request->elsewhere, starts_jobs)) return Reason::none;
    const auto& partition = state.partitions()[entry.request->partition].spec;
    return partition.state == PartitionState::down ? Reason::partition_down : Reason::partition_inactive;
}

std::unique_ptr<Planner> make_backfill_planner() { return std::make_unique<BackfillPlanner>(); }

}  // namespace sluice::engine
