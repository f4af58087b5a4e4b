// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/tasks.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>

namespace sluice::step {
namespace {

ExitCode exit_code(int status) {
    if (WIFSIGNALED(status)) return {0, static_cast<std::uint32_t>(WTERMSIG(status))};
    return {static_cast<std::uint32_t>(WEXITSTATUS(status)), 0};
}

}  // namespace

Tasks::Tasks(asio::any_io_executor executor, OnExit on_exit, OnKilled on_killed)
    : on_exit_{std::move(on_exit)}, on_killed_{std::move(on_killed)}, bell_{std::move(executor)} {}

void Tasks::add(std::uint32_t rank, pid_t pid) { tasks_.push_back({rank, pid, std::nullopt, false}); }

void Tasks::add_helper(pid_t pid) { tasks_.push_back({0, pid, std::nullopt, false, true}); }

void Tasks::add_failed(std::uint32_t rank, ExitCode exit) {
    tasks_.push_back({rank, -1, exit, false});
    on_exit_(tasks_.back());
}

void Tasks::seal() {
    sealed_ = true;
    bell_.ring();
}

void Tasks::reap() {
    for (;;) {
        siginfo_t info{};
        if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) break;
        if (info.si_code == CLD_KILLED && info.si_status == SIGKILL) on_killed_(info.si_pid);
        int status = 0;
        if (::waitpid(info.si_pid, &status, WNOHANG) > 0) ended(info.si_pid, status);
    }
    bell_.ring();
}

void Tasks::ended(pid_t pid, int status) {
    const auto task = std::ranges::find(tasks_, pid, &Task::pid);
    if (task == tasks_.end() || task->exit) return;
    task->exit = exit_code(status);
    task->core_dumped = WIFSIGNALED(status) && WCOREDUMP(status);
    if (task->helper) return;
    const auto told = *task;  // what is done now may add to the table
    on_exit_(told);
}

asio::awaitable<void> Tasks::all_ended() {
    // The one wait without a deadline: how long a program runs is the job's own affair.
    co_await bell_.until([this] { return done(); }, wire::Clock::time_point::max());
}

bool Tasks::done() const {
    return sealed_ && std::ranges::all_of(tasks_, [](const Task& task) { return task.exit.has_value(); });
}

void Tasks::signal(int signal) const {
    for (const auto& task : tasks_) {
        if (!task.exit && !task.helper) ::kill(task.pid, signal);
    }
}

ExitCode Tasks::worst() const {
    ExitCode result;
    for (const auto& task : tasks_) {
        if (!task.helper) result = worse(result, task.exit.value_or(ExitCode{}));
    }
    return result;
}

}  // namespace sluice::step
