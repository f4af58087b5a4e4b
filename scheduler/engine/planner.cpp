// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planner.hpp"

#include <algorithm>

#include "scheduler/engine/planning/class_pool.hpp"
#include "scheduler/engine/planning/licensed_pool.hpp"
#include "scheduler/engine/planning/named_pool.hpp"
#include "scheduler/engine/reservation_wish.hpp"

namespace sluice::engine {
namespace {

bool may_start_in(const ClusterState& state, std::size_t partition) {
    const auto mode = state.partitions()[partition].spec.state;
    return mode == PartitionState::up || mode == PartitionState::drain;
}

bool usable_nodes_suffice(const ClusterState& state, const Request& request) {
    const auto usable = [&](NodeIndex index) { return state.node(index).usable(); };
    if (std::ranges::all_of(request.candidates, usable)) return true;  // as it was found when it was submitted
    const auto whole_if_usable = [&](NodeIndex index) {
        const auto& node = state.node(index);
        return node.usable() ? NodeOffer{node.total, true} : NodeOffer{};
    };
    return place(request, state, whole_if_usable).has_value();
}

/// Whether numbers of nodes will do for a plan: all nodes are given whole, and nobody asks for some by name.
bool can_count(const ClusterState& state) {
    if (!state.all_whole()) return false;
    const auto one_job_at_most = [](const NodeState& node) { return node.jobs.size() <= 1; };
    if (!std::ranges::all_of(state.nodes(), one_job_at_most) || !state.suspended().empty()) return false;  // those keep their memory
    return std::ranges::all_of(state.queue(), [&](const QueueKey& key) {
        const auto& request = state.find(key.id)->request;
        return !request || request->by_class();
    });
}

PoolOwner pool_of_nodes(const ClusterState& state, bool by_class, Instant now) {
    if (!by_class) return PoolOwner{std::make_unique<NamedPool>(state, now)};
    std::vector<std::uint32_t> sizes;
    for (const auto& members : state.classes()) {
        const auto usable = [&](NodeIndex index) { return state.node(index).usable(); };
        sizes.push_back(static_cast<std::uint32_t>(std::ranges::count_if(members, usable)));
    }
    std::vector<Windows> windows;
    if (!state.reservations().empty()) {
        for (const auto& members : state.classes()) windows.push_back(state.windows_of(members.front()));
    }
    return PoolOwner{std::make_unique<ClassPool>(sizes, std::move(windows))};
}

PoolOwner make_pool(const ClusterState& state, bool by_class, Instant now) {
    auto nodes = pool_of_nodes(state, by_class, now);
    if (state.config().licenses.empty()) return nodes;
    std::vector<std::uint32_t> totals;
    for (const auto& license : state.config().licenses) totals.push_back(license.count);
    return PoolOwner{std::make_unique<LicensedPool>(std::move(nodes), totals)};
}

/// Of what the job held when it started; a licence that the cluster no longer has is left out.
std::vector<LicenseShare> licenses_of(const Job& job, const ClusterConfig& config) {
    std::vector<LicenseShare> shares;
    for (const auto& [name, count] : job.licenses) {
        const auto found = std::ranges::find(config.licenses, name, &LicenseCount::name);
        if (found != config.licenses.end()) shares.push_back({static_cast<std::uint32_t>(found - config.licenses.begin()), count});
    }
    return shares;
}

/// Where a job's record says that it was promised to run.
std::vector<TasksOn> planned_place(const Job& job, const ClusterState& state) {
    std::vector<TasksOn> where;
    for (std::size_t i = 0; i < job.planned_nodes.size() && i < job.planned_tasks.size(); ++i) {
        if (const auto index = state.find_node(job.planned_nodes[i])) where.push_back({*index, job.planned_tasks[i]});
    }
    std::ranges::sort(where, {}, &TasksOn::node);
    return where;
}

/// Which of the job's partitions its record names; more than there are if none.
std::size_t planned_choice(const Job& job, const Request& request, const ClusterState& state) {
    const auto partition = state.find_partition(job.planned_partition);
    if (request.partition == partition) return 0;
    const auto found = std::ranges::find(request.elsewhere, partition, &Request::partition);
    return static_cast<std::size_t>(found - request.elsewhere.begin()) + 1;
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

// ---- taking in what has changed

void Planner::rebuild(const ClusterState& state, Instant now) {
    known_.clear();
    ends_.clear();
    ending_.clear();
    lines_.clear();
    heads_.clear();
    prospects_.clear();
    news_.clear();
    binding_.reset();
    lent_.clear();
    if (can_count(state)) binding_.emplace(state);
    queue_.emplace(rules_, make_pool(state, binding_.has_value(), now));
    queue_->watch_promises();
    for (const auto id : state.holders()) take_in(state, *state.find(id), now);
    for (const auto id : state.suspended()) claim_return(state, *state.find(id), now);
    std::uint32_t promises = 0;
    for (const auto& key : state.queue()) {
        const auto& entry = *state.find(key.id);
        const bool promised = rules_.keep_plans && entry.job.planned_start && promises < rules_.promises;
        if (take_in_waiting(state, entry, key, now, promised)) ++promises;
    }
    report_all_ = true;
}

void Planner::take_in(const ClusterState& state, const JobEntry& entry, Instant now) {
    if (state.holders().contains(entry.job.id)) take_in_running(state, entry, now);
    else if (const auto key = state.key_of(entry.job.id)) take_in_waiting(state, entry, *key, now, false);
}

Hold Planner::hold_of(const ClusterState& state, const JobEntry& entry) const {
    Hold hold;
    hold.licenses = licenses_of(entry.job, state.config());
    std::map<std::uint32_t, std::uint32_t> counts;
    for (std::size_t i = 0; i < entry.nodes.size(); ++i) {
        const auto index = entry.nodes[i];
        if (!state.node(index).usable()) continue;  // a drained node is not planned with
        if (binding_) ++counts[state.class_of(index)];
        else hold.placement.push_back({index, 0, 0, entry.held[i]});
    }
    for (const auto& [node_class, nodes] : counts) hold.counts.add({node_class, nodes});
    return hold;
}

/// A job that gave way goes on when those who have its cores have ended: only who ends by then may have them before.
void Planner::claim_return(const ClusterState& state, const JobEntry& entry, Instant now) {
    const auto& job = entry.job;
    if (!job.gives_way || !job.suspended_since || job.completing) return;
    auto from = now;
    Hold hold;
    for (std::size_t i = 0; i < entry.nodes.size(); ++i) {
        const auto& node = state.node(entry.nodes[i]);
        for (const auto other : node.jobs) {
            const auto& there = state.find(other)->job;
            if (!there.suspended_since) from = std::max(from, expected_end(there, now, state.config().scheduling.kill_wait));
        }
        const auto cores = static_cast<std::uint32_t>(job.shares[i].cores.size());
        if (node.usable()) hold.placement.push_back({entry.nodes[i], 0, 0, {cores, {}, {}}});
    }
    const auto left = end_of(from, job.time_limit) - (*job.suspended_since - job.started.value_or(now) - job.suspended_for);
    const bool others_have_them = from > now;  // else it goes on at once, or somebody more important is about to start
    if (others_have_them && from < kEternity && from < left) queue_->claim(hold, from, std::min(left, kEternity));
}

void Planner::take_in_running(const ClusterState& state, const JobEntry& entry, Instant now) {
    Known known;
    known.hold = hold_of(state, entry);
    known.until = std::min(expected_end(entry.job, now, state.config().scheduling.kill_wait), kEternity);
    queue_->occupy(known.hold, now, known.until);
    if (binding_) {
        known.nodes = entry.nodes;
        binding_->occupy(known.nodes, known.until);
    }
    ends_.insert({known.until, entry.job.id});
    if (entry.job.completing) ending_.insert(entry.job.id);
    known_.emplace(entry.job.id, std::move(known));
}

/// A limit on switches holds until the job has waited long enough: from then on it wants only nodes.
void Planner::bind_switches(Known& known, const Job& job, Instant now) {
    const auto limited = [](const Request& request) { return request.max_switches.has_value(); };
    if (!known.request || !(limited(*known.request) || std::ranges::any_of(known.request->elsewhere, limited))) return;
    auto own = *known.request;
    const auto bind = [&](Request& request) {
        if (!request.max_switches) return;
        request.switches_until = end_of(job.eligible.value_or(job.submitted), request.switches_wait);
        if (request.switches_until <= now) request.max_switches.reset();
        else known.lapses = std::min(known.lapses.value_or(request.switches_until), request.switches_until);
    };
    bind(own);
    for (auto& other : own.elsewhere) bind(other);
    known.request = std::make_shared<const Request>(std::move(own));
}

/// Says whether the job could keep the promise that its record names, if that is wanted.
bool Planner::take_in_waiting(const ClusterState& state, const JobEntry& entry, const QueueKey& key, Instant now, bool promised) {
    const auto& job = entry.job;
    auto reason = ineligible_reason(entry, state, now);
    Known known;
    if (reason == Reason::none) {
        const auto& prospect = prospect_of(state, entry.request);
        known.asked = entry.request;
        known.request = prospect.startable;
        if (prospect.hopeless) reason = Reason::nodes_unavailable;
        bind_switches(known, job, now);
    }
    if (reason != Reason::none) {
        news_[job.id] = reason;
        return false;
    }
    known.queued = true;
    known.key = key;
    known.startable = state.tasks_startable(job);
    known.left = state.tasks_left(job);
    bool kept = false;
    if (promised) {
        kept = queue_->enqueue_promised(known.key, *known.request, known.request->limit, *job.planned_start,
                                        planned_choice(job, *known.request, state), planned_place(job, state), now, known.startable);
    } else {
        queue_->enqueue(known.key, *known.request, known.request->limit, known.startable);
    }
    lines_[known.asked->partition].insert(known.key);
    const auto reserved = reserved_reason(state, *known.request, now);
    news_[job.id] = reserved == Reason::none ? Reason::priority : reserved;
    known_.emplace(job.id, std::move(known));
    return kept;
}

const Planner::Prospect& Planner::prospect_of(const ClusterState& state, const std::shared_ptr<const Request>& request) {
    const auto [found, added] = prospects_.try_emplace(request);
    if (!added) return found->second;
    const auto suffice = [&](const Request& r) { return usable_nodes_suffice(state, r); };
    const auto startable_now = startable(request, state);
    const bool none = !suffice(*startable_now) && std::ranges::none_of(startable_now->elsewhere, suffice);
    return found->second = {startable_now, none};
}

void Planner::forget(JobId id, Instant now) {
    const auto found = known_.find(id);
    if (found == known_.end()) return;
    auto& known = found->second;
    if (known.queued) {
        queue_->dequeue(known.key, known.request->limit);
        lines_[known.asked->partition].erase(known.key);
    } else {
        queue_->release(known.hold, now, known.until);
        if (binding_) binding_->release(known.nodes);
        ends_.erase({known.until, id});
    }
    known_.erase(found);
}

/// Whether what was taken in of a job still holds.
bool Planner::is_current(const ClusterState& state, const JobEntry& entry, Instant now) const {
    const auto found = known_.find(entry.job.id);
    if (found == known_.end()) return false;
    const auto& known = found->second;
    if (!known.queued) {
        const auto until = std::min(expected_end(entry.job, now, state.config().scheduling.kill_wait), kEternity);
        return state.holders().contains(entry.job.id) && known.until == until;
    }
    if (known.lapses && *known.lapses <= now) return false;
    return entry.job.state == JobState::pending && state.key_of(entry.job.id) == known.key && entry.request == known.asked &&
           state.tasks_startable(entry.job) == known.startable && state.tasks_left(entry.job) == known.left &&
           ineligible_reason(entry, state, now) == Reason::none;
}

void Planner::take_in(const ClusterState& state, const Changes& changes, Instant now) {
    const bool by_name = std::ranges::any_of(changes.jobs, [&](JobId id) {
        const auto* entry = state.find(id);
        return binding_ && entry != nullptr && entry->request && !entry->request->by_class();
    });
    const bool returns = !changes.jobs.empty() && !state.suspended().empty();
    if (!queue_ || changes.everything || by_name || returns) return rebuild(state, now);
    if (binding_) binding_->release(std::exchange(lent_, {}));
    for (const auto id : changes.jobs) {
        const auto* entry = state.find(id);
        if (entry != nullptr && is_current(state, *entry, now)) continue;
        forget(id, now);
        if (entry != nullptr) take_in(state, *entry, now);
    }
    look_at_ending(state, now);
}

/// Jobs that should have ended by now and have not, and those that take ever longer to end.
void Planner::look_at_ending(const ClusterState& state, Instant now) {
    while (!ends_.empty() && ends_.begin()->first <= now) ending_.insert(ends_.begin()->second), ends_.erase(ends_.begin());
    const auto ending = std::exchange(ending_, {});
    for (const auto id : ending) {
        const auto* entry = state.find(id);
        if (entry == nullptr || !state.holders().contains(id)) continue;
        if (is_current(state, *entry, now)) {
            ending_.insert(id);
            continue;
        }
        forget(id, now);
        take_in_running(state, *entry, now);
    }
}

// ---- the look at the queue

Plan Planner::plan(ClusterState& state, Instant now) {
    take_in(state, state.take_changes(), now);
    Plan plan;
    for (const auto& start : queue_->pass(now)) {
        const auto& request = known_.at(start.key.id).request->choice(start.choice);
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
    auto& known = known_.at(id);
    PlannedStart planned{id, known.request->choice(start.choice).partition, now, std::move(placement), start.limit};
    if (planned.placement.empty()) planned.placement = start.hold.placement;
    if (known.left > 1) {  // the task will have a record of its own
        queue_->hand_over(start.hold, now, start.until);
        for (const auto& placed : planned.placement) lent_.push_back(placed.node);
        --known.left;
        if (--known.startable > 0) return planned;
        lines_[known.asked->partition].erase(known.key);
        known_.erase(id);
        return planned;
    }
    lines_[known.asked->partition].erase(known.key);
    news_.erase(id);
    known.queued = false;
    known.hold = start.hold;
    known.until = start.until;
    if (binding_) {
        for (const auto& placed : planned.placement) known.nodes.push_back(placed.node);
    }
    known.request.reset();
    known.asked.reset();
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
    const auto found = known_.find(id);
    if (found == known_.end() || !found->second.queued) return std::nullopt;
    const auto& known = found->second;
    const auto& waiting = queue_->find(known.key, known.request->limit);
    if (!waiting.has_promise() || waiting.promised >= kEternity) return std::nullopt;
    return PlannedStart{id, known.request->choice(waiting.choice).partition, waiting.promised, waiting.hold.placement, waiting.granted};
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
            const auto known = known_.find(old->second.id);
            if (known != known_.end() && known->second.queued) {
                const auto reserved = reserved_reason(state, *known->second.request, now);
                plan.reasons[old->second.id] = reserved == Reason::none ? Reason::priority : reserved;
            }
            heads_.erase(old);
        }
        if (line.empty()) continue;
        heads_.insert_or_assign(partition, *line.begin());
        const auto& request = *known_.at(line.begin()->id).request;
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
