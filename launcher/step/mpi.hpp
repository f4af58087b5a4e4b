// SPDX-License-Identifier: Apache-2.0
//
// Everything a step needs so that its tasks find each other: a PMIx server, a PMI-1 server or both on each
// node, and what the nodes' shepherds tell each other for them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "launcher/pmix/server.hpp"
#include "launcher/step/fence_exchange.hpp"
#include "launcher/step/order.hpp"
#include "launcher/step/peer_questions.hpp"
#include "launcher/step/pmi_server.hpp"

namespace sluice::step {

class Mpi {
  public:
    /// Called on the executor.
    struct Hooks {
        /// A rank aborted, the whole step is to end with this status.
        std::function<void(std::uint32_t rank, std::uint32_t status, const std::string& why)> on_abort;
        /// For the person: a rank asked for what there is not.
        std::function<void(const std::string& line)> on_notice;
    };
    /// What a rank is given.
    struct Wires {
        std::vector<std::string> variables;  // "NAME=value"
        Descriptor pmi;                      // to be its kPmiDescriptor; often none
    };

    /// `tmp` is a folder of this step's alone. Errors are the node's: no port, no PMIx.
    static Result<std::unique_ptr<Mpi>> start(asio::any_io_executor executor, const StepOrder& order,
                                              const std::string& tmp, Hooks hooks);
    Mpi(const Mpi&) = delete;
    Mpi& operator=(const Mpi&) = delete;

    /// Where the other nodes' shepherds reach this one; 0 when they need not.
    [[nodiscard]] std::uint16_t port() const { return port_; }
    asio::awaitable<Result<void>> join(const wire::StepRoster& roster);
    Result<Wires> wires_for(std::uint32_t rank);
    /// The rank has started MPI and not finished it. If it ended now, even with exit code 0, its peers would
    /// wait for it for ever: the step has to end.
    [[nodiscard]] bool is_inside(std::uint32_t rank) const;

  private:
    Mpi(asio::any_io_executor executor, const StepOrder& order, pmix::StepLayout layout, Hooks hooks);
    Result<void> open(MpiKind kind);
    Result<void> open_pmix();
    void open_pmi();
    PeerStar::Handlers star_handlers();
    pmix::Hooks pmix_hooks();
    PmiServer::Hooks pmi_hooks();
    /// To the person: a rank asked for what there is not.
    void tell_refusal(std::uint32_t rank, const std::string& why) const;
    FenceExchange::Handlers fence_handlers();
    void rank_data(std::uint32_t rank, PeerQuestions::Answer answer);
    template <class Work>
    void later(Work work);

    asio::any_io_executor executor_;
    pmix::StepLayout layout_;
    Hooks hooks_;
    PeerStar star_;
    FenceExchange fences_;
    PeerQuestions questions_;
    std::unique_ptr<pmix::Server> pmix_;
    std::unique_ptr<PmiServer> pmi_;
    std::uint64_t pmi_barriers_ = 0;
    std::uint16_t port_ = 0;
    std::shared_ptr<char> alive_ = std::make_shared<char>();  // what posted work asks before it touches us
};

}  // namespace sluice::step
