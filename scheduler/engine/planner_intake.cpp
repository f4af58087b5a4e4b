// SPDX-License-Identifier: Apache-2.0
//
// The planner takes in what has changed in the state: which jobs wait, which run and until when, and what nodes
// there are to plan with.

#include <algorithm>

#include "scheduler/engine/planner.hpp"
#include "scheduler/engine/planning/class_pool.hpp"
#include "scheduler/engine/planning/licensed_pool.hpp"
#include "scheduler/engine/planning/named_pool.hpp"

namespace sluice::engine {
namespace {

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
        const auto request = state.jobs().request_of(key.id);
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

void Planner::rebuild(const ClusterState& state, Instant now) {
    queued_.clear();
    running_.clear();
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
        const bool promised = rules_.keep_plans && state.jobs().is_promised(key.id) && promises < rules_.promises;
        if (take_in_waiting(state, *state.peek(key.id), key, now, promised)) ++promises;
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
    Running known;
    known.hold = hold_of(state, entry);
    known.until = std::min(expected_end(entry.job, now, state.config().scheduling.kill_wait), kEternity);
    queue_->occupy(known.hold, now, known.until);
    if (binding_) {
        known.nodes = entry.nodes;
        binding_->occupy(known.nodes, known.until);
    }
    ends_.insert({known.until, entry.job.id});
    if (entry.job.completing) ending_.insert(entry.job.id);
    running_.emplace(entry.job.id, std::move(known));
}

/// A limit on switches holds until the job has waited long enough: from then on it wants only nodes.
std::shared_ptr<const Planner::Prospect> Planner::bind_switches(const std::shared_ptr<const Prospect>& wanted, const Job& job, Instant now) {
    const auto limited = [](const Request& request) { return request.max_switches.has_value(); };
    if (!wanted->request || !(limited(*wanted->request) || std::ranges::any_of(wanted->request->elsewhere, limited))) return wanted;
    auto bound = *wanted;
    auto own = *wanted->request;
    const auto bind = [&](Request& request) {
        if (!request.max_switches) return;
        request.switches_until = end_of(job.eligible.value_or(job.submitted), request.switches_wait);
        if (request.switches_until <= now) request.max_switches.reset();
        else bound.lapses = std::min(bound.lapses, request.switches_until);
    };
    bind(own);
    for (auto& other : own.elsewhere) bind(other);
    bound.request = std::make_shared<const Request>(std::move(own));
    return std::make_shared<const Prospect>(std::move(bound));
}

/// Says whether the job could keep the promise that its record names, if that is wanted.
bool Planner::take_in_waiting(const ClusterState& state, const JobEntry& entry, const QueueKey& key, Instant now, bool promised) {
    const auto& job = entry.job;
    auto reason = ineligible_reason(entry, state, now);
    std::shared_ptr<const Prospect> wanted;
    if (reason == Reason::none) {
        wanted = bind_switches(prospect_of(state, entry.request), job, now);
        if (wanted->hopeless) reason = Reason::nodes_unavailable;
    }
    if (reason != Reason::none) {
        news_[job.id] = reason;
        return false;
    }
    const auto& request = *wanted->request;
    const auto startable = state.tasks_startable(job);
    bool kept = false;
    if (promised) {
        kept = queue_->enqueue_promised(key, request, request.limit, *job.planned_start, planned_choice(job, request, state),
                                        planned_place(job, state), now, startable);
    } else {
        queue_->enqueue(key, request, request.limit, startable);
    }
    lines_[wanted->asked->partition].insert(key);
    const auto reserved = reserved_reason(state, request, now);
    news_[job.id] = reserved == Reason::none ? Reason::priority : reserved;
    queued_.insert({job.id, {key, std::move(wanted), startable, state.tasks_left(job)}});
    return kept;
}

const std::shared_ptr<const Planner::Prospect>& Planner::prospect_of(const ClusterState& state, const std::shared_ptr<const Request>& request) {
    const auto [found, added] = prospects_.try_emplace(request.get());
    if (!added) return found->second;
    const auto suffice = [&](const Request& r) { return usable_nodes_suffice(state, r); };
    auto startable_now = startable(request, state);
    const bool none = !suffice(*startable_now) && std::ranges::none_of(startable_now->elsewhere, suffice);
    return found->second = std::make_shared<const Prospect>(Prospect{request, std::move(startable_now), kNever, none});
}

void Planner::forget(JobId id, Instant now) {
    if (const auto found = queued_.find(id); found != queued_.end()) {
        const auto& known = found->second;
        queue_->dequeue(known.key, known.request().limit);
        leave_line(known);
        queued_.erase(found);
    }
    if (const auto found = running_.find(id); found != running_.end()) {
        const auto& known = found->second;
        queue_->release(known.hold, now, known.until);
        if (binding_) binding_->release(known.nodes);
        ends_.erase({known.until, id});
        running_.erase(found);
    }
}

/// Whether what was taken in of a job still holds.
bool Planner::is_current(const ClusterState& state, const JobEntry& entry, Instant now) const {
    if (const auto running = running_.find(entry.job.id); running != running_.end()) {
        const auto until = std::min(expected_end(entry.job, now, state.config().scheduling.kill_wait), kEternity);
        return state.holders().contains(entry.job.id) && running->second.until == until;
    }
    const auto queued = queued_.find(entry.job.id);
    if (queued == queued_.end()) return false;
    const auto& known = queued->second;
    if (known.wanted->lapses <= now) return false;
    return entry.job.state == JobState::pending && state.key_of(entry.job.id) == known.key && entry.request == known.wanted->asked &&
           state.tasks_startable(entry.job) == known.startable && state.tasks_left(entry.job) == known.left &&
           ineligible_reason(entry, state, now) == Reason::none;
}

void Planner::take_in(const ClusterState& state, const Changes& changes, Instant now) {
    const bool by_name = std::ranges::any_of(changes.jobs, [&](JobId id) {
        const auto request = binding_ ? state.jobs().request_of(id) : nullptr;
        return request && !request->by_class();
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

}  // namespace sluice::engine
