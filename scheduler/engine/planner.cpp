// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planner.hpp"

#include <algorithm>

#include "scheduler/engine/reservation_wish.hpp"

namespace sluice::engine {
namespace {

bool may_start_in(const ClusterState& state, std::size_t partition) {
    const auto mode = state.partitions()[partition].spec.state;
    return mode == PartitionState::up || mode == PartitionState::drain;
}

}  // namespace

Instant expected_end(const Job& job, Instant now, Duration kill_wait) {
    const auto soon = now + Duration{1};
    if (job.suspended_since && !job.completing) return kEternity;
    auto limit = end_of(job.started.value_or(now) + job.suspended_for, job.time_limit);
    if (!job.completing && job.killed_at) limit = std::min(limit, *job.killed_at + kill_wait);
    if (!job.completing) return std::max(limit, soon);
    const auto killed = job.ended.value_or(now) + kill_wait;
    if (now <= killed) return std::max(soon, std::min(limit, killed));
    const auto as_long_again = now + (now - killed);
    return std::max(soon, limit > now ? std::min(limit, as_long_again) : as_long_again);
}

Reason ineligible_reason(const JobEntry& entry, const ClusterState& state, Instant now) {
    const auto& job = entry.job;
    if (job.priority == 0) {
        const bool told = job.reason == Reason::held_by_admin || job.reason == Reason::launch_failed_requeued_held ||
                          job.reason == Reason::reservation_deleted || job.reason == Reason::requeued_held;
        return told ? job.reason : Reason::held_by_user;
    }
    if (job.spec.begin && *job.spec.begin > now) return Reason::begin_time;
    if (!entry.request) return entry.misfit;
    if (!check_reservation(job.spec, state)) return Reason::reservation;
    if (startable(entry.request, state)) return Reason::none;
    const auto& partition = state.partitions()[entry.request->partition].spec;
    return partition.state == PartitionState::down ? Reason::partition_down : Reason::partition_inactive;
}

std::shared_ptr<const Request> startable(const std::shared_ptr<const Request>& request, const ClusterState& state) {
    const auto starts = [&](const Request& r) { return may_start_in(state, r.partition); };
    if (starts(*request) && std::ranges::all_of(request->elsewhere, starts)) return request;
    std::shared_ptr<Request> left;
    const auto keep = [&](const Request& choice) {
        if (!starts(choice)) return;
        auto copy = choice;
        copy.elsewhere.clear();
        if (left) left->elsewhere.push_back(std::move(copy));
        else left = std::make_shared<Request>(std::move(copy));
    };
    keep(*request);
    for (const auto& other : request->elsewhere) keep(other);
    return left;
}

Plan Planner::plan(ClusterState& state, Instant now) {
    take_in(state, state.take_changes(), now);
    Plan plan;
    for (const auto& start : queue_->pass(now)) {
        const auto& request = queued_.at(start.key.id).request().choice(start.choice);
        auto placement = binding_ ? binding_->choose(state, request, start.hold, now, start.until) : start.hold.placement;
        plan.start_now.push_back(enter(start, now, std::move(placement)));
    }
    report_promises(state, plan);
    report_heads(state, plan, now);
    return plan;
}

/// From now on the job is one that runs.
PlannedStart Planner::enter(const Start& start, Instant now, Placement placement) {
    const auto id = start.key.id;
    auto& known = queued_.at(id);
    PlannedStart planned{id, known.request().choice(start.choice).partition, now, std::move(placement), start.limit};
    if (planned.placement.empty()) planned.placement = start.hold.placement;
    if (known.left > 1) {  // the task will have a record of its own
        queue_->hand_over(start.hold, now, start.until);
        for (const auto& placed : planned.placement) lent_.push_back(placed.node);
        --known.left;
        if (--known.startable > 0) return planned;
        leave_line(known);
        queued_.erase(id);
        return planned;
    }
    leave_line(known);
    queued_.erase(id);
    news_.erase(id);
    auto& running = running_[id];
    running.hold = start.hold;
    running.until = start.until;
    if (binding_) {
        for (const auto& placed : planned.placement) running.nodes.push_back(placed.node);
    }
    ends_.insert({start.until, id});
    return planned;
}

std::optional<PlannedStart> Planner::earliest_behind_all(const ClusterState& state, const std::shared_ptr<const Request>& request,
                                                         JobId id, Instant now) const {
    std::optional<PlannedStart> best;
    const auto now_startable = startable(request, state);
    for (std::size_t choice = 0; now_startable && choice <= now_startable->elsewhere.size(); ++choice) {
        const auto& wanted = now_startable->choice(choice);
        const auto not_after = best ? best->start - Duration{1} : kEternity - Duration{1};
        const auto& least = wanted.least ? wanted.least : wanted.limit;
        auto slot = queue_->pool().earliest(wanted, least, now, not_after);
        if (slot) best = PlannedStart{id, wanted.partition, slot->start, std::move(slot->hold.placement), least};
    }
    return best;
}

std::optional<PlannedStart> Planner::promise_of(JobId id) const {
    const auto found = queued_.find(id);
    if (found == queued_.end()) return std::nullopt;
    const auto& known = found->second;
    const auto& waiting = queue_->find(known.key, known.request().limit);
    if (!waiting.has_promise() || waiting.promised >= kEternity) return std::nullopt;
    return PlannedStart{id, known.request().choice(waiting.choice).partition, waiting.promised, waiting.hold.placement, waiting.granted};
}

void Planner::report_promises(const ClusterState& state, Plan& plan) {
    const auto renewed = queue_->take_renewed();
    if (report_all_) {
        for (const auto& key : state.queue()) plan.promises[key.id] = promise_of(key.id);
    } else {
        for (const auto& [key, limit] : renewed) plan.promises[key.id] = promise_of(key.id);
    }
    report_all_ = false;
}

/// Whether it is a reservation that keeps the job from starting: its own has not begun, or those of others leave
/// too few nodes for as long as it would take.
Reason Planner::reserved_reason(const ClusterState& state, const Request& request, Instant now) const {
    if (state.reservations().empty()) return Reason::none;
    const auto until = end_of(now, request.limit);
    const auto admitted = [&](NodeIndex index) { return state.windows_of(index).admit(request.reserved_for, now, until); };
    const bool enough = std::ranges::count_if(request.candidates, admitted) >= std::int64_t{request.min_nodes};
    if (enough && std::ranges::all_of(request.required, admitted)) return Reason::none;
    return request.reserved_for.reservation ? Reason::reservation : Reason::reserved_nodes;
}

/// The first that waits in a partition waits for resources, the others for it.
void Planner::report_heads(const ClusterState& state, Plan& plan, Instant now) {
    plan.reasons = std::exchange(news_, {});
    for (const auto& [partition, line] : lines_) {
        const auto old = heads_.find(partition);
        if (old != heads_.end() && (line.empty() || old->second != *line.begin())) {
            if (const auto known = queued_.find(old->second.id); known != queued_.end()) {
                const auto reserved = reserved_reason(state, known->second.request(), now);
                plan.reasons[old->second.id] = reserved == Reason::none ? Reason::priority : reserved;
            }
            heads_.erase(old);
        }
        if (line.empty()) continue;
        heads_.insert_or_assign(partition, *line.begin());
        const auto& request = queued_.at(line.begin()->id).request();
        const bool licenses = queue_->pool().lacks_licenses(request, now, end_of(now, request.limit));
        const auto reserved = reserved_reason(state, request, now);
        plan.reasons[line.begin()->id] = reserved != Reason::none ? reserved : licenses ? Reason::licenses : Reason::resources;
    }
}

std::optional<Instant> Planner::next_wake() const {
    if (!queue_ || queue_->next_wake() >= kEternity) return std::nullopt;
    return queue_->next_wake();
}

}  // namespace sluice::engine
