// SPDX-License-Identifier: Apache-2.0
//
// What node daemons report, what administrators order, and the orders that the engine's effects become.

#include <fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <ctime>

#include "scheduler/controller/controller.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::controller {
namespace {

using M = wire::Message;

/// How often a shutdown looks whether everything has ended, and how often at most before it insists.
constexpr std::chrono::milliseconds kTick{20};
constexpr int kPatienceTicks = 500;
constexpr int kLastTicks = 100;

engine::StepRun run_of(const wire::StepRef& ref) {
    return {JobId{ref.job()}, StepNumber{ref.step()}, Attempt{ref.attempt()}};
}

wire::StepRef ref_of(const engine::StepRun& run) { return wire::step_ref(run.id(), run.attempt); }

Instant instant_of(std::int64_t seconds) { return Instant{Duration{seconds}}; }

/// `*** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00 DUE TO TIME LIMIT ***`, as Slurm's users know it.
std::string announcement(const engine::EndStep& end, Instant now) {
    if (!end.announce) return {};
    const auto local = fmt::localtime(static_cast<std::time_t>(now.time_since_epoch().count()));
    const auto what = end.run.step == kBatchStep ? fmt::format("JOB {}", end.run.job.value())
                                                 : fmt::format("STEP {}", to_string(end.run.id()));
    return fmt::format("*** {} ON {} CANCELLED AT {:%Y-%m-%dT%H:%M:%S}{}{} ***", what, end.node, local,
                       end.cause.empty() ? "" : " ", end.cause);
}

}  // namespace

void Controller::on_register_node(const Inquiry& inquiry) {
    const auto& request = inquiry.message.register_node();
    engine::NodeUp up;
    up.node = request.name();
    up.hardware = wire::decode(request.hardware());
    up.version = request.version();
    up.boot_time = instant_of(request.boot_time());
    up.daemon_start = instant_of(request.daemon_start());
    for (const auto& ref : request.steps()) up.steps.push_back(run_of(ref));
    const auto done = cycle_.apply(up);
    if (!done) return refuse(inquiry, done.error());

    spdlog::info("node {} registered with {} steps", request.name(), request.steps_size());
    node_of_[inquiry.connection] = request.name();
    // Welcome goes first, then whatever this registration made necessary.
    cycle_.then([this, connection = inquiry.connection, name = request.name(), id = inquiry.message.id()] {
        M welcome;
        welcome.set_id(id);
        welcome.mutable_welcome()->set_heartbeat_seconds(nodes_.heartbeat().count());
        connection->send(welcome);
        nodes_.attach(name, connection);
    });
}

void Controller::on_step_started(const Inquiry& inquiry) {
    const auto& report = inquiry.message.step_started();
    if (!report.ok()) spdlog::warn("node {}: {}", report.node(), report.detail());
    (void)cycle_.apply(engine::StepStarted{run_of(report.ref()), report.node(), report.ok(), report.detail()});
}

/// Acknowledged once it is durable, whether it was news or a repetition.
void Controller::on_step_ended(const Inquiry& inquiry) {
    const auto& report = inquiry.message.step_ended();
    engine::StepEnded ended{run_of(report.ref()), report.node(), wire::decode(report.exit_code()),
                            report.launch_failed(), report.user_failure(), report.out_of_memory(), report.detail(),
                            wire::decode(report.usage())};
    (void)cycle_.apply(ended);
    finish_if_quiet(ended.run.job);
    M ack;
    *ack.mutable_step_ended_ack()->mutable_ref() = report.ref();
    reply(inquiry, std::move(ack));
}

void Controller::on_update_node(const Inquiry& inquiry) {
    const auto& request = inquiry.message.update_node();
    constexpr engine::NodeOrder kOrders[] = {engine::NodeOrder::drain, engine::NodeOrder::resume, engine::NodeOrder::down};
    const auto order = kOrders[static_cast<std::size_t>(request.action()) % std::size(kOrders)];
    for (const auto& name : request.nodes()) {
        if (!cycle_.state().find_node(name)) return refuse(inquiry, {Errc::invalid_node_name, "no node is called '" + name + "'"});
    }
    for (const auto& name : request.nodes()) {
        (void)cycle_.apply(engine::OrderNode{name, order, request.reason(), inquiry.actor()});
    }
    reply(inquiry, StepId{});
}

void Controller::on_update_partition(const Inquiry& inquiry) {
    const auto& request = inquiry.message.update_partition();
    engine::ChangePartition change;
    change.partition = request.name();
    if (request.has_state()) change.state = static_cast<PartitionState>(request.state());
    if (request.has_max_time()) change.max_time = Duration{request.max_time()};
    change.unlimited_max_time = request.unlimited_max_time();
    reply(inquiry, cycle_.apply(change));
}

/// Everything that runs is requeued or cancelled; when it has ended, the daemons stop, then the controller.
void Controller::on_shutdown(const Inquiry& inquiry) {
    spdlog::info("shutting down on request");
    if (shutdown_inquiry_) return;
    shutdown_inquiry_ = inquiry;
    (void)cycle_.apply(engine::Shutdown{});
    finish_shutdown();
}

void Controller::finish_shutdown() {
    const bool quiet = cycle_.state().holders().empty();
    if ((quiet || ++shutdown_ticks_ > kPatienceTicks) && nodes_.connected() > 0) {
        M order;
        order.mutable_node_shutdown();
        nodes_.send_all(order);
    }
    const bool done = quiet && nodes_.connected() == 0;
    if (done || shutdown_ticks_ > kPatienceTicks + kLastTicks) {
        reply(*shutdown_inquiry_, StepId{});
        cycle_.then([this] {
            shutdown_timer_.expires_after(kTick);  // lets the reply leave
            shutdown_timer_.async_wait([this](const boost::system::error_code&) { io_.stop(); });
        });
        return;
    }
    shutdown_timer_.expires_after(kTick);
    shutdown_timer_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec) finish_shutdown();
    });
}

void Controller::perform(const Committed& committed) {
    for (const auto& effect : committed.effects) {
        std::visit([this](const auto& e) { perform(e); }, effect);
    }
    watchers_.tell(committed, cycle_.state());
}

void Controller::perform(const engine::LaunchStep& launch) {
    const auto* entry = cycle_.state().find(launch.run.job);
    const auto* step = cycle_.state().find(launch.run.id());
    if (entry == nullptr || step == nullptr || step->attempt != launch.run.attempt) return;
    const bool is_batch = launch.run.step == kBatchStep;
    const auto environment =
        payloads_.read(is_batch ? entry->job.spec.environment_key : step->spec.environment_key);
    const auto script = is_batch ? payloads_.read(entry->job.spec.batch.script_key) : Result<std::string>{std::string{}};
    if (!environment || !script) {
        const auto& error = environment ? script.error() : environment.error();
        (void)cycle_.apply(engine::StepStarted{launch.run, launch.node, false, describe(error)});
        return;
    }
    M message;
    auto& order = *message.mutable_launch();
    *order.mutable_ref() = ref_of(launch.run);
    wire::encode(entry->job, order.mutable_job());
    wire::encode(*step, order.mutable_step());
    order.set_node_position(launch.position);
    order.set_script(*script);
    for (auto& variable : unpack_environment(*environment)) order.add_environment(std::move(variable));
    nodes_.send(launch.node, message);
}

void Controller::perform(const engine::EndStep& end) {
    M message;
    auto& order = *message.mutable_signal();
    *order.mutable_ref() = ref_of(end.run);
    order.set_end(true);
    order.set_kill_wait(config_.scheduling.kill_wait.count());
    order.set_message(announcement(end, cycle_.now()));
    nodes_.send(end.node, message);
}

void Controller::perform(const engine::SignalStep& signal) {
    M message;
    auto& order = *message.mutable_signal();
    *order.mutable_ref() = ref_of(signal.run);
    order.set_signal(signal.signal);
    order.set_whole_step(signal.whole_step);
    nodes_.send(signal.node, message);
}

/// Whoever can freeze a step does that; others send the signals.
void Controller::perform(const engine::SuspendStep& suspend) {
    M message;
    auto& order = *message.mutable_signal();
    *order.mutable_ref() = ref_of(suspend.run);
    order.set_signal(suspend.resume ? SIGCONT : SIGSTOP);
    order.set_whole_step(true);
    order.set_freeze(suspend.resume ? 2 : 1);
    nodes_.send(suspend.node, message);
}

}  // namespace sluice::controller
