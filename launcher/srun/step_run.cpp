// SPDX-License-Identifier: Apache-2.0
//
// From the request to the last output. What the shepherds say meanwhile is handled in step_messages.cpp.
#include "launcher/srun/step_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>
#include <cstdlib>

#include "launcher/srun/address.hpp"
#include "launcher/srun/side_program.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::srun {

using namespace std::chrono_literals;
using wire::Clock;

namespace {

constexpr auto kGatherPatience = 300s;
constexpr auto kLastOutputPatience = 2s;
constexpr std::size_t kRequestKeyBytes = 16;

std::string reason_of(const Error& error) {
    const auto words = std::string{slurm_text(error.code)};
    return error.detail.empty() ? words : fmt::format("{} ({})", words, error.detail);
}

}  // namespace

StepRun::StepRun(asio::any_io_executor executor, ControllerLine& controller, const ClusterConfig& config,
                 const Order& order)
    : bell_{std::move(executor)},
      config_{config},
      order_{order},
      plan_{plan_files(order.request)},
      output_{plan_, {order.request.label, order.request.unbuffered || order.request.pty, order.request.step.files.append}},
      interrupts_{::isatty(STDIN_FILENO) == 1 && !order.request.disable_status, order.request.quit_on_interrupt},
      ticket_{controller, bell_, order} {}

asio::awaitable<int> StepRun::run(JobId job) {
    const auto& command = order_.request.step.arguments;
    run_side_program(order_.request.prolog, command);
    if (const auto begun = co_await begin(job); !begun) {
        say_error(begun.error().detail);
        co_return EXIT_FAILURE;
    }
    co_await finished();
    output_.finish();
    if (terminal_) terminal_->restore();
    run_side_program(order_.request.epilog, command);
    report_ends();
    co_await dismiss_viewers();
    if (!ends_with_job()) co_await ticket_.settled();
    co_await end_with_script();
    if (ticket_.state() == JobState::cancelled || ticket_.state() == JobState::timeout) {
        say(fmt::format("srun: Force Terminated StepId={}", to_string(step_.id())));
    }
    co_return status_.value();
}

/// Obtains the step, and is ready for its shepherds before it is asked for: they may be quicker than the reply.
asio::awaitable<Result<void>> StepRun::begin(JobId job) {
    const auto address = listen_address(config_, order_.first_node);
    auto stage = Stage::open(bell_.executor(), address.bind, address.reached_as, stage_handlers());
    if (!stage) co_return tl::unexpected{stage.error()};
    stage_ = std::move(*stage);

    auto step = co_await ticket_.obtain(job, spec_for_controller());
    if (!step) {
        const auto reason = reason_of(step.error());
        co_return fail(step.error().code, fmt::format("Unable to create step for job {}: {}", job.value(), reason));
    }
    step_ = std::move(*step);
    tasks_ = task_map(step_);
    if (order_.verbose()) tell_launch();
    if (auto opened = open_files(); !opened) {
        ticket_.cancel();
        co_return opened;
    }
    if (order_.request.pty) terminal_.emplace();
    stage_->expect(static_cast<std::uint32_t>(step_.shares.size()));
    co_return Result<void>{};
}

StepSpec StepRun::spec_for_controller() const {
    auto spec = order_.request.step;
    spec.files = plan_.remote;
    spec.client = stage_->endpoint();
    spec.request_key = wire::random_bytes(kRequestKeyBytes);
    if (order_.request.pty) spec.terminal = terminal_size();
    return spec;
}

void StepRun::on_resize() {
    if (!order_.request.pty || !stage_ || !stage_->begun()) return;
    const auto size = terminal_size();
    wire::Message message;
    message.mutable_terminal_size()->set_rows(size.rows);
    message.mutable_terminal_size()->set_columns(size.columns);
    stage_->tell_all(message);
}

namespace {

/// A number that the surrounding job has in its environment.
std::optional<std::uint32_t> number_in(const std::vector<std::string>& environment, std::string_view name) {
    for (const auto& variable : environment) {
        const std::string_view text{variable};
        if (text.starts_with(name) && text.substr(name.size()).starts_with('=')) return parse_number<std::uint32_t>(text.substr(name.size() + 1));
    }
    return std::nullopt;
}

}  // namespace

Result<void> StepRun::open_files() {
    submit::PatternValues values;
    values.job = step_.job;
    if (const auto array = number_in(order_.environment, "SLURM_ARRAY_JOB_ID")) values.array_job = JobId{*array};
    values.array_task = number_in(order_.environment, "SLURM_ARRAY_TASK_ID");
    values.step = step_.number;
    values.job_name = step_.spec.name;
    values.user = order_.request.job.user_name;
    if (auto opened = output_.open(values, tasks_); !opened) return opened;
    input_ = std::make_unique<Input>(bell_.executor(), *stage_, plan_.in);
    const auto& pattern = plan_.in.pattern;
    return input_->open(pattern.empty() ? "" : submit::expand_pattern(pattern, values), step_);
}

/// Returns when all shepherds are done. One that the controller knows to have ended may never say so.
asio::awaitable<void> StepRun::finished() {
    const auto gather_by = Clock::now() + kGatherPatience;
    auto last_output = Clock::time_point::max();
    while (!stage_->over() && Clock::now() < last_output) {
        co_await bell_.heard_by(stage_->begun() ? last_output : std::min(gather_by, last_output));
        if (ticket_.has_ended() && last_output == Clock::time_point::max()) {
            last_output = Clock::now() + kLastOutputPatience;
        }
        if (!stage_->begun() && Clock::now() >= gather_by) {
            for (const auto position : stage_->missing()) on_failed(position, "no answer");
        }
    }
    if (ticket_.has_ended() && exits_ < tasks_.size()) status_.add({1, 0});
}

/// Of a job of srun's own in which all went well the controller is told once, when the job is given back.
bool StepRun::ends_with_job() const {
    return !order_.request.inside_job && !ending_ && exits_ == tasks_.size() && status_.value() == 0;
}

/// Where a job is ended with its script, everything that the script runs gets SIGTERM, the script first. Would srun end
/// before that, because its tasks did, the script could come to its own end: how it ended would be a matter of luck.
asio::awaitable<void> StepRun::end_with_script() {
    const bool is_in_script = std::getenv("SLURMD_NODENAME") != nullptr;
    if (!is_in_script || !ticket_.script_was_ended()) co_return;
    co_await bell_.until([this] { return told_to_end_; }, Clock::now() + config_.scheduling.kill_wait);
}

void StepRun::on_signal(int signal) {
    if (signal == SIGTERM) {
        told_to_end_ = true;
        bell_.ring();
    }
    if (!stage_ || !stage_->begun()) {
        ticket_.cancel();
        return end(0s);
    }
    switch (interrupts_.on(signal, Clock::now())) {
        case Reaction::warn: return tell_what_runs();
        case Reaction::forward: return signal_tasks(signal);
        case Reaction::end: break;
    }
    if (signal == SIGINT) signal_tasks(signal);
    end(ending_ ? 0s : config_.scheduling.kill_wait);
}

void StepRun::tell_what_runs() const {
    say("srun: interrupt (one more within 1 sec to abort)");
    say(fmt::format("srun: StepId={} {} of {} tasks: running", to_string(step_.id()), tasks_.size() - exits_,
                    tasks_.size()));
}

void StepRun::tell_launch() const {
    std::vector<std::string> nodes = step_.nodes();
    say(fmt::format("srun: jobid {}: nodes({}):`{}'", step_.job.value(), nodes.size(), fold_hosts(nodes)));
    for (const auto& share : step_.shares) {
        say(fmt::format("srun: launching StepId={} on host {}, {} tasks: {}", to_string(step_.id()), share.node,
                        share.tasks.size(), fold_tasks(share.tasks)));
    }
}

}  // namespace sluice::srun
