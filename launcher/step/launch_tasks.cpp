// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/launch_tasks.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <cstring>
#include <filesystem>

namespace sluice::step {
namespace {

std::string own_folder() {
    std::error_code ec;
    return std::filesystem::read_symlink("/proc/self/exe", ec).parent_path().string();
}

/// The submitter's: srun sends it with the step, sbatch as a variable.
mode_t umask_of(const StepOrder& order, const Variables& variables) {
    mode_t mask = static_cast<mode_t>(order.step.spec.umask);
    const auto sent = variables.find("SLURM_UMASK");
    if (!order.is_batch() || sent == variables.end()) return mask;
    const auto& text = sent->second;
    std::from_chars(text.data(), text.data() + text.size(), mask, 8);
    return mask & 0777;
}

void replace(Variables& variables, const std::vector<std::string>& assignments) {
    for (const auto& assignment : assignments) {
        const auto equals = assignment.find('=');
        if (equals != std::string::npos) variables[assignment.substr(0, equals)] = assignment.substr(equals + 1);
    }
}

}  // namespace

TaskLauncher::TaskLauncher(const StepOrder& order, const TaskUser& user, Tasks& tasks,
                           std::vector<std::string> entrances)
    : order_{order},
      user_{user},
      tasks_{tasks},
      entrances_{std::move(entrances)},
      variables_{node_variables(order, user.account, own_folder())},
      limits_{take_limits(variables_)},
      bindings_{order},
      umask_{umask_of(order, variables_)} {}

TaskSetup TaskLauncher::setup_for(std::uint32_t local, std::vector<std::string> arguments, TaskStreams streams,
                                  const std::vector<std::string>& more) const {
    auto variables = variables_;
    add_task_variables(variables, order_, local);
    bindings_.add_variables(variables, local);
    replace(variables, more);
    TaskSetup setup;
    setup.arguments = std::move(arguments);
    setup.environment = as_list(variables);
    setup.work_dir = work_dir_;
    setup.umask = umask_;
    setup.in = streams.in;
    setup.out = streams.out;
    setup.err = streams.err;
    setup.own_terminal = streams.terminal;
    setup.fourth = streams.fourth;
    setup.entrances = entrances_;
    setup.limits = limits_;
    auto binding = bindings_.kernel(local);
    setup.cpus = std::move(binding.cpus);
    setup.memory = std::move(binding.memory);
    setup.memory_preferred = binding.memory_preferred;
    return setup;
}

Result<void> TaskLauncher::launch(std::uint32_t local, std::vector<std::string> arguments, TaskStreams streams,
                                  const std::vector<std::string>& more, OnComplaint on_complaint) {
    if (!order_.step.spec.task_prolog.empty()) {
        arguments.insert(arguments.begin(), {own_folder() + "/sluicestepd", "--prolog", order_.step.spec.task_prolog, "--"});
    }
    const auto setup = setup_for(local, std::move(arguments), streams, more);
    auto spawned = spawn_task(setup, user_);
    if (!spawned) return tl::unexpected{spawned.error()};
    tasks_.add(order_.share().tasks[local], spawned->pid);
    for (const auto& line : bindings_.report(local, spawned->pid)) on_complaint(line);
    asio::co_spawn(tasks_.bell().executor(),
                   watch(std::move(spawned->report), setup.arguments.front(), std::move(on_complaint)),
                   asio::detached);
    return {};
}

Result<void> TaskLauncher::launch_epilog(std::uint32_t local, TaskStreams streams, const std::vector<std::string>& more) {
    auto spawned = spawn_task(setup_for(local, {order_.step.spec.task_epilog}, streams, more), user_);
    if (!spawned) return tl::unexpected{spawned.error()};
    tasks_.add_helper(spawned->pid);
    return {};
}

asio::awaitable<void> TaskLauncher::watch(Descriptor report, std::string program, OnComplaint on_complaint) {
    asio::posix::stream_descriptor stream{co_await asio::this_coro::executor, report.release()};
    int error = 0;
    boost::system::error_code ec;
    co_await asio::async_read(stream, asio::buffer(&error, sizeof error),
                              asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return;  // the program runs
    on_complaint(fmt::format("slurmstepd: error: execve(): {}: {}", program, std::strerror(error)));
}

}  // namespace sluice::step
