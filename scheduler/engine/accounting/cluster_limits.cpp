// SPDX-License-Identifier: Apache-2.0
//
// The part of the cluster's state that keeps jobs within the limits of their associations and QOS. Limits of
// a job's QOS count even if nobody else enforces anything; without `limits` among what is enforced nothing
// here is done.

#include <fmt/format.h>

#include "scheduler/engine/accounting/job_tres.hpp"
#include "scheduler/engine/cluster_state.hpp"

namespace sluice::engine {
namespace {

LimitRules only(Reason reason, std::string why) {
    LimitRule rule;
    rule.what = LimitRule::What::never;
    rule.reason = reason;
    rule.name = to_string(reason);
    rule.owner = std::move(why);
    return {std::move(rule)};
}

}  // namespace

const Association* ClusterState::association_of(const Job& job) const {
    return accounts_.association_of(job.spec.user_name, job.spec.account, job.partition);
}

LimitRules ClusterState::limit_rules_of(const JobSpec& spec, const std::string& partition) const {
    const auto* association = accounts_.association_of(spec.user_name, spec.account, partition);
    const auto* qos = accounts_.find_qos(spec.qos);
    if (association == nullptr) {
        return only(Reason::invalid_account,
                    fmt::format("user {} has no association with account {}", spec.user_name, spec.account));
    }
    if (qos == nullptr) return only(Reason::invalid_qos, fmt::format("there is no QOS '{}'", spec.qos));
    const auto index = find_partition(partition);
    const auto* of_partition = index ? accounts_.find_qos(partitions_[*index].spec.qos) : nullptr;
    return limit_rules(accounts_, association, of_partition, qos, spec.user_name, spec.account);
}

std::string ClusterState::limit_group(const Job& job, const std::string& partition) const {
    return fmt::format("{}\x1f{}\x1f{}\x1f{}", job.spec.user_name, job.spec.account, job.spec.qos, partition);
}

void ClusterState::note_limits(const JobEntry& entry) {
    if (!config_.accounting.enforces_limits()) return;
    const auto& job = entry.job;
    LimitBook::Standing standing;
    standing.holds = job.state == JobState::running || job.state == JobState::suspended || job.completing;
    standing.waiting = job.state == JobState::pending && !job.completing ? tasks_left(job) : 0;
    if (!standing.holds && standing.waiting == 0) return limits_.forget(job.id);
    standing.group = limit_group(job, job.partition);
    if (standing.holds) standing.demand.tres = tres_held(job, *this);
    else if (entry.request) standing.demand = {least_tres(*entry.request, *this), job.time_limit};
    limits_.note(job.id, standing, [&] { return limit_rules_of(job.spec, job.partition); });
}

/// Into the queue or out of it, as the limits say now.
void ClusterState::place_those_limited() {
    for (const auto id : limits_.take_changed()) {
        const auto* other = find(id);
        if (other == nullptr || other->job.state != JobState::pending) continue;
        place(*other);
        limit_news_.push_back(id);
    }
}

void ClusterState::recount(const JobEntry& record) {
    note_limits(record);
    place_those_limited();
}

bool ClusterState::may_start(const JobEntry& entry, std::size_t partition, const TresList& tres) {
    if (!config_.accounting.enforces_limits()) return true;
    const auto& name = partitions_[partition].spec.name;
    const auto rules = [&] { return limit_rules_of(entry.job.spec, name); };
    return limits_.may_hold(entry.job.id, limit_group(entry.job, name), rules, tres);
}

Result<AccountRecords> ClusterState::change_accounts(const AccountChange& change) {
    auto records = accounts_.apply(change);
    if (!records) return records;
    preemption_levels_ = preemption_levels(accounts_.book().qos);
    limits_.clear();
    for (const auto& [id, entry] : jobs_) note_limits(entry);
    (void)limits_.take_changed();
    for (const auto& [id, entry] : jobs_) {
        if (entry.job.state != JobState::pending) continue;
        place(entry);
        limit_news_.push_back(id);
    }
    return records;
}

void ClusterState::restore_accounts(const AccountBook& stored) {
    accounts_.restore(stored);
    preemption_levels_ = preemption_levels(accounts_.book().qos);
}

}  // namespace sluice::engine
