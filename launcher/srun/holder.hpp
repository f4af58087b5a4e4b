// SPDX-License-Identifier: Apache-2.0
//
// One call of salloc: obtains a job, runs a command here while the job lasts, and gives it back.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>

#include "launcher/srun/allocation.hpp"
#include "launcher/srun/local_command.hpp"

namespace sluice::srun {

class Holder {
  public:
    /// `order.environment` is what the command gets besides the job's variables. `config` must outlive this.
    Holder(asio::io_context& io, const ClusterConfig& config, Order order);

    /// Returns salloc's exit code.
    asio::awaitable<int> run();

  private:
    asio::awaitable<int> run_command(const Job& job);
    asio::awaitable<void> watch_signals();
    void on_signal(int signal);
    void tell_revoked(JobState state);
    [[nodiscard]] std::vector<std::string> variables(const Job& job) const;
    void tell(std::string_view line) const;

    Order order_;
    std::string cluster_;
    asio::signal_set signals_;
    ControllerLine controller_;
    std::unique_ptr<Allocation> allocation_;
    std::optional<LocalCommand> command_;
    std::optional<int> status_;  // of the command, once it has ended
};

}  // namespace sluice::srun
