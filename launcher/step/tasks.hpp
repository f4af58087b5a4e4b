// SPDX-License-Identifier: Apache-2.0
//
// The tasks of this node and how each ended. Collects ended processes, tasks or not; sends nothing anywhere.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <functional>
#include <optional>
#include <vector>

#include "scheduler/model/job.hpp"
#include "scheduler/model/usage.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

struct Task {
    std::uint32_t rank = 0;
    pid_t pid = -1;
    std::optional<ExitCode> exit;
    bool core_dumped = false;
    bool helper = false;  // runs for a task, such as its epilog: waited for, but no task itself
    rusage used{};  // with the children that it has waited for
};

class Tasks {
  public:
    using OnExit = std::function<void(const Task&)>;
    /// Told of any process that was ended by SIGKILL while /proc still shows it.
    using OnKilled = std::function<void(pid_t)>;
    Tasks(asio::any_io_executor executor, OnExit on_exit, OnKilled on_killed = [](pid_t) {});

    void add(std::uint32_t rank, pid_t pid);
    /// A process that must end before the step does, and whose end is nobody's result.
    void add_helper(pid_t pid);
    /// A task that never became a process.
    void add_failed(std::uint32_t rank, ExitCode exit);
    /// No more will be added.
    void seal();

    /// Waits for every child of this process that has ended. Call it whenever SIGCHLD arrives.
    void reap();

    /// Ends when the table is sealed and all its tasks have ended.
    asio::awaitable<void> all_ended();
    void signal(int signal) const;

    [[nodiscard]] ExitCode worst() const;
    /// Of all that has ended so far.
    [[nodiscard]] Usage usage() const;
    /// Rings whenever a child, task or not, has ended.
    [[nodiscard]] wire::Bell& bell() { return bell_; }

  private:
    [[nodiscard]] bool done() const;
    void ended(pid_t pid, int status, const rusage& used);

    OnExit on_exit_;
    OnKilled on_killed_;
    wire::Bell bell_;
    std::vector<Task> tasks_;
    rusage others_{};  // times of ended processes that were no tasks
    bool sealed_ = false;
};

}  // namespace sluice::step
