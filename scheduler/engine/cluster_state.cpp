// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/cluster_state.hpp"

#include <algorithm>
#include <cassert>

#include "scheduler/model/array.hpp"

namespace sluice::engine {
namespace {

Amount total_of(const NodeSpec& spec, GresKinds& kinds) {
    Amount total{spec.cores(), spec.memory, {}};
    for (const auto& gres : spec.gres) {
        const auto kind = kinds.index_of(gres.name, gres.type);
        if (total.gres.size() <= kind) total.gres.resize(kind + 1);
        total.gres[kind] += gres.count;
    }
    return total;
}

/// Marks those of `wanted` that exist and are free, and returns how many they are.
std::uint32_t mark_free(std::vector<bool>& used, std::span<const std::uint32_t> wanted) {
    std::uint32_t count = 0;
    for (const auto index : wanted) {
        if (index >= used.size() || used[index]) continue;
        used[index] = true;
        ++count;
    }
    return count;
}

void unmark(std::vector<bool>& used, std::span<const std::uint32_t> held) {
    for (const auto index : held) {
        if (index < used.size()) used[index] = false;
    }
}

std::size_t hash_of(const std::string& submit_key) { return std::hash<std::string>{}(submit_key); }

/// Only of a list that must be met as a whole: one met term of an `?` list settles it for good.
bool is_singleton(std::string_view dependency) {
    const auto parsed = parse_dependency(dependency);
    return parsed && !parsed->any && parsed->has(DependencyKind::singleton);
}

}  // namespace

ClusterState::ClusterState(ClusterConfig config)
    : config_{std::move(config)},
      topology_{config_.topology, config_.nodes},
      accounts_{config_.accounting},
      fair_share_{config_.priority},
      preemption_levels_{preemption_levels(accounts_.book().qos)} {
    for (const auto& spec : config_.nodes) add_node(spec);
    for (const auto& spec : config_.partitions) add_partition(spec);
    windows_.resize(nodes_.size());
    sort_into_classes();
}

void ClusterState::add_node(const NodeSpec& spec) {
    NodeState node;
    node.spec = spec;
    node.record.name = spec.name;
    node.total = total_of(spec, gres_kinds_);
    node.free = node.total;
    node.core_used.assign(node.total.cores, false);
    for (const auto count : node.total.gres) node.device_used.emplace_back(count, false);
    node_index_.emplace(spec.name, NodeIndex{static_cast<std::uint32_t>(nodes_.size())});
    nodes_.push_back(std::move(node));
}

void ClusterState::add_partition(const PartitionSpec& spec) {
    Partition partition{spec, {}, 0};
    for (const auto& name : spec.nodes) {
        if (const auto index = find_node(name)) partition.nodes.push_back(*index);
    }
    std::ranges::sort(partition.nodes);
    partition.nodes.erase(std::unique(partition.nodes.begin(), partition.nodes.end()), partition.nodes.end());
    for (const auto index : partition.nodes) partition.cpus += node(index).spec.cpus();
    if (spec.is_default) default_partition_ = partitions_.size();
    const auto& lists = {spec.allow_accounts, spec.deny_accounts, spec.allow_qos, spec.deny_qos};
    partitions_choose_jobs_ |= std::ranges::any_of(lists, [](const auto& list) { return !list.empty(); });
    partitions_.push_back(std::move(partition));
}

bool ClusterState::all_whole() const {
    return std::ranges::all_of(partitions_, [](const Partition& partition) { return partition.spec.exclusive; });
}

void ClusterState::sort_into_classes() {
    classes_.clear();
    class_of_.clear();
    std::vector<std::vector<std::size_t>> memberships(nodes_.size());
    for (std::size_t p = 0; p < partitions_.size(); ++p) {
        for (const auto index : partitions_[p].nodes) memberships[index.value()].push_back(p);
    }
    const auto alike = [&](NodeIndex a, NodeIndex b) {
        const auto &x = nodes_[a.value()], &y = nodes_[b.value()];
        return x.total == y.total && x.spec.threads_per_core == y.spec.threads_per_core && x.spec.sockets == y.spec.sockets && x.spec.tmp_disk == y.spec.tmp_disk &&
               x.spec.features == y.spec.features && x.spec.weight == y.spec.weight &&
               memberships[a.value()] == memberships[b.value()] && windows_[a.value()] == windows_[b.value()];
    };
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
        const auto found = std::ranges::find_if(classes_, [&](const auto& c) { return alike(c.front(), NodeIndex{i}); });
        class_of_.push_back(static_cast<std::uint32_t>(found - classes_.begin()));
        if (found == classes_.end()) classes_.push_back({NodeIndex{i}});
        else found->push_back(NodeIndex{i});
    }
}

std::optional<std::size_t> ClusterState::find_partition(std::string_view name) const {
    const auto found = std::ranges::find_if(partitions_, [&](const auto& p) { return p.spec.name == name; });
    if (found == partitions_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - partitions_.begin());
}

std::optional<NodeIndex> ClusterState::find_node(std::string_view name) const {
    const auto found = node_index_.find(std::string{name});
    if (found == node_index_.end()) return std::nullopt;
    return found->second;
}

const Step* ClusterState::find(StepId id) const {
    const auto* entry = find(id.job);
    if (entry == nullptr) return nullptr;
    const auto found = entry->steps.find(id.step);
    return found == entry->steps.end() ? nullptr : &found->second;
}

JobEntry& ClusterState::add(Job job) {
    reserve_ids_below(JobId{job.id.value() + 1});
    if (!job.spec.submit_key.empty()) by_submit_key_.insert({hash_of(job.spec.submit_key), job.id});
    auto& entry = jobs_.add(std::move(job));
    entry.singleton = is_singleton(entry.job.spec.dependency);
    if (auto unmet = parse_dependency(entry.job.unmet_dependency)) set_dependency(entry, std::move(*unmet));
    return entry;
}

void ClusterState::set_dependency(JobEntry& entry, Dependency dependency) {
    dependents_.remove(entry.job.id, entry.dependency);
    entry.dependency = std::move(dependency);
    dependents_.add(entry.job.id, entry.dependency);
    entry.job.unmet_dependency = to_string(entry.dependency);
}

void ClusterState::rename(JobEntry& entry, std::string name) {
    names_.forget(entry.job);
    entry.job.spec.name = std::move(name);
}

void ClusterState::reserve_ids_below(JobId next) { next_job_id_ = std::max(next_job_id_, next); }

std::optional<JobId> ClusterState::job_of_key(const std::string& submit_key) const {
    const auto hash = hash_of(submit_key);
    for (auto known = by_submit_key_.lower_bound({hash, JobId{}}); known != by_submit_key_.end() && known->first == hash; ++known) {
        if (peek(known->second)->job.spec.submit_key == submit_key) return known->second;
    }
    return std::nullopt;
}

void ClusterState::forget(JobId id) {
    assert(find(id) != nullptr && !holders_.contains(id) && !key_of(id));
    const auto& entry = *find(id);
    by_submit_key_.erase({hash_of(entry.job.spec.submit_key), id});
    limits_.forget(id);
    arrays_.forget(entry.job);
    names_.forget(entry.job);
    dependents_.remove(id, entry.dependency);
    jobs_.erase(id);
}

std::uint32_t ClusterState::tier_of(const JobEntry& entry) const {
    constexpr std::uint32_t kTiersOfPartitions = 1u << 16;  // the configuration allows less
    const auto tier = entry.request ? partitions_[entry.request->partition].spec.priority_tier : 0;
    if (config_.scheduling.preemption != Preemption::qos) return tier;
    const auto& qos = entry.job.spec.qos;
    const auto level = preemption_levels_.find(qos.empty() ? kNormalQos : std::string_view{qos});
    return (level == preemption_levels_.end() ? 0 : level->second) * kTiersOfPartitions + tier;
}

Result<std::shared_ptr<const Request>> ClusterState::request_for(const JobSpec& spec) {
    auto key = resource_key(spec);
    if (partitions_choose_jobs_) key += spec.account + '\x1f' + spec.qos;
    if (const auto found = requests_.find(key); found != requests_.end()) {
        if (auto known = found->second.lock()) return known;
    }
    auto request = resolve(spec, *this);
    if (!request) return tl::unexpected{request.error()};
    request->candidates = node_lists_.shared(std::move(request->candidates));
    for (auto& other : request->elsewhere) other.candidates = node_lists_.shared(std::move(other.candidates));
    auto shared = std::make_shared<const Request>(std::move(*request));
    if (requests_.size() >= prune_requests_at_) {
        erase_if(requests_, [](const auto& entry) { return entry.second.expired(); });
        node_lists_.forget_unused();
        prune_requests_at_ = std::max<std::size_t>(1024, 2 * requests_.size());
    }
    requests_.insert_or_assign(key, shared);
    return shared;
}

bool ClusterState::is_throttled(const Job& job) const {
    if (!job.array_job || job.spec.array.most_running == 0) return false;
    const auto* group = find_array(*job.array_job);
    return group != nullptr && group->active() >= job.spec.array.most_running;
}

std::uint32_t ClusterState::tasks_left(const Job& job) const {
    return job.array_left.empty() ? 1 : static_cast<std::uint32_t>(count_tasks(job.array_left));
}

std::uint32_t ClusterState::tasks_startable(const Job& job) const {
    const auto tasks = tasks_left(job);
    const auto most = job.spec.array.most_running;
    if (tasks == 1 || !job.array_job) return tasks;
    const auto left = std::min(tasks, limits_.room_of(job.id));
    if (most == 0) return left;
    const auto* group = find_array(*job.array_job);
    const auto active = group == nullptr ? 0 : group->active();
    return std::min(left, most - std::min(most, active));
}

void ClusterState::requeue_key(const JobEntry& entry) {
    const auto& job = entry.job;
    names_.note(job, entry.singleton && !entry.dependency.has(DependencyKind::singleton));
    const bool counts_changed = arrays_.note(job);
    note_limits(entry);
    place(entry);
    if (limits_.reason_of(job.id) != Reason::none) limit_news_.push_back(job.id);
    place_those_limited();
    if (!counts_changed) return;
    for (const auto id : find_array(*job.array_job)->waiting()) {
        if (const auto& part = *find(id); part.job.spec.array.most_running > 0) place(part);
    }
}

void ClusterState::place(const JobEntry& entry) {
    const auto& job = entry.job;
    note_change(job.id);
    jobs_.note_use(job.id);
    if (const auto old = key_of(job.id)) queue_.erase(*old);
    jobs_.set_key(job.id, {});
    blocked_.erase(job.id);
    if (job.state != JobState::pending || job.completing) return;
    if (!entry.dependency.empty() || is_throttled(job) || limits_.reason_of(job.id) != Reason::none) {
        blocked_.insert(job.id);
        return;
    }
    const QueueKey key{tier_of(entry), job.priority, job.submitted, job.id};
    queue_.insert(key);
    jobs_.set_key(job.id, key);
}

void ClusterState::refresh_request(JobEntry& entry) {
    auto request = request_for(entry.job.spec);
    entry.misfit = request ? Reason::none : reason_of(request.error().code);
    entry.request.reset();
    note_change(entry.job.id);
    if (request) entry.request = std::move(*request);
    if (entry.request && entry.job.state == JobState::pending) {
        entry.job.partition = partitions_[entry.request->partition].spec.name;
        entry.job.time_limit = entry.request->limit;
    }
    requeue_key(entry);
}

std::optional<std::size_t> ClusterState::find_kind(const GresDevices& devices) const {
    const auto same = [&](const auto& kind) { return kind.name == devices.name && kind.type == devices.type; };
    const auto found = std::ranges::find_if(gres_kinds_.all(), same);
    if (found == gres_kinds_.all().end()) return std::nullopt;
    return static_cast<std::size_t>(found - gres_kinds_.all().begin());
}

Amount ClusterState::claim(NodeState& state, const NodeShare& share, bool cores) const {
    Amount amount{cores ? mark_free(state.core_used, share.cores) : 0, std::min(share.memory, state.free.memory), {}};
    for (const auto& held : share.gres) {
        const auto kind = find_kind(held);
        if (!kind || *kind >= state.device_used.size()) continue;
        if (amount.gres.size() <= *kind) amount.gres.resize(*kind + 1);
        amount.gres[*kind] += mark_free(state.device_used[*kind], held.indices);
    }
    return amount;
}

void ClusterState::give_up(NodeState& state, const NodeShare& share, bool cores) const {
    if (cores) unmark(state.core_used, share.cores);
    for (const auto& held : share.gres) {
        const auto kind = find_kind(held);
        if (kind && *kind < state.device_used.size()) unmark(state.device_used[*kind], held.indices);
    }
}

void ClusterState::allocate(JobEntry& entry) {
    note_change(entry.job.id);
    entry.nodes.clear();
    entry.held.clear();
    for (const auto& share : entry.job.shares) {
        const auto index = find_node(share.node);
        if (!index) continue;  // the node has left the configuration since
        auto& state = node(*index);
        auto amount = claim(state, share, !entry.job.suspended_since);
        state.free.subtract(amount);
        state.jobs.insert(entry.job.id);
        entry.nodes.push_back(*index);
        entry.held.push_back(std::move(amount));
    }
    holders_.insert(entry.job.id);
    if (entry.job.suspended_since) suspended_.insert(entry.job.id);
}

void ClusterState::release(JobEntry& entry) {
    note_change(entry.job.id);
    for (std::size_t i = 0; i < entry.nodes.size(); ++i) {
        auto& state = node(entry.nodes[i]);
        state.free.add(entry.held[i]);
        state.jobs.erase(entry.job.id);
    }
    for (const auto& share : entry.job.shares) {
        if (const auto index = find_node(share.node)) give_up(node(*index), share, !entry.job.suspended_since);
    }
    entry.nodes.clear();
    entry.held.clear();
    holders_.erase(entry.job.id);
    suspended_.erase(entry.job.id);
}

bool ClusterState::may_resume(const JobEntry& entry) const {
    return std::ranges::all_of(entry.job.shares, [&](const NodeShare& share) {
        const auto index = find_node(share.node);
        if (!index || !node(*index).usable()) return false;
        const auto& used = node(*index).core_used;
        return std::ranges::all_of(share.cores, [&](std::uint32_t core) { return core < used.size() && !used[core]; });
    });
}

}  // namespace sluice::engine
