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

std::int64_t microseconds(const timeval& time) { return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; }

void add_task(Usage& sum, const Task& task) {
    const auto user = microseconds(task.used.ru_utime);
    const auto system = microseconds(task.used.ru_stime);
    const std::int64_t rss = task.used.ru_maxrss;
    if (sum.tasks == 0 || rss > sum.max_rss) {
        sum.max_rss = rss;
        sum.max_rss_task = task.rank;
    }
    if (sum.tasks == 0 || user + system < sum.min_cpu_us) {
        sum.min_cpu_us = user + system;
        sum.min_cpu_task = task.rank;
    }
    ++sum.tasks;
    sum.sum_rss += rss;
    sum.user_us += user;
    sum.system_us += system;
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
        rusage used{};
        if (::wait4(info.si_pid, &status, WNOHANG, &used) > 0) ended(info.si_pid, status, used);
    }
    bell_.ring();
}

void Tasks::ended(pid_t pid, int status, const rusage& used) {
    const auto task = std::ranges::find(tasks_, pid, &Task::pid);
    if (task == tasks_.end() || task->exit || task->helper) {
        timeradd(&others_.ru_utime, &used.ru_utime, &others_.ru_utime);
        timeradd(&others_.ru_stime, &used.ru_stime, &others_.ru_stime);
    }
    if (task == tasks_.end() || task->exit) return;
    task->used = used;
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

Usage Tasks::usage() const {
    Usage sum;
    for (const auto& task : tasks_) {
        if (task.exit && task.pid > 0 && !task.helper) add_task(sum, task);
    }
    sum.user_us += microseconds(others_.ru_utime);
    sum.system_us += microseconds(others_.ru_stime);
    return sum;
}

}  // namespace sluice::step
