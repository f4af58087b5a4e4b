// SPDX-License-Identifier: Apache-2.0
//
// How the shepherds of one step bring their fences together: the one at position 0 is the hub, the others
// dial it. Everyone sends its contribution to the hub, which returns the whole to those who take part.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "launcher/step/fence_board.hpp"
#include "scheduler/model/step.hpp"
#include "scheduler/wire/listener.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

class FenceExchange {
  public:
    struct Handlers {
        std::function<void(const pmix::FenceId&, std::string)> on_complete;
        std::function<void(const pmix::FenceId&)> on_failed;  // the hub cannot be reached any more
    };
    /// `key` signs what the shepherds say to each other.
    FenceExchange(asio::any_io_executor executor, pmix::StepLayout layout, std::string key, Handlers handlers);
    ~FenceExchange();

    /// The hub of several nodes opens its port; 0 for anyone else.
    Result<std::uint16_t> listen();
    /// The others connect to the hub. Error: it does not answer.
    asio::awaitable<Result<void>> join(ClientEndpoint hub);

    /// This node's ranks have all reached the fence.
    void contribute(const pmix::FenceId& id, std::string data);
    void close();

  private:
    [[nodiscard]] bool is_hub() const { return layout_.position == 0; }
    void collect(const pmix::FenceId& id, std::uint32_t position, std::string data);
    asio::awaitable<void> serve_node(wire::ConnectionPtr connection);
    asio::awaitable<void> serve_hub();
    void fail_waiting();

    asio::any_io_executor executor_;
    pmix::StepLayout layout_;
    wire::TcpTrust trust_;
    Handlers handlers_;
    FenceBoard board_;
    std::optional<wire::TcpListener> listener_;
    std::map<std::uint32_t, wire::ConnectionPtr> nodes_;  // of the hub
    wire::ConnectionPtr hub_;
    std::set<pmix::FenceId> waiting_;  // contributed, result outstanding; of all but the hub
};

}  // namespace sluice::step
