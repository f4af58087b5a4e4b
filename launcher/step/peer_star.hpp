// SPDX-License-Identifier: Apache-2.0
//
// How the shepherds of one step talk to each other: the one at position 0 is the hub, the others dial it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "scheduler/model/step.hpp"
#include "scheduler/wire/listener.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

class PeerStar {
  public:
    struct Handlers {
        std::function<void(std::uint32_t from, wire::Message&)> on_message;
        std::function<void()> on_hub_lost;  // it cannot be reached any more
    };
    /// `key` signs what the shepherds say to each other.
    PeerStar(asio::any_io_executor executor, std::uint32_t position, std::uint32_t nodes, std::string key);
    ~PeerStar() { close(); }
    PeerStar(const PeerStar&) = delete;
    PeerStar& operator=(const PeerStar&) = delete;

    void set_handlers(Handlers handlers) { handlers_ = std::move(handlers); }
    /// The hub of several nodes opens its port; 0 for anyone else.
    Result<std::uint16_t> listen();
    /// The others connect to the hub. Error: it does not answer.
    asio::awaitable<Result<void>> join(ClientEndpoint hub);

    [[nodiscard]] bool is_hub() const { return position_ == 0; }
    [[nodiscard]] std::uint32_t position() const { return position_; }
    /// Of all but the hub: whether the hub can hear us.
    [[nodiscard]] bool hub_is_there() const { return hub_ && hub_->is_open(); }
    void to_hub(const wire::Message& message);
    /// Of the hub. A node that has hung up is past hearing.
    void to_node(std::uint32_t position, const wire::Message& message);
    void close();

  private:
    asio::awaitable<void> serve_node(wire::ConnectionPtr connection);
    asio::awaitable<void> serve_hub();

    asio::any_io_executor executor_;
    std::uint32_t position_;
    std::uint32_t size_;
    wire::TcpTrust trust_;
    Handlers handlers_;
    std::optional<wire::TcpListener> listener_;
    std::map<std::uint32_t, wire::ConnectionPtr> nodes_;  // of the hub
    wire::ConnectionPtr hub_;
};

}  // namespace sluice::step
