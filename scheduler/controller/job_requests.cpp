// SPDX-License-Identifier: Apache-2.0
//
// What users ask about their jobs: submit, cancel, change, watch.

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <charconv>

#include "scheduler/controller/controller.hpp"
#include "scheduler/engine/accounting/compliance.hpp"
#include "scheduler/engine/forecast.hpp"
#include "scheduler/engine/reservation_wish.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::controller {
namespace {

using M = wire::Message;

/// How long an allocation waits for an srun that lost its connection, or that the last controller knew.
constexpr std::chrono::seconds kHolderPatience{15};

/// How long an allocation that was given back waits for the end of its steps.
constexpr std::chrono::seconds kStepPatience{1};

std::string user_name(UserId user) {
    const auto* entry = ::getpwuid(user.value());
    return entry == nullptr ? std::to_string(user.value()) : entry->pw_name;
}

std::string group_name(GroupId group) {
    const auto* entry = ::getgrgid(group.value());
    return entry == nullptr ? std::to_string(group.value()) : entry->gr_name;
}

/// The request's job with everything that only the controller may say.
JobSpec owned_spec(const Inquiry& inquiry) {
    auto spec = wire::decode(inquiry.message.submit().spec());
    spec.user = inquiry.from.user;
    spec.group = inquiry.from.group;
    spec.user_name = user_name(spec.user);
    spec.group_name = group_name(spec.group);
    return spec;
}

template <class List, class Value>
bool passes(const List& wanted, const Value& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

bool names_user(const google::protobuf::RepeatedPtrField<std::string>& users, const JobSpec& spec) {
    return passes(users, spec.user_name) || passes(users, std::to_string(spec.user.value()));
}

bool uses_node(const google::protobuf::RepeatedPtrField<std::string>& nodes, const Job& job) {
    if (nodes.empty()) return true;
    return std::ranges::any_of(job.shares, [&](const NodeShare& share) { return passes(nodes, share.node); });
}

bool matches(const wire::CancelRequest& request, const Job& job) {
    return names_user(request.users(), job.spec) && passes(request.names(), job.spec.name) &&
           passes(request.partitions(), job.partition) && passes(request.accounts(), job.spec.account) && passes(request.qos(), job.spec.qos) &&
           passes(request.states(), static_cast<std::uint32_t>(job.state)) && uses_node(request.nodes(), job);
}

bool has_filter(const wire::CancelRequest& request) {
    return request.users_size() + request.names_size() + request.partitions_size() + request.accounts_size() +
               request.states_size() + request.nodes_size() + request.qos_size() > 0;
}

/// This job alone: the part of an array by its tasks, because the array's number means all of it.
JobTarget as_target(const Job& job, const JobTarget& asked) {
    if (!job.array_job) return {job.id, {}, asked.step};
    auto tasks = job.array_left;
    if (job.array_task) tasks = {{*job.array_task, *job.array_task, 1}};
    if (!asked.tasks.empty()) tasks = common_tasks(tasks, asked.tasks);
    return {*job.array_job, std::move(tasks), asked.step};
}

/// The targets named, or every living job that the filters let pass.
std::vector<wire::CancelTarget> targets_of(const wire::CancelRequest& request, const engine::ClusterState& state) {
    std::vector<wire::CancelTarget> targets{request.targets().begin(), request.targets().end()};
    if (!targets.empty() && !has_filter(request)) return targets;
    std::vector<JobTarget> named;
    for (const auto& target : targets) named.push_back(wire::decode(target));
    if (named.empty()) named.push_back({});
    targets.clear();
    for (const auto& target : named) {
        const bool by_filter = target.job == JobId{};
        for (const auto& [id, entry] : state.jobs()) {
            if ((by_filter && is_final(entry.job.state)) || !matches(request, entry.job)) continue;
            if (by_filter || is_meant(target, entry.job)) wire::encode(as_target(entry.job, target), &targets.emplace_back());
        }
    }
    return targets;
}

engine::ChangeJob change_of(const wire::UpdateJobRequest& request, const engine::Actor& by) {
    engine::ChangeJob change;
    change.job = JobId{request.job()};
    change.by = by;
    if (request.has_name()) change.name = request.name();
    if (request.has_partition()) change.partition = request.partition();
    if (request.has_time_limit()) change.time_limit = Duration{request.time_limit()};
    change.unlimited_time = request.unlimited_time();
    if (request.has_nice()) change.nice = request.nice();
    if (request.has_priority()) change.priority = request.priority();
    if (request.has_comment()) change.comment = request.comment();
    if (request.has_account()) change.account = request.account();
    if (request.has_qos()) change.qos = request.qos();
    if (request.has_min_nodes()) change.min_nodes = request.min_nodes();
    if (request.has_max_nodes()) change.max_nodes = request.max_nodes();
    if (request.has_tasks()) change.tasks = request.tasks();
    if (request.has_memory_per_node()) change.memory_per_node = Mebibytes{request.memory_per_node()};
    if (request.has_memory_per_cpu()) change.memory_per_cpu = Mebibytes{request.memory_per_cpu()};
    if (request.has_constraint()) change.constraint = request.constraint();
    if (request.has_begin()) change.begin = Instant{Duration{request.begin()}};
    if (request.has_requeue()) change.requeue = request.requeue();
    if (request.has_dependency()) change.dependency = request.dependency();
    if (request.has_deadline()) change.deadline = Instant{Duration{request.deadline()}};
    if (request.has_array_throttle()) change.array_throttle = request.array_throttle();
    if (request.has_exclusive()) change.exclusive = request.exclusive();
    if (request.has_contiguous()) change.contiguous = request.contiguous();
    if (request.has_tasks_per_node()) change.tasks_per_node = request.tasks_per_node();
    if (request.has_gres()) change.gres = request.gres();
    if (request.has_node_list()) change.node_list = request.node_list();
    if (request.has_exclude()) change.exclude = request.exclude();
    if (request.has_reservation()) change.reservation = request.reservation();
    change.array_tasks = wire::decode_tasks(request.array_tasks());
    return change;
}

engine::Event event_of(const wire::UpdateJobRequest& request, const engine::Actor& by) {
    const JobId job{request.job()};
    const auto order = [&](engine::JobOrder what) {
        return engine::OrderJob{job, what, by, wire::decode_tasks(request.array_tasks())};
    };
    switch (request.action()) {
        case wire::JOB_ACTION_HOLD: return order(engine::JobOrder::hold);
        case wire::JOB_ACTION_RELEASE: return order(engine::JobOrder::release);
        case wire::JOB_ACTION_REQUEUE: return order(engine::JobOrder::requeue);
        case wire::JOB_ACTION_SUSPEND: return order(engine::JobOrder::suspend);
        case wire::JOB_ACTION_RESUME: return order(engine::JobOrder::resume);
        default: return change_of(request, by);
    }
}

}  // namespace

void Controller::on_submit(const Inquiry& inquiry) {
    const auto& request = inquiry.message.submit();
    auto spec = owned_spec(inquiry);
    if (request.test_only()) return on_test_only(inquiry, spec);
    if (spec.kind == JobKind::batch && request.script().empty()) return refuse(inquiry, {Errc::script_missing, {}});
    spec.batch.script_key = cycle_.keep(request.script());
    spec.environment_key = cycle_.keep(pack_environment(request.environment()));
    const auto job = cycle_.apply(engine::SubmitJob{std::move(spec)});
    if (!job) return refuse(inquiry, job.error());
    M message;
    message.mutable_submitted()->set_job(job->job.value());
    reply(inquiry, std::move(message));
}

/// Plans the job behind the whole queue, on a copy that is thrown away.
void Controller::on_test_only(const Inquiry& inquiry, const JobSpec& spec) {
    const auto& state = cycle_.state();
    if (const auto reserved = engine::check_reservation(spec, state); !reserved) return refuse(inquiry, reserved.error());
    auto request = engine::resolve(engine::with_accounting_defaults(spec, state.accounts(), {}), state);
    if (!request) return refuse(inquiry, request.error());
    const auto slot = engine::trial(state, std::make_shared<const engine::Request>(std::move(*request)), cycle_.now());
    if (!slot) return refuse(inquiry, {Errc::nodes_unavailable, "the nodes that could run it are down or have no end in sight"});
    M message;
    auto& reply_body = *message.mutable_submitted();
    reply_body.set_job(state.next_job_id().value());
    reply_body.set_start(slot->start.time_since_epoch().count());
    reply_body.set_partition(state.partitions()[slot->partition].spec.name);
    std::uint32_t cpus = 0;
    for (const auto& placed : slot->placement) {
        cpus += placed.cpus;
        reply_body.add_nodes(state.node(placed.node).spec.name);
    }
    reply_body.set_cpus(cpus);
    reply(inquiry, std::move(message));
}

void Controller::on_cancel(const Inquiry& inquiry) {
    const auto& request = inquiry.message.cancel();
    M message;
    auto& outcomes = *message.mutable_cancelled();
    for (const auto& target : targets_of(request, cycle_.state())) {
        engine::CancelJob cancel{JobId{target.job()}, {}, inquiry.actor(), request.signal(), request.batch_only(), request.full()};
        if (target.has_step()) cancel.step = StepNumber{target.step()};
        cancel.array_tasks = wire::decode_tasks(target.tasks());
        const auto done = cycle_.apply(cancel);
        auto& outcome = *outcomes.add_outcomes();
        *outcome.mutable_target() = target;
        if (done) continue;
        outcome.set_code(static_cast<std::uint32_t>(done.error().code));
        outcome.set_detail(done.error().detail);
    }
    reply(inquiry, std::move(message));
}

void Controller::on_update_job(const Inquiry& inquiry) {
    const auto& request = inquiry.message.update_job();
    if (request.action() == wire::JOB_ACTION_TOP) return on_top_job(inquiry);
    if (request.action() == wire::JOB_ACTION_REQUEUE_HOLD) return on_requeue_hold(inquiry);
    reply(inquiry, cycle_.apply(event_of(request, inquiry.actor())));
}

/// A job that runs is held first: it waits again only when its processes have ended. One that has ended cannot be
/// held before it waits.
void Controller::on_requeue_hold(const Inquiry& inquiry) {
    const auto& request = inquiry.message.update_job();
    const auto give = [&](engine::JobOrder order) {
        return cycle_.apply(engine::OrderJob{JobId{request.job()}, order, inquiry.actor(), wire::decode_tasks(request.array_tasks())});
    };
    const auto* entry = cycle_.state().find(JobId{request.job()});
    if (entry != nullptr && entry->job.state == JobState::pending) return reply(inquiry, give(engine::JobOrder::hold));
    const auto held = give(engine::JobOrder::hold);
    if (!held && held.error().code != Errc::job_already_done) return reply(inquiry, held);
    const auto requeued = give(engine::JobOrder::requeue);
    if (held && !requeued) (void)give(engine::JobOrder::release);
    reply(inquiry, held || !requeued ? requeued : give(engine::JobOrder::hold));
}

void Controller::on_watch_job(const Inquiry& inquiry) {
    const auto& request = inquiry.message.watch_job();
    const JobId id{request.job()};
    if (cycle_.state().find_array(id) != nullptr) return watch_array(inquiry, id);
    const auto* entry = cycle_.state().find(id);
    if (entry == nullptr) return refuse(inquiry, {Errc::invalid_job_id, {}});
    if (request.hold_allocation() && entry->job.spec.user != inquiry.from.user) {
        return refuse(inquiry, {Errc::permission_denied, {}});
    }
    if (request.hold_allocation() && !is_final(entry->job.state)) hold_allocation(id, inquiry.connection);
    reply(inquiry, job_news(entry->job));
    if (!has_ended(entry->job)) watchers_.watch_job(id, {inquiry.connection, inquiry.message.id()});
}

/// Once now, and once when it has ended: what became of each task is in the accounting.
void Controller::watch_array(const Inquiry& inquiry, JobId array) {
    const bool ended = cycle_.state().find_array(array)->has_ended();
    reply(inquiry, array_news(ended));
    if (!ended) watchers_.watch_array(array, {inquiry.connection, inquiry.message.id()});
}

/// srun knows of the end of its step before the nodes have told. If the job ended before its step is known to have
/// ended well, it would seem to have ended the step; and one commit is enough for both.
void Controller::on_finish_job(const Inquiry& inquiry) {
    const auto& request = inquiry.message.finish_job();
    const JobId id{request.job()};
    holder_clocks_.erase(id);
    auto& given = given_back_[id];
    given = {inquiry, std::make_unique<boost::asio::steady_timer>(io_, kStepPatience)};
    if (wire::decode(request.exit_code()).ok()) finish_if_quiet(id);
    else finish_job(id);
    if (!given_back_.contains(id)) return;
    given.clock->async_wait([this, id](const boost::system::error_code& ec) {
        if (!ec) finish_job(id);
    });
}

void Controller::finish_if_quiet(JobId job) {
    if (!given_back_.contains(job)) return;
    const auto* entry = cycle_.state().find(job);
    const bool quiet = entry == nullptr || std::ranges::all_of(entry->steps, [](const auto& s) { return has_ended(s.second); });
    if (quiet) finish_job(job);
}

void Controller::finish_job(JobId job) {
    const auto inquiry = std::move(given_back_.at(job).inquiry);
    given_back_.erase(job);
    const auto code = wire::decode(inquiry.message.finish_job().exit_code());
    reply(inquiry, cycle_.apply(engine::FinishAllocation{job, inquiry.actor(), code, false}));
}

void Controller::hold_allocation(JobId job, const wire::ConnectionPtr& connection) {
    holder_clocks_.erase(job);
    held_by_.emplace(connection, job);
}

/// Gives the holder of an allocation some time to come back, then ends the job.
void Controller::expect_holder(JobId job) {
    const auto* entry = cycle_.state().find(job);
    if (entry == nullptr || is_final(entry->job.state)) return;
    auto& clock = holder_clocks_[job];
    clock = std::make_unique<boost::asio::steady_timer>(io_, kHolderPatience);
    clock->async_wait([this, job](const boost::system::error_code& ec) {
        if (ec) return;
        holder_clocks_.erase(job);
        const auto* held = cycle_.state().find(job);
        if (held == nullptr) return;
        (void)cycle_.apply(engine::FinishAllocation{job, {held->job.spec.user, false}, {}, true});
    });
}

}  // namespace sluice::controller
