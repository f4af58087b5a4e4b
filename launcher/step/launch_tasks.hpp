// SPDX-License-Identifier: Apache-2.0
//
// Turns a task of the order into a running process, and tells when its program could not be executed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "launcher/step/order.hpp"
#include "launcher/step/spawn.hpp"
#include "launcher/step/task_binding.hpp"
#include "launcher/step/tasks.hpp"
#include "launcher/step/variables.hpp"

namespace sluice::step {

/// Descriptors that a task's standard streams become copies of, and one that it may find beside them.
struct TaskStreams {
    int in = -1;
    int out = -1;
    int err = -1;
    bool terminal = false;  // they are a terminal that becomes the task's own
    int fourth = -1;        // what descriptor 3 becomes; -1: nothing
};

class TaskLauncher {
  public:
    /// `entrances`: see Containment.
    TaskLauncher(const StepOrder& order, const TaskUser& user, Tasks& tasks, std::vector<std::string> entrances);

    /// Told what the program's own error output would say if it existed.
    using OnComplaint = std::function<void(const std::string&)>;

    /// Starts the task and adds it to the table. `more` are variables that replace those of the order.
    Result<void> launch(std::uint32_t local, std::vector<std::string> arguments, TaskStreams streams,
                        const std::vector<std::string>& more, OnComplaint on_complaint);

    /// Starts --task-epilog for a task that has ended.
    Result<void> launch_epilog(std::uint32_t local, TaskStreams streams, const std::vector<std::string>& more);

    void set_work_dir(std::string path) { work_dir_ = std::move(path); }
    [[nodiscard]] const std::string& work_dir() const { return work_dir_; }

  private:
    [[nodiscard]] TaskSetup setup_for(std::uint32_t local, std::vector<std::string> arguments, TaskStreams streams,
                                      const std::vector<std::string>& more) const;
    asio::awaitable<void> watch(Descriptor report, std::string program, OnComplaint on_complaint);

    const StepOrder& order_;
    const TaskUser& user_;
    Tasks& tasks_;
    std::vector<std::string> entrances_;
    Variables variables_;
    std::vector<TaskLimit> limits_;  // taken out of the variables
    TaskBindings bindings_;
    std::string work_dir_;
    mode_t umask_;
};

}  // namespace sluice::step
