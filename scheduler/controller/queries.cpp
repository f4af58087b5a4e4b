// SPDX-License-Identifier: Apache-2.0
//
// Questions: answered from the state in memory, or from the store for what is over. A reply leaves after the
// commit of everything it shows.

#include <algorithm>
#include <map>
#include <span>
#include <pwd.h>

#include "scheduler/controller/controller.hpp"
#include "scheduler/controller/views.hpp"
#include "scheduler/engine/explain.hpp"
#include "scheduler/engine/forecast.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::controller {
namespace {

using M = wire::Message;
template <class T>
using Repeated = google::protobuf::RepeatedPtrField<T>;

std::int64_t seconds(Instant when) { return when.time_since_epoch().count(); }

template <class List, class Value>
bool passes(const List& wanted, const Value& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

bool state_wanted(const wire::JobQuery& query, const Job& job) {
    if (query.all_states()) return true;
    if (query.states().empty()) return !query.ids().empty() || !query.parts().empty() || !is_final(job.state) || job.completing;
    if (query.completing() && job.completing) return true;
    return !job.completing && passes(query.states(), static_cast<std::uint32_t>(job.state));
}

bool on_nodes(const Repeated<std::string>& wanted, const Job& job) {
    return wanted.empty() ||
           std::ranges::any_of(job.shares, [&](const NodeShare& share) { return passes(wanted, share.node); });
}

bool matches(const wire::JobQuery& query, std::span<const JobTarget> named, const Job& job) {
    const bool user = query.users().empty() || passes(query.users(), job.spec.user_name) ||
                      passes(query.users(), std::to_string(job.spec.user.value()));
    return user && (named.empty() || is_meant(named, job)) && passes(query.partitions(), job.partition) &&
           passes(query.names(), job.spec.name) && passes(query.accounts(), job.spec.account) &&
           passes(query.qos(), job.spec.qos) && on_nodes(query.nodes(), job) && state_wanted(query, job);
}

void show_plan(Job& job, const std::map<JobId, engine::PlannedStart>& plan, const engine::ClusterState& state) {
    const auto found = plan.find(job.id);
    if (found == plan.end()) return;
    job.planned_start = found->second.start;
    job.planned_nodes.clear();
    for (const auto& placed : found->second.placement) job.planned_nodes.push_back(state.node(placed.node).spec.name);
}

/// Names or numbers of users as numbers; unknown names match nobody.
std::vector<UserId> user_numbers(const Repeated<std::string>& names) {
    std::vector<UserId> users;
    for (const auto& name : names) {
        const bool numeric = !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; });
        const auto* entry = numeric ? nullptr : ::getpwnam(name.c_str());
        if (numeric) users.emplace_back(static_cast<std::uint32_t>(std::stoul(name)));
        else users.emplace_back(entry == nullptr ? UINT32_MAX : entry->pw_uid);
    }
    return users;
}

store::HistoryFilter filter_of(const wire::HistoryQuery& query) {
    store::HistoryFilter filter;
    for (const auto& target : wire::named_jobs(query)) filter.ids.push_back(target.job);
    if (!query.all_users()) filter.users = user_numbers(query.users());
    filter.accounts.assign(query.accounts().begin(), query.accounts().end());
    filter.partitions.assign(query.partitions().begin(), query.partitions().end());
    filter.names.assign(query.names().begin(), query.names().end());
    for (const auto state : query.states()) filter.states.push_back(static_cast<JobState>(state));
    if (query.has_since()) filter.since = Instant{Duration{query.since()}};
    if (query.has_until()) filter.until = Instant{Duration{query.until()}};
    return filter;
}

JobTarget asked_for(const wire::WhyQuery& query) {
    JobTarget target{JobId{query.job()}, {}, {}};
    if (query.has_array_task()) target.tasks = {{query.array_task(), query.array_task(), 1}};
    return target;
}

/// The record of the job, or the one that stands for the task of the array; null if there is none.
const engine::JobEntry* record_of(const wire::WhyQuery& query, const engine::ClusterState& state) {
    if (!query.has_array_task()) return state.find(JobId{query.job()});
    for (const auto& [id, entry] : state.jobs()) {
        if (is_meant(asked_for(query), entry.job)) return state.find(id);
    }
    return nullptr;
}

/// The records that may be meant, without a look at all others.
std::set<JobId> records_of(const std::vector<JobTarget>& named, const engine::ClusterState& state) {
    std::set<JobId> ids;
    for (const auto& target : named) {
        ids.insert(target.job);
        const auto* array = state.find_array(target.job);
        if (array == nullptr) continue;
        ids.insert(array->records().begin(), array->records().end());
        for (const auto& [task, id] : array->tasks()) ids.insert(id);
    }
    return ids;
}

/// With its key one can speak to the tasks of a step; a list is for everybody.
void hide_keys(wire::JobReply& jobs) {
    for (auto& step : *jobs.mutable_steps()) step.mutable_spec()->mutable_client()->clear_key();
}

}  // namespace

void Controller::on_job_query(const Inquiry& inquiry) {
    const auto& query = inquiry.message.job_query();
    const auto now = cycle_.now();
    const auto plan = query.with_plan() ? engine::forecast_all(cycle_.state(), cycle_.engine().planner(), now)
                                        : std::map<JobId, engine::PlannedStart>{};
    M message;
    auto& jobs = *message.mutable_jobs();
    jobs.set_now(seconds(now));
    const auto named = wire::named_jobs(query);
    const auto answer = [&](const engine::JobEntry& entry) {
        if (!matches(query, named, entry.job)) return;
        auto job = entry.job;
        narrow(job, named);
        show_plan(job, plan, cycle_.state());
        wire::encode(job, jobs.add_jobs());
        if (!query.with_steps()) return;
        for (const auto& [number, step] : entry.steps) wire::encode(step, jobs.add_steps());
    };
    if (named.empty()) {
        for (const auto& [id, entry] : cycle_.state().jobs()) answer(entry);
    } else {
        for (const auto id : records_of(named, cycle_.state())) {
            if (const auto seen = cycle_.state().peek(id)) answer(*seen);
        }
    }
    hide_keys(jobs);
    reply(inquiry, std::move(message));
}

void Controller::on_node_query(const Inquiry& inquiry) {
    const auto& query = inquiry.message.node_query();
    const auto promised = promised_nodes(cycle_.state());
    M message;
    auto& nodes = *message.mutable_nodes();
    nodes.set_now(seconds(cycle_.now()));
    for (const auto& name : query.names()) {
        if (!cycle_.state().find_node(name)) return refuse(inquiry, {Errc::invalid_node_name, name});
    }
    for (const auto& node : cycle_.state().nodes()) {
        const auto view = view_of(node, cycle_.state(), promised, cycle_.now());
        const bool in_partition = query.partitions().empty() || std::ranges::any_of(view.partitions, [&](const auto& p) {
            return passes(query.partitions(), p);
        });
        if (in_partition && passes(query.names(), view.spec.name)) wire::encode(view, nodes.add_nodes());
    }
    for (const auto& partition : cycle_.state().partitions()) {
        if (passes(query.partitions(), partition.spec.name)) wire::encode(partition.spec, nodes.add_partitions());
    }
    reply(inquiry, std::move(message));
}

void Controller::on_partition_query(const Inquiry& inquiry) {
    const auto& query = inquiry.message.partition_query();
    const auto promised = promised_nodes(cycle_.state());
    M message;
    auto& partitions = *message.mutable_partitions();
    for (const auto& name : query.names()) {
        if (!cycle_.state().find_partition(name)) return refuse(inquiry, {Errc::invalid_partition, name});
    }
    for (const auto& partition : cycle_.state().partitions()) {
        if (passes(query.names(), partition.spec.name)) wire::encode(partition.spec, partitions.add_partitions());
    }
    for (const auto& node : cycle_.state().nodes()) {
        wire::encode(view_of(node, cycle_.state(), promised, cycle_.now()), partitions.add_nodes());
    }
    reply(inquiry, std::move(message));
}

void Controller::on_config_query(const Inquiry& inquiry) {
    M message;
    auto& config = *message.mutable_config();
    config.set_now(seconds(cycle_.now()));
    config.set_yaml(yaml_);
    for (auto& [key, value] : config_entries(config_, started_, cycle_.state().next_job_id())) {
        auto& entry = *config.add_entries();
        entry.set_key(std::move(key));
        entry.set_value(std::move(value));
    }
    reply(inquiry, std::move(message));
}

/// Reads the store once everything applied so far is in it.
void Controller::on_history_query(const Inquiry& inquiry) {
    cycle_.then([this, inquiry] {
        const auto& query = inquiry.message.history_query();
        auto history = reader_.history(filter_of(query), query.with_steps());
        if (!history) return refuse(inquiry, history.error());
        M message;
        message.set_id(inquiry.message.id());
        auto& jobs = *message.mutable_jobs();
        jobs.set_now(seconds(cycle_.now()));
        const auto named = wire::named_jobs(query);
        for (const auto& row : history->jobs) {
            auto job = wire::job_from_bytes(row.record);
            const bool wanted = job && passes(query.qos(), job->spec.qos) && on_nodes(query.nodes(), *job) && (named.empty() || is_meant(named, *job));
            if (wanted) jobs.add_jobs()->ParseFromString(row.record);
        }
        for (const auto& row : history->steps) jobs.add_steps()->ParseFromString(row.record);
        hide_keys(jobs);
        inquiry.connection->send(message);
    });
}

void Controller::on_why(const Inquiry& inquiry) {
    const auto& query = inquiry.message.why();
    const auto* entry = record_of(query, cycle_.state());
    if (entry == nullptr) return refuse(inquiry, {Errc::invalid_job_id, {}});
    const auto id = entry->job.id;
    const auto now = cycle_.now();
    const auto explanation = engine::explain(cycle_.state(), cycle_.engine().planner(), id, now);
    M message;
    auto& why = *message.mutable_explanation();
    why.set_now(seconds(now));
    auto job = entry->job;
    if (query.has_array_task()) narrow(job, std::vector<JobTarget>{asked_for(query)});
    wire::encode(job, why.mutable_job());
    for (const auto& found : explanation.blockers) {
        auto& blocker = *why.add_blockers();
        blocker.set_what(found.what);
        for (const auto holder : found.jobs) blocker.add_jobs(holder.value());
        for (const auto end : found.ends) blocker.add_ends(end ? seconds(*end) : 0);
        if (found.until) blocker.set_until(seconds(*found.until));
    }
    if (explanation.planned_start) why.set_planned_start(seconds(*explanation.planned_start));
    for (const auto& node : explanation.planned_nodes) why.add_planned_nodes(node);
    for (const auto& found : explanation.suggestions) {
        auto& suggestion = *why.add_suggestions();
        suggestion.set_option(found.option);
        suggestion.set_without(found.without);
        suggestion.set_update(found.update);
        suggestion.set_start(seconds(found.start));
    }
    reply(inquiry, std::move(message));
}

}  // namespace sluice::controller
