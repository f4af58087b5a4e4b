// SPDX-License-Identifier: Apache-2.0
//
// Usage is charged and priorities are computed anew, both at whole multiples of the interval in the settings,
// so that between two of them the order of the queue changes only by what happens to jobs.

#include <algorithm>

#include "scheduler/engine/accounting/compliance.hpp"
#include "scheduler/engine/accounting/job_tres.hpp"
#include "scheduler/engine/accounting/priority.hpp"
#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

AccountRecord usage_record(const AssociationKey& key) { return {AccountRecordKind::usage, key}; }

/// The last multiple of the interval that is not after `now`.
Instant interval_start(Instant now, Duration interval) {
    const auto seconds = now.time_since_epoch();
    return now - seconds % interval;
}

}  // namespace

/// What the running job has used since it was last charged, up to `until`.
void Transition::charge(const JobEntry& entry, Instant until) {
    const auto& job = entry.job;
    const auto& charged = state_.fair_share().charged_until();
    const auto* association = state_.association_of(job);
    if (association == nullptr || !job.started || !charged) return;
    const auto seconds = until - std::max({*job.started, *charged, job.resumed.value_or(*job.started)});
    if (seconds <= Duration{0}) return;
    const auto partition = state_.find_partition(job.partition);
    static const std::vector<TresWeight> kNone;
    const auto& weights = partition ? state_.partitions()[*partition].spec.tres_billing_weights : kNone;
    const auto* qos = state_.accounts().find_qos(job.spec.qos);
    const auto rate = billing_of(tres_held(job, state_), weights) * (qos == nullptr ? 1 : qos->usage_factor);
    // Dated to the last interval, as everything that is charged between two of them.
    state_.fair_share().charge(association->key(), rate * static_cast<double>(seconds.count()), *charged);
    outcome_.accounts.insert(usage_record(association->key()));
}

void Transition::close_interval() {
    const auto& settings = state_.config().priority;
    if (engine_.next_interval_ && now_ < *engine_.next_interval_) return;
    auto& shares = state_.fair_share();
    const auto start =
        std::max(interval_start(now_, settings.interval), shares.charged_until().value_or(Instant::min()));
    for (const auto id : state_.holders()) {
        const auto& entry = *state_.find(id);
        if (entry.job.state == JobState::running) charge(entry, start);
    }
    shares.close(state_.accounts(), start);
    outcome_.accounts.insert(usage_record({}));
    engine_.next_interval_ = interval_start(now_, settings.interval) + settings.interval;
    if (settings.is_multifactor()) compute_priorities();
}

/// Of all jobs that wait, are not held, and were given no priority of their own.
void Transition::compute_priorities() {
    const PriorityScale scale{state_};
    bool changed = false;
    for_each_waiting([&](JobEntry& entry) {
        auto& job = entry.job;
        if (job.priority == 0 || job.spec.priority) return;
        const auto factors = priority_factors(entry, state_, scale, now_);
        const auto priority = weighted_priority(factors, state_.config().priority, job.spec.nice);
        if (priority == job.priority) return;
        job.priority = priority;
        state_.requeue_key(entry);
        changed = true;
    });
    if (changed) state_.note_change_of_nodes();  // planned anew as a whole, promises kept where the order allows
}

/// The job's priority as it is now. A job that is held keeps 0.
void Transition::compute_priority(JobEntry& entry) {
    const auto& spec = entry.job.spec;
    entry.job.priority = spec.priority ? *spec.priority : usual_priority(entry, state_, now_);
}

/// Whether the job may be submitted, or changed to this: account, QOS, and what limits say of it.
Result<void> Transition::check_compliance(const JobSpec& spec, const Request& request,
                                          std::uint32_t tasks) const {
    const auto& settings = state_.config().accounting;
    const auto& partition = state_.partitions()[request.partition].spec.name;
    auto valid = check_accounting(spec, partition, state_.accounts(), settings);
    if (!valid || !settings.enforces_limits()) return valid;
    const auto* qos = state_.accounts().find_qos(spec.qos);
    const Demand demand{least_tres(request, state_), request.limit};
    const auto rules = state_.limit_rules_of(spec, partition);
    const auto breach = state_.limits().refusal(rules, demand, tasks, qos != nullptr && qos->deny_on_limit);
    if (!breach) return {};
    return fail(Errc::limits_exceeded, describe(*breach));
}

/// A job that asks for no time limit gets no more than its QOS or association lets it have.
void Transition::cap_time_limit(JobSpec& spec, const Request& request) const {
    if (spec.time_limit || spec.unlimited_time || !state_.config().accounting.enforces_limits()) return;
    const auto& partition = state_.partitions()[request.partition].spec.name;
    for (const auto& rule : state_.limit_rules_of(spec, partition)) {
        if (rule.what != LimitRule::What::wall) continue;
        if (!request.limit || request.limit->count() > rule.limit) spec.time_limit = Duration{rule.limit};
    }
}

void Transition::on(const ChangeAccounts& event) {
    if (!event.by.administrator) return refuse(Errc::permission_denied);
    if (event.version != 0 && event.version != state_.accounts().version()) {
        return refuse(Errc::invalid_state, "the accounts have changed meanwhile");
    }
    if (auto busy = check_unused(event.change); !busy) return refuse(busy.error());
    auto records = state_.change_accounts(event.change);
    if (!records) return refuse(records.error());
    for (const auto& record : *records) {
        if (record.kind == AccountRecordKind::usage) state_.fair_share().forget(record.key);
    }
    outcome_.accounts.merge(*records);
    if (const auto charged = state_.fair_share().charged_until())
        state_.fair_share().close(state_.accounts(), *charged);
    if (state_.config().priority.is_multifactor()) compute_priorities();
    answer(JobId{});
}

/// What living jobs use stays.
Result<void> Transition::check_unused(const AccountChange& change) const {
    const auto has = [](const auto& list, const auto& value) {
        return std::ranges::find(list, value) != list.end();
    };
    for (const auto& [id, entry] : state_.jobs()) {
        const auto& job = entry.job;
        if (is_final(job.state) && !job.completing) continue;
        const auto* association = state_.association_of(job);
        const bool used = (association != nullptr && has(change.drop_associations, association->id)) ||
                          has(change.drop_qos, job.spec.qos);
        if (used)
            return fail(Errc::invalid_argument, "job " + std::to_string(id.value()) + " is active with it");
    }
    return {};
}

/// Tells those that limits have begun or ceased to hold back.
void Transition::tell_limited() {
    for (const auto id : state_.take_limit_news()) {
        auto* entry = state_.find(id);
        if (entry == nullptr || entry->job.state != JobState::pending || !state_.blocked().contains(id))
            continue;
        drop_promise(*entry);
        set_reason(*entry, blocked_reason(*entry, state_));
    }
}

}  // namespace sluice::engine
