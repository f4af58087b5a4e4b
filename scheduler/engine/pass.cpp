// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/pass.hpp"

#include <algorithm>
#include <tuple>

namespace sluice::engine {
namespace {

auto shape_of(const Request& r) {
    return std::tie(r.limit, r.tasks, r.min_nodes, r.max_nodes, r.partition, r.cpus_per_task, r.memory_per_node,
                    r.memory_per_cpu, r.all_memory, r.exclusive, r.nodes_given, r.tasks_given, r.tasks_per_node,
                    r.min_cpus_per_node, r.contiguous, r.overcommit, r.gres, r.required, r.candidates);
}

/// The request on exactly these nodes.
Request on_nodes(Request request, std::vector<NodeIndex> nodes) {
    if (!std::ranges::includes(request.candidates, nodes)) nodes.clear();
    request.min_nodes = request.max_nodes = std::max(1u, static_cast<std::uint32_t>(nodes.size()));
    request.candidates = std::move(nodes);
    return request;
}

std::vector<NodeIndex> nodes_of(const Placement& placement) {
    std::vector<NodeIndex> nodes;
    for (const auto& placed : placement) nodes.push_back(placed.node);
    return nodes;
}

}  // namespace

bool may_start_in(const ClusterState& state, std::size_t partition) {
    const auto mode = state.partitions()[partition].spec.state;
    return mode == PartitionState::up || mode == PartitionState::drain;
}

bool Pass::ByShape::operator()(const Request* a, const Request* b) const {
    return a != b && shape_of(*a) < shape_of(*b);
}

Pass::Pass(const ClusterState& state, Instant now, PlanDepth depth, const Queue& queue, Profile committed)
    : state_{state}, now_{now}, depth_{depth}, queue_{queue}, committed_{std::move(committed)}, promised_{committed_} {}

Plan Pass::run(const Promises& earlier) {
    keep(earlier);
    for (const auto* entry : queue_) consider(*entry);
    std::erase_if(plan_.promised, [](const PlannedStart& promise) { return promise.start >= kEternity; });
    return std::move(plan_);
}

/// Calls `visit` with the job's request in each of its partitions that start jobs, until it says yes.
template <class Visit>
bool Pass::any_choice(const JobEntry& entry, const Visit& visit) const {
    const auto yes = [&](const Request& r) { return may_start_in(state_, r.partition) && visit(r); };
    return yes(*entry.request) || std::ranges::any_of(entry.request->elsewhere, yes);
}

const Request& Pass::request_of(const PlannedStart& planned) const {
    const auto& request = *state_.find(planned.job)->request;
    if (request.partition == planned.partition) return request;
    return *std::ranges::find(request.elsewhere, planned.partition, &Request::partition);
}

/// From when a promise keeps its nodes: one that is due waits for a job that is just being ended.
Instant Pass::kept_from(Instant start) const { return std::max(start, now_ + Duration{1}); }

void Pass::take_promised(Profile& profile, const PlannedStart& promise) const {
    const auto until = gives_back_at(promise.start, request_of(promise).limit);
    profile.take(promise.placement, kept_from(promise.start), until);
}

/// Finds a place for all that was promised. One that finds none, because one before it took another share of
/// its nodes than last time, may choose first in the next try.
void Pass::keep(const Promises& earlier) {
    constexpr int kMostTries = 8;
    auto jobs = promised_jobs(earlier);
    const auto fits = [&](const JobEntry* entry) {
        const auto& promise = earlier.at(entry->job.id);
        return any_choice(*entry, [&](const Request& request) { return keep(*entry, request, promise); });
    };
    for (int tries = 1; !jobs.empty(); ++tries) {
        promised_ = committed_;
        kept_.clear();
        if (tries == kMostTries) {
            std::ranges::for_each(jobs, fits);
            break;
        }
        const auto failed = std::ranges::find_if_not(jobs, fits);
        if (failed == jobs.end()) break;
        std::rotate(jobs.begin(), failed, failed + 1);
    }
    std::ranges::sort(kept_, {}, [&](const PlannedStart& promise) { return earlier.at(promise.job).rank; });
}

/// Those that were promised a start and may still have it, in the order of the queue.
Queue Pass::promised_jobs(const Promises& earlier) const {
    Queue jobs;
    if (earlier.empty()) return jobs;
    for (const auto* entry : queue_) {
        if (jobs.size() >= depth_.reservations) break;
        if (!earlier.contains(entry->job.id)) continue;
        if (ineligible_reason(*entry, state_, now_) == Reason::none) jobs.push_back(entry);
    }
    return jobs;
}

/// The promised time on the promised nodes, or if that cannot be, on others.
bool Pass::keep(const JobEntry& entry, const Request& request, const Promise& promise) {
    const auto from = kept_from(promise.start), until = end_of(promise.start, request.limit);
    if (from >= until) return false;
    auto placement = promised_.place_in(on_nodes(request, promise.nodes), from, until);
    if (!placement) placement = promised_.place_in(request, from, until);
    if (!placement) return false;
    kept_.push_back({entry.job.id, request.partition, promise.start, std::move(*placement)});
    take_promised(promised_, kept_.back());
    return true;
}

/// What the job was promised before, if it was. From here on the job is free to find something better.
std::optional<PlannedStart> Pass::take_up(JobId job) {
    if (kept_.empty() || kept_.front().job != job) return std::nullopt;
    auto promise = std::move(kept_.front());
    kept_.pop_front();
    const auto until = gives_back_at(promise.start, request_of(promise).limit);
    promised_.give_back(promise.placement, kept_from(promise.start), until);
    return promise;
}

/// The future without what was promised to jobs that rank lower than the one considered now.
Profile Pass::by_rank() const {
    auto profile = committed_;
    for (const auto& promise : plan_.promised) take_promised(profile, promise);
    return profile;
}

void Pass::break_promises(Profile without) {
    promised_ = std::move(without);
    kept_.clear();
    for (auto& [shape, blocked] : blocked_) blocked.not_before = now_ + Duration{1};
}

void Pass::consider(const JobEntry& entry) {
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

bool Pass::start_now(const JobEntry& entry, const Request& request, bool had_promise) {
    if (blocked_.contains(&request)) return false;
    auto placement = place_now(request, had_promise);
    if (!placement) {
        blocked_.emplace(&request, Blocked{!usable_nodes_suffice(request), now_ + Duration{1}});
        return false;
    }
    const auto until = gives_back_at(now_, request.limit);
    committed_.take(*placement, now_, until);
    promised_.take(*placement, now_, until);
    plan_.start_now.push_back({entry.job.id, request.partition, now_, std::move(*placement)});
    return true;
}

std::optional<Placement> Pass::place_now(const Request& request, bool had_promise) {
    auto placement = committed_.place_at(request, now_);
    if (!placement || (plan_.promised.empty() && kept_.empty())) return placement;
    if (auto beside = promised_.place_at(request, now_)) return beside;
    if (move_promises(request, *placement)) return placement;
    if (had_promise || kept_.empty()) return std::nullopt;
    auto without = by_rank();
    placement = without.place_at(request, now_);
    if (placement) break_promises(std::move(without));
    return placement;
}

/// Whether every promise can be kept at its time beside this placement, if need be on other nodes; and does it.
bool Pass::move_promises(const Request& request, const Placement& placement) {
    if (depth_.reservations == PlanDepth::kAll) return false;
    auto trial = committed_;
    const auto until = end_of(now_, request.limit);
    trial.take(placement, now_, until);
    auto given = plan_.promised;
    auto kept = kept_;
    const auto moves = [&](PlannedStart& promise) { return move(promise, trial); };
    if (!std::ranges::all_of(given, moves) || !std::ranges::all_of(kept, moves)) return false;
    plan_.promised = std::move(given);
    kept_ = std::move(kept);
    trial.give_back(placement, now_, until);
    promised_ = std::move(trial);
    return true;
}

/// Finds nodes for a promise at its time in `profile` and takes them. One that is due stays on its nodes:
/// others that are promised for the next second are not free now.
bool Pass::move(PlannedStart& promise, Profile& profile) const {
    const auto& request = request_of(promise);
    const auto from = kept_from(promise.start), until = end_of(promise.start, request.limit);
    auto placement = promise.start > now_ ? profile.place_in(request, from, until)
                                          : profile.place_in(on_nodes(request, nodes_of(promise.placement)), from, until);
    if (!placement) return false;
    promise.placement = std::move(*placement);
    take_promised(profile, promise);
    return true;
}

void Pass::wait(const JobEntry& entry, std::optional<PlannedStart> before) {
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
std::optional<PlannedStart> Pass::earliest_start(const JobEntry& entry, const std::optional<PlannedStart>& before) {
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

std::optional<Profile::Slot> Pass::earliest(const Request& request, Instant from, bool had_promise) {
    auto slot = promised_.earliest(request, from);
    if (had_promise || kept_.empty()) return slot;
    auto without = by_rank();
    auto sooner = without.earliest(request, from);
    if (!sooner || (slot && slot->start <= sooner->start)) return slot;
    break_promises(std::move(without));
    return sooner;
}

bool Pass::usable_nodes_suffice(const Request& request) const {
    const auto usable = [&](NodeIndex index) { return state_.node(index).usable(); };
    if (std::ranges::all_of(request.candidates, usable)) return true;  // as it was found when it was submitted
    const auto whole_if_usable = [&](NodeIndex index) {
        const auto& node = state_.node(index);
        return node.usable() ? NodeOffer{node.total, true} : NodeOffer{};
    };
    return place(request, state_, whole_if_usable).has_value();
}

}  // namespace sluice::engine
