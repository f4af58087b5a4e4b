// SPDX-License-Identifier: Apache-2.0
//
// Accounts, users, associations and QOS: shown and changed; and what makes the priorities of waiting jobs.

#include "scheduler/controller/controller.hpp"
#include "scheduler/engine/accounting/job_tres.hpp"
#include "scheduler/engine/accounting/priority.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::controller {
namespace {

using M = wire::Message;

void show(const engine::AssociationStanding& standing, std::uint32_t id, wire::AssociationShare* to) {
    to->set_association(id);
    to->set_norm_shares(standing.norm_shares);
    to->set_raw_usage(standing.raw_usage);
    to->set_norm_usage(standing.norm_usage);
    to->set_effective_usage(standing.effective_usage);
    to->set_level_fair_share(standing.level_fair_share);
    to->set_fair_share(standing.fair_share);
}

/// What running jobs may still use: resources times the seconds that are left of their limits.
std::map<AssociationKey, TresList> running_seconds(const engine::ClusterState& state, Instant now) {
    std::map<AssociationKey, TresList> sums;
    for (const auto id : state.holders()) {
        const auto& job = state.find(id)->job;
        const auto* association = state.association_of(job);
        if (association == nullptr || job.state != JobState::running || !job.time_limit || !job.started)
            continue;
        const auto left = std::max<std::int64_t>((*job.started + *job.time_limit - now).count(), 0);
        const auto tres = engine::tres_held(job, state);
        for (const auto* each : state.accounts().path_of(*association)) {
            for (const auto& [name, count] : tres) add_tres(sums[each->key()], name, count * left);
        }
    }
    return sums;
}

void show(const engine::PriorityFactors& factors, wire::PriorityFactors* to) {
    to->set_age(factors.age);
    to->set_association(factors.association);
    to->set_fair_share(factors.fair_share);
    to->set_job_size(factors.job_size);
    to->set_partition(factors.partition);
    to->set_qos(factors.qos);
}

engine::PriorityFactors weights_of(const PrioritySpec& settings) {
    return {double(settings.weight_age),        double(settings.weight_association),
            double(settings.weight_fair_share), double(settings.weight_job_size),
            double(settings.weight_partition),  double(settings.weight_qos)};
}

}  // namespace

void Controller::on_accounts_query(const Inquiry& inquiry) {
    const auto& state = cycle_.state();
    const auto now = cycle_.now();
    M message;
    auto& reply_body = *message.mutable_accounts();
    wire::encode(state.accounts().book(), reply_body.mutable_book());
    reply_body.set_version(state.accounts().version());
    reply_body.set_now(now.time_since_epoch().count());
    const auto& standings = state.fair_share().standings();
    const auto running = running_seconds(state, now);
    for (const auto& [key, association] : state.accounts().associations()) {
        const auto found = standings.find(key);
        auto& share = *reply_body.add_shares();
        show(found == standings.end() ? engine::AssociationStanding{} : found->second, association.id,
             &share);
        const auto left = running.find(key);
        if (left == running.end()) continue;
        for (const auto& each : left->second) wire::encode(each, share.add_running_seconds());
    }
    reply(inquiry, std::move(message));
}

void Controller::on_update_accounts(const Inquiry& inquiry) {
    const auto& request = inquiry.message.update_accounts();
    reply(inquiry, cycle_.apply(engine::ChangeAccounts{wire::decode(request.change()), request.version(),
                                                       inquiry.actor()}));
}

void Controller::on_priority_query(const Inquiry& inquiry) {
    const auto& state = cycle_.state();
    const engine::PriorityScale scale{state};
    const auto now = cycle_.now();
    M message;
    auto& reply_body = *message.mutable_priorities();
    show(weights_of(state.config().priority), reply_body.mutable_weights());
    for (const auto& [id, entry] : state.jobs()) {
        const auto& job = entry.job;
        if (job.state != JobState::pending || job.completing || job.priority == 0) continue;
        auto& row = *reply_body.add_jobs();
        row.set_job(id.value());
        row.set_user(job.spec.user_name);
        row.set_user_id(job.spec.user.value());
        row.set_account(job.spec.account);
        row.set_partition(job.partition);
        row.set_qos(job.spec.qos);
        row.set_priority(job.priority);
        row.set_nice(job.spec.nice);
        if (job.array_job) row.set_array_job(job.array_job->value());
        if (job.array_task) row.set_array_task(*job.array_task);
        show(engine::priority_factors(entry, state, scale, now), row.mutable_factors());
    }
    reply(inquiry, std::move(message));
}

}  // namespace sluice::controller
