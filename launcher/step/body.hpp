// SPDX-License-Identifier: Apache-2.0
//
// What differs between the two kinds of step: a batch script with its own output files, and tasks that an
// srun waits for. The shepherd does what they have in common.
#pragma once

#include <memory>
#include <string>

#include "launcher/step/ending.hpp"
#include "launcher/step/launch_tasks.hpp"
#include "launcher/step/order.hpp"
#include "launcher/step/task_user.hpp"
#include "launcher/step/tasks.hpp"

namespace sluice::step {

/// What a body works with; the shepherd owns all of it and outlives the body.
struct Workshop {
    asio::any_io_executor executor;
    const StepOrder& order;
    const TaskUser& user;
    Tasks& tasks;
    Ending& ending;
    TaskLauncher& launcher;
};

class Body {
  public:
    virtual ~Body() = default;

    /// Starts all tasks. Errors: io_error is the request's fault (no such folder or file), connection_lost
    /// means that srun has gone, everything else is the node's.
    virtual asio::awaitable<Result<void>> start() = 0;
    /// The tasks could not be started.
    virtual void start_failed(const Error& error) = 0;
    virtual void task_ended(const Task& task) = 0;
    /// A line for the person who reads the step's error output.
    virtual void notice(const std::string& line) = 0;
    /// All processes are gone: delivers what they left behind.
    virtual asio::awaitable<void> deliver() = 0;
    /// The result is known to the daemon: takes leave of whom else it concerns.
    virtual asio::awaitable<void> leave() = 0;
    /// How the step ended on this node.
    [[nodiscard]] virtual ExitCode exit_code() const = 0;
};

std::unique_ptr<Body> make_batch_body(Workshop workshop, std::string script_path);
std::unique_ptr<Body> make_srun_body(Workshop workshop);

}  // namespace sluice::step
