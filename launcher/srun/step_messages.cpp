// SPDX-License-Identifier: Apache-2.0
//
// What the shepherds of a step say, and what srun says to them.
#include <fmt/format.h>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include "launcher/srun/step_run.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::srun {

using namespace std::chrono_literals;

namespace {

/// Tasks that end together are told of in one line.
constexpr auto kReportDelay = 100ms;
constexpr std::size_t kFileChunk = 256 * 1024;

}  // namespace

Stage::Handlers StepRun::stage_handlers() {
    return {[this] { return send_file(); }, [this] { input_->start(); },
            [this](std::uint32_t position, const wire::Message& message) { on_message(position, message); },
            [this](std::uint32_t position, const std::string& why) { on_failed(position, why); },
            [this](const wire::ConnectionPtr& viewer, bool may_write) { on_attach(viewer, may_write); },
            [this](std::uint32_t position) { on_lost(position); }};
}

/// --bcast: the nodes have it before they are told to begin.
asio::awaitable<void> StepRun::send_file() {
    const auto& path = order_.broadcast_source;
    if (path.empty()) co_return;
    std::ifstream file{path, std::ios::binary};
    struct stat status {};
    if (!file || ::stat(path.c_str(), &status) != 0) {
        say_error(fmt::format("Unable to open file {}: {}", path, std::strerror(errno)));
        status_.decide(EXIT_FAILURE);
        co_return end(0s);
    }
    std::string chunk(kFileChunk, '\0');
    while (file) {
        file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        wire::Message message;
        auto& part = *message.mutable_step_file();
        part.set_data(chunk.data(), static_cast<std::size_t>(file.gcount()));
        part.set_mode(status.st_mode & 07777);
        part.set_replace(true);
        part.set_end(file.eof());
        co_await stage_->tell_all_slowly(message);
    }
}

void StepRun::on_message(std::uint32_t position, const wire::Message& message) {
    switch (message.body_case()) {
        case wire::Message::kTaskOutput:
            show_viewers(message);
            return output_.add(message.task_output().task(), message.task_output().is_error(),
                               message.task_output().data());
        case wire::Message::kTaskExit: show_viewers(message); return on_exit(message.task_exit());
        case wire::Message::kInputTaken: return input_->taken(position, message.input_taken().bytes());
        case wire::Message::kStepNotice: return say(message.step_notice().text());
        case wire::Message::kStepAbort: return on_abort(message.step_abort());
        case wire::Message::kStepDone: input_->node_done(position); return bell_.ring();
        default: return;
    }
}

/// An sattach sees from now on what the tasks print, and writes to them if it wants to.
void StepRun::on_attach(const wire::ConnectionPtr& viewer, bool may_write) {
    viewers_.push_back(viewer);
    asio::co_spawn(bell_.executor(), hear(viewer, may_write), asio::detached);
}

asio::awaitable<void> StepRun::hear(wire::ConnectionPtr viewer, bool may_write) {
    for (;;) {
        auto received = co_await viewer->receive();
        if (!received) break;
        const bool passes = may_write && received->message.has_task_input() && !received->message.task_input().end();
        if (passes && stage_->begun()) stage_->tell_all(received->message);
    }
    std::erase(viewers_, viewer);
    bell_.ring();
}

/// One that does not read is left behind: the step does not wait for it.
void StepRun::show_viewers(const wire::Message& message) {
    constexpr std::size_t kTooMuch = 16u << 20;
    for (const auto& viewer : viewers_) {
        if (viewer->queued_bytes() > kTooMuch) viewer->close();
        else viewer->send(message);
    }
}

asio::awaitable<void> StepRun::dismiss_viewers() {
    wire::Message message;
    message.mutable_step_done();
    show_viewers(message);
    const auto deadline = wire::Clock::now() + 1s;
    co_await bell_.until([this] { return viewers_.empty(); }, deadline);
}

void StepRun::on_exit(const wire::TaskExit& exit) {
    if (exit.task() >= tasks_.size()) return;
    const auto code = wire::decode(exit.exit_code());
    status_.add(code);
    if (exits_++ == 0 && order_.request.wait_after_first_exit) {
        asio::co_spawn(bell_.executor(), end_after(*order_.request.wait_after_first_exit), asio::detached);
    }
    if (!code.ok()) on_bad_exit({tasks_[exit.task()].node, exit.task(), code, !exit.detail().empty()});
}

void StepRun::on_bad_exit(BadEnd bad) {
    if (order_.request.step.kill_on_bad_exit && !ending_) {
        status_.decide(shell_status(bad.code));
        say(fmt::format("srun: Terminating StepId={}", to_string(step_.id())));
        end(config_.scheduling.kill_wait);
    }
    bad_ends_.push_back(std::move(bad));
    if (std::exchange(report_pending_, true)) return;
    asio::co_spawn(bell_.executor(), report_soon(), asio::detached);
}

asio::awaitable<void> StepRun::report_soon() {
    co_await wire::pause(kReportDelay);
    report_ends();
}

void StepRun::report_ends() {
    report_pending_ = false;
    for (const auto& line : describe_ends(std::exchange(bad_ends_, {}))) say(line);
}

void StepRun::on_abort(const wire::StepAbort& abort) {
    if (abort.task() >= tasks_.size() || ending_) return;
    status_.decide(static_cast<int>(abort.status()));
    const bool explained = !abort.detail().empty() && abort.detail() != "N/A";
    const auto why = explained ? ": " + abort.detail() : "";
    say_error(fmt::format("{}: task {}: aborted the step with exit code {}{}", tasks_[abort.task()].node,
                          abort.task(), abort.status(), why));
    end(config_.scheduling.kill_wait);
}

void StepRun::on_failed(std::uint32_t position, const std::string& why) {
    const auto node = position < step_.shares.size() ? step_.shares[position].node : std::to_string(position);
    say_error(fmt::format("task launch for StepId={} failed on node {}: {}", to_string(step_.id()), node, why));
    status_.decide(EXIT_FAILURE);
    end(config_.scheduling.kill_wait);
}

void StepRun::on_lost(std::uint32_t position) {
    input_->node_done(position);
    if (!ticket_.has_ended()) say_error(fmt::format("Node failure on {}", step_.shares[position].node));
    status_.add({0, SIGKILL});
    end(config_.scheduling.kill_wait);
}

void StepRun::signal_tasks(int signal) {
    wire::Message message;
    message.mutable_step_signal()->set_signal(static_cast<std::uint32_t>(signal));
    stage_->tell_all(message);
}

/// A step that has not begun is ended by hanging up on its shepherds.
void StepRun::end(std::chrono::seconds kill_wait) {
    ending_ = true;
    if (stage_ && !stage_->begun()) stage_->close();
    wire::Message message;
    message.mutable_step_signal()->set_end(true);
    message.mutable_step_signal()->set_kill_wait(kill_wait.count());
    if (stage_) stage_->tell_all(message);
    bell_.ring();
}

asio::awaitable<void> StepRun::end_after(std::chrono::seconds patience) {
    co_await wire::pause(patience);
    if (exits_ == tasks_.size() || ending_) co_return;
    say_error(fmt::format("Timed out waiting for job step to complete ({} s after the first task ended)",
                          patience.count()));
    end(config_.scheduling.kill_wait);
}

}  // namespace sluice::srun
