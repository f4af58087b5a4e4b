// SPDX-License-Identifier: Apache-2.0
//
// Everything a step needs so that its tasks find each other through PMIx: the server of this node and the
// fences between the nodes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "launcher/pmix/server.hpp"
#include "launcher/step/fence_exchange.hpp"
#include "launcher/step/order.hpp"

namespace sluice::step {

class Mpi {
  public:
    /// Called on the executor: a rank aborted, the whole step is to end with this status.
    using OnAbort = std::function<void(std::uint32_t rank, std::uint32_t status, const std::string& why)>;

    /// `tmp` is a folder of this step's alone. Errors are the node's: no port, no PMIx.
    static Result<std::unique_ptr<Mpi>> start(asio::any_io_executor executor, const StepOrder& order,
                                              const std::string& tmp, OnAbort on_abort);
    Mpi(const Mpi&) = delete;
    Mpi& operator=(const Mpi&) = delete;

    /// Where the other nodes' shepherds reach this one; 0 when they need not.
    [[nodiscard]] std::uint16_t port() const { return port_; }
    asio::awaitable<Result<void>> join(const wire::StepRoster& roster);
    Result<std::vector<std::string>> environment_for(std::uint32_t rank) { return server_->environment_for(rank); }
    /// See pmix::Server::is_inside().
    [[nodiscard]] bool is_inside(std::uint32_t rank) const { return server_->is_inside(rank); }

  private:
    Mpi(asio::any_io_executor executor, const StepOrder& order, pmix::StepLayout layout, OnAbort on_abort);
    Result<void> open();
    pmix::Hooks hooks();
    FenceExchange::Handlers fence_handlers();

    asio::any_io_executor executor_;
    pmix::StepLayout layout_;
    OnAbort on_abort_;
    FenceExchange fences_;
    std::unique_ptr<pmix::Server> server_;
    std::uint16_t port_ = 0;
    std::shared_ptr<char> alive_ = std::make_shared<char>();  // what posted work asks before it touches us
};

}  // namespace sluice::step
