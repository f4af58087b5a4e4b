// SPDX-License-Identifier: Apache-2.0
//
// One pass over the queue. A job that fits now, for its whole limit, starts. One that does not is promised
// the earliest time at which it fits, as long as there are promises left to give; later jobs may use only
// what the promises leave. With one promise this is EASY backfill, with all of them conservative backfill,
// with none and no passing it is first come, first served.
//
// A promise is kept: what the last pass promised stands in the way of everybody of lower rank, and of its own
// equals, until its job has found the same time or an earlier one. Only a more important job breaks it.
// A promise names a time, not nodes: a later job that would take a promised node may do so if all promises
// can be kept on other nodes at their times.
//
// Assumes that every limit is a true upper bound; a job that overruns is ended elsewhere.
// Source: Mu'alem and Feitelson, IEEE TPDS 12(6), 2001.

#include <algorithm>
#include <deque>
#include <tuple>

#include "scheduler/engine/planner.hpp"
#include "scheduler/engine/profile.hpp"

namespace sluice::engine {
namespace {

/// What makes two requests interchangeable for the planner: if one cannot start now, the other cannot.
auto shape_of(const Request& r) {
    return std::tie(r.limit, r.tasks, r.min_nodes, r.max_nodes, r.partition, r.cpus_per_task, r.memory_per_node,
                    r.memory_per_cpu, r.all_memory, r.exclusive, r.nodes_given, r.tasks_given, r.tasks_per_node,
                    r.min_cpus_per_node, r.contiguous, r.overcommit, r.gres, r.required, r.candidates);
}
struct ByShape {
    bool operator()(const Request* a, const Request* b) const { return shape_of(*a) < shape_of(*b); }
};

bool may_start_in(const ClusterState& state, std::size_t partition) {
    const auto mode = state.partitions()[partition].spec.state;
    return mode == PartitionState::up || mode == PartitionState::drain;
}

using Queue = std::vector<const JobEntry*>;  // in the order of the queue

Queue queue_of(const ClusterState& state) {
    Queue queue;
    queue.reserve(state.queue().size());
    for (const auto& key : state.queue()) queue.push_back(state.find(key.id));
    return queue;
}

/// What an earlier pass promised a job.
struct Promise {
    Instant start;
    std::vector<NodeIndex> nodes;
};
using Promises = std::map<JobId, Promise>;

Promises promises_to(const Queue& queue, const ClusterState& state) {
    Promises promises;
    for (const auto* entry : queue) {
        const auto& job = entry->job;
        if (!job.planned_start) continue;
        auto& promise = promises[job.id];
        promise.start = *job.planned_start;
        for (const auto& name : job.planned_nodes) {
            if (const auto index = state.find_node(name)) promise.nodes.push_back(*index);
        }
        std::ranges::sort(promise.nodes);
    }
    return promises;
}

class Pass {
  public:
    Pass(const ClusterState& state, Instant now, PlanDepth depth, const Queue& queue, Profile committed)
        : state_{state}, now_{now}, depth_{depth}, queue_{queue}, committed_{std::move(committed)},
          promised_{committed_} {}

    Plan run(const Promises& earlier) {
        keep(earlier);
        for (const auto* entry : queue_) consider(*entry);
        std::erase_if(plan_.promised, [](const PlannedStart& promise) { return promise.start >= kEternity; });
        return std::move(plan_);
    }
    /// Running jobs and those started in this pass.
    [[nodiscard]] const Profile& committed() const { return committed_; }

  private:
    /// Calls `visit` with the job's request in each of its partitions that start jobs, until it says yes.
    template <class Visit>
    bool any_choice(const JobEntry& entry, const Visit& visit) const {
        const auto yes = [&](const Request& r) { return may_start_in(state_, r.partition) && visit(r); };
        return yes(*entry.request) || std::ranges::any_of(entry.request->elsewhere, yes);
    }

    [[nodiscard]] const Request& request_of(const PlannedStart& planned) const {
        const auto& request = *state_.find(planned.job)->request;
        if (request.partition == planned.partition) return request;
        return *std::ranges::find(request.elsewhere, planned.partition, &Request::partition);
    }

    /// From when a promise keeps its nodes: one that is due waits for a job that is just being ended.
    [[nodiscard]] Instant kept_from(Instant start) const { return std::max(start, now_ + Duration{1}); }

    void take_promised(Profile& profile, const PlannedStart& promise) const {
        const auto until = end_of(promise.start, request_of(promise).limit);
        profile.take(promise.placement, kept_from(promise.start), until);
    }

    // What was promised before

    void keep(const Promises& earlier) {
        if (earlier.empty()) return;
        for (const auto* entry : queue_) {
            if (kept_.size() >= depth_.reservations) return;
            const auto promise = earlier.find(entry->job.id);
            if (promise == earlier.end()) continue;
            if (ineligible_reason(*entry, state_, now_) != Reason::none) continue;
            any_choice(*entry, [&](const Request& request) { return keep(*entry, request, promise->second); });
        }
    }

    /// The promised time on the promised nodes, or if that cannot be, on others.
    bool keep(const JobEntry& entry, const Request& request, const Promise& promise) {
        const auto from = kept_from(promise.start), until = end_of(promise.start, request.limit);
        if (from >= until) return false;
        auto same_nodes = request;
        same_nodes.candidates = promise.nodes;
        same_nodes.min_nodes = same_nodes.max_nodes = static_cast<std::uint32_t>(promise.nodes.size());
        const bool allowed = !promise.nodes.empty() && std::ranges::includes(request.candidates, promise.nodes);
        auto placement = allowed ? promised_.place_in(same_nodes, from, until) : std::nullopt;
        if (!placement) placement = promised_.place_in(request, from, until);
        if (!placement) return false;
        kept_.push_back({entry.job.id, request.partition, promise.start, std::move(*placement)});
        take_promised(promised_, kept_.back());
        return true;
    }

    /// What the job was promised before, if it was. From here on the job is free to find something better.
    std::optional<PlannedStart> take_up(JobId job) {
        if (kept_.empty() || kept_.front().job != job) return std::nullopt;
        auto promise = std::move(kept_.front());
        kept_.pop_front();
        const auto until = end_of(promise.start, request_of(promise).limit);
        promised_.give_back(promise.placement, kept_from(promise.start), until);
        return promise;
    }

    /// The future without what was promised to jobs that rank lower than the one considered now.
    [[nodiscard]] Profile by_rank() const {
        auto profile = committed_;
        for (const auto& promise : plan_.promised) take_promised(profile, promise);
        return profile;
    }

    void break_promises(Profile without) {
        promised_ = std::move(without);
        kept_.clear();
        for (auto& [shape, blocked] : blocked_) blocked.not_before = now_ + Duration{1};
    }

    // One job

    void consider(const JobEntry& entry) {
        auto reason = ineligible_reason(entry, state_, now_);
        if (stopped_ && reason == Reason::none) reason = Reason::priority;
        if (reason != Reason::none) {
            plan_.waiting[entry.job.id] = reason;
            return;
        }
        const auto before = take_up(entry.job.id);
        const auto start = [&](const Request& request) { return start_now(entry, request, before.has_value()); };
        if (!any_choice(entry, start)) wait(entry, before);
    }

    bool start_now(const JobEntry& entry, const Request& request, bool had_promise) {
        if (blocked_.contains(&request)) return false;
        auto placement = place_now(request, had_promise);
        if (!placement) {
            blocked_.emplace(&request, Blocked{!usable_nodes_suffice(request), now_ + Duration{1}});
            return false;
        }
        const auto until = end_of(now_, request.limit);
        committed_.take(*placement, now_, until);
        promised_.take(*placement, now_, until);
        plan_.start_now.push_back({entry.job.id, request.partition, now_, std::move(*placement)});
        return true;
    }

    std::optional<Placement> place_now(const Request& request, bool had_promise) {
        if (auto placement = promised_.place_at(request, now_)) return placement;
        if (auto placement = beside_moved_promises(request)) return placement;
        if (had_promise || kept_.empty()) return std::nullopt;
        auto without = by_rank();
        auto placement = without.place_at(request, now_);
        if (placement) break_promises(std::move(without));
        return placement;
    }

    /// A placement on free nodes after which every promise can still be kept at its time, elsewhere.
    std::optional<Placement> beside_moved_promises(const Request& request) {
        if (depth_.reservations == PlanDepth::kAll || (plan_.promised.empty() && kept_.empty())) return std::nullopt;
        auto placement = committed_.place_at(request, now_);
        if (!placement) return std::nullopt;
        auto trial = committed_;
        const auto until = end_of(now_, request.limit);
        trial.take(*placement, now_, until);
        auto given = plan_.promised;
        auto kept = kept_;
        const auto moves = [&](PlannedStart& promise) { return move(promise, trial); };
        if (!std::ranges::all_of(given, moves) || !std::ranges::all_of(kept, moves)) return std::nullopt;
        plan_.promised = std::move(given);
        kept_ = std::move(kept);
        trial.give_back(*placement, now_, until);
        promised_ = std::move(trial);
        return placement;
    }

    /// Finds nodes for a promise at its time in `profile` and takes them.
    bool move(PlannedStart& promise, Profile& profile) const {
        const auto& request = request_of(promise);
        auto placement = profile.place_in(request, kept_from(promise.start), end_of(promise.start, request.limit));
        if (!placement) return false;
        promise.placement = std::move(*placement);
        take_promised(profile, promise);
        return true;
    }

    void wait(const JobEntry& entry, std::optional<PlannedStart> before) {
        auto& reason = plan_.waiting[entry.job.id];
        if (!any_choice(entry, [&](const Request& request) { return !blocked_.at(&request).hopeless; })) {
            reason = Reason::nodes_unavailable;
            return;
        }
        const bool first_in_partition = blocked_partitions_.insert(entry.request->partition).second;
        reason = first_in_partition ? Reason::resources : Reason::priority;
        stopped_ = !depth_.backfill;
        if (plan_.promised.size() >= depth_.reservations) return;
        const bool due = before && before->start <= now_;
        auto promise = due ? std::move(before) : earliest_start(entry, before);
        if (!promise) return;
        take_promised(promised_, *promise);
        plan_.promised.push_back(std::move(*promise));
    }

    /// The job's earliest start in any of its partitions; never a later one than it was promised before.
    std::optional<PlannedStart> earliest_start(const JobEntry& entry, const std::optional<PlannedStart>& before) {
        const auto not_after = before ? before->start : kNever;
        std::optional<PlannedStart> best;
        any_choice(entry, [&](const Request& request) {
            auto& not_before = blocked_.at(&request).not_before;
            const auto from = std::min(not_before, not_after);
            if (from == kNever) return false;
            auto slot = earliest(request, from, before.has_value());
            not_before = slot ? slot->start : kNever;
            if (slot && (!best || slot->start < best->start)) {
                best = PlannedStart{entry.job.id, request.partition, slot->start, std::move(slot->placement)};
            }
            return false;
        });
        return best;
    }

    std::optional<Profile::Slot> earliest(const Request& request, Instant from, bool had_promise) {
        auto slot = promised_.earliest(request, from);
        if (had_promise || kept_.empty()) return slot;
        auto without = by_rank();
        auto sooner = without.earliest(request, from);
        if (!sooner || (slot && slot->start <= sooner->start)) return slot;
        break_promises(std::move(without));
        return sooner;
    }

    [[nodiscard]] bool usable_nodes_suffice(const Request& request) const {
        const auto whole_if_usable = [&](NodeIndex index) {
            const auto& node = state_.node(index);
            return node.usable() ? NodeOffer{node.total, true} : NodeOffer{};
        };
        return place(request, state_, whole_if_usable).has_value();
    }

    /// What is known of all requests of one shape once one of them could not start.
    struct Blocked {
        bool hopeless = false;  // the usable nodes do not suffice, even when they are idle
        Instant not_before;     // no start before this in the present pass
    };

    const ClusterState& state_;
    const Instant now_;
    const PlanDepth depth_;
    const Queue& queue_;
    Profile committed_;                 // running jobs and those started in this pass
    Profile promised_;                  // committed_ and all promises: plan_.promised and kept_
    std::deque<PlannedStart> kept_;     // earlier promises to jobs that are not considered yet
    Plan plan_;
    std::map<const Request*, Blocked, ByShape> blocked_;
    std::set<std::size_t> blocked_partitions_;
    bool stopped_ = false;
};

class BackfillPlanner final : public Planner {
  public:
    [[nodiscard]] Plan plan(const ClusterState& state, Instant now, PlanDepth depth) const override {
        const auto queue = queue_of(state);
        return Pass{state, now, depth, queue, Profile{state, now}}.run(promises_to(queue, state));
    }

    [[nodiscard]] std::optional<PlannedStart> forecast(const ClusterState& state, JobId job, Instant now,
                                                       PlanDepth depth) const override;
};

/// Makes pass after pass, at every instant at which a job ends or may begin, until the job starts.
std::optional<PlannedStart> BackfillPlanner::forecast(const ClusterState& state, JobId job, Instant now,
                                                      PlanDepth depth) const {
    constexpr std::size_t kMostWork = 1'000'000;  // jobs considered: some hundred milliseconds
    auto queue = queue_of(state);
    auto promises = promises_to(queue, state);
    Profile committed{state, now};
    for (std::size_t work = 0; work < kMostWork; work += queue.size()) {
        Pass pass{state, now, depth, queue, std::move(committed)};
        const auto plan = pass.run(promises);
        for (const auto* starts : {&plan.start_now, &plan.promised}) {
            const auto found = std::ranges::find(*starts, job, &PlannedStart::job);
            if (found != starts->end()) return *found;
        }
        const auto waits = [&](const JobEntry* entry) { return plan.waiting.contains(entry->job.id); };
        std::erase_if(queue, [&](const JobEntry* entry) { return !waits(entry); });
        promises.clear();
        for (const auto& promise : plan.promised) {
            auto& entry = promises[promise.job] = {promise.start, {}};
            for (const auto& placed : promise.placement) entry.nodes.push_back(placed.node);
        }
        committed = pass.committed();
        auto next = committed.next_change(now).value_or(kNever);
        for (const auto* entry : queue) {
            if (const auto begin = entry->job.spec.begin; begin && *begin > now) next = std::min(next, *begin);
        }
        if (next >= kEternity) return std::nullopt;
        now = next;
    }
    return std::nullopt;
}

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
