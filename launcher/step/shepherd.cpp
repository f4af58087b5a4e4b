// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/shepherd.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>
#include <cstdio>

#include "launcher/step/processes.hpp"

namespace sluice::step {
namespace {

using namespace std::chrono_literals;

constexpr auto kKillPatience = 120s;
constexpr auto kOwnKillWait = 30s;  // when the shepherd itself is told to end

}  // namespace

void describe_failure(const Error& error, wire::StepEnded& result) {
    result.set_detail(error.detail);
    switch (error.code) {
        case Errc::io_error: return result.set_user_failure(true);
        case Errc::connection_lost: return result.mutable_exit_code()->set_signal(SIGTERM);
        default: return result.set_launch_failed(true);
    }
}

Shepherd::Shepherd(asio::io_context& io, StepSpool spool, StepOrder order, TaskUser user)
    : spool_{std::move(spool)},
      order_{std::move(order)},
      user_{std::move(user)},
      signals_{io, SIGCHLD, SIGTERM},
      containment_{Containment::of(order_)},
      tasks_{io.get_executor(), [this](const Task& task) { body_->task_ended(task); },
             [this](pid_t pid) { containment_.note_killed(pid); }},
      ending_{tasks_, containment_},
      launcher_{order_, user_, tasks_, containment_.entrances()},
      daemon_{order_.key, order_.context.daemon_socket, [this](const wire::SignalOrder& signal) { obey(signal); }} {
    const Workshop workshop{io.get_executor(), order_, user_, tasks_, ending_, launcher_};
    body_ = order_.is_batch() ? make_batch_body(workshop, spool_.script_path()) : make_srun_body(workshop);
}

asio::awaitable<void> Shepherd::run() {
    const auto executor = signals_.get_executor();
    asio::co_spawn(executor, watch_signals(), asio::detached);
    asio::co_spawn(executor, daemon_.run(), asio::detached);
    asio::co_spawn(executor, ending_.run(), asio::detached);
    asio::co_spawn(executor, containment_.watch_memory(), asio::detached);

    const auto started = co_await body_->start();
    if (!started) {
        fmt::print(stderr, "not started: {}\n", started.error().detail);
        body_->start_failed(started.error());
        tasks_.seal();
        co_await ending_.kill_all(wire::Clock::now() + kKillPatience);
    }
    co_await tasks_.all_ended();
    const bool clean = co_await ending_.kill_all(wire::Clock::now() + kKillPatience);
    tell_of_memory();
    co_await body_->deliver();

    const auto outcome = result(started, clean);
    if (auto written = spool_.write_result(outcome); !written) {
        fmt::print(stderr, "result not kept: {}\n", written.error().detail);
    }
    co_await daemon_.report(outcome);
    spool_.sync_result();  // for a report that is not acknowledged before the machine fails; nobody waits for that
    co_await body_->leave();
}

asio::awaitable<void> Shepherd::watch_signals() {
    for (;;) {
        boost::system::error_code ec;
        const int signal = co_await signals_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
        if (signal == SIGCHLD) tasks_.reap();
        if (signal == SIGTERM) ending_.begin(kOwnKillWait);
    }
}

void Shepherd::obey(const wire::SignalOrder& order) {
    const auto signal = static_cast<int>(order.signal());
    if (!order.message().empty() && order_.position == 0) body_->notice("slurmstepd: error: " + order.message());
    if (order.end()) return ending_.begin(std::chrono::seconds{order.kill_wait()});
    if (order.whole_step()) {
        containment_.signal(signal);
    } else {
        tasks_.signal(signal);
    }
}

/// In Slurm's words, and then in ours.
void Shepherd::tell_of_memory() {
    const auto kills = containment_.oom_kills();
    if (kills == 0) return;
    body_->notice(fmt::format("slurmstepd: error: Detected {} oom-kill event(s) in StepId={}. Some of your processes may "
                              "have been killed by the cgroup out-of-memory handler.",
                              kills, to_string(order_.key.id)));
    body_->notice(fmt::format("slurmstepd: error: {}: {}", order_.context.node, containment_.oom_words()));
}

wire::StepEnded Shepherd::result(const Result<void>& started, bool clean) const {
    wire::StepEnded ended;
    *ended.mutable_ref() = ref_of(order_.key);
    ended.set_node(order_.context.node);
    ended.set_ended(std::chrono::duration_cast<std::chrono::seconds>(
                        std::chrono::system_clock::now().time_since_epoch()).count());
    wire::encode(body_->exit_code(), ended.mutable_exit_code());
    wire::encode(tasks_.usage(), ended.mutable_usage());
    if (!started) describe_failure(started.error(), ended);
    if (containment_.oom_kills() > 0) {
        ended.set_out_of_memory(true);
        ended.set_detail(containment_.oom_words());
    }
    if (!clean) ended.set_detail("some processes could not be killed");
    return ended;
}

}  // namespace sluice::step
