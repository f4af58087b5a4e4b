// SPDX-License-Identifier: Apache-2.0
//
// Where the shepherds of a step meet: each dials srun and greets; when all are there, all are told where the
// others are, and the step begins.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "scheduler/model/step.hpp"
#include "scheduler/wire/listener.hpp"

namespace sluice::srun {

namespace asio = boost::asio;

class Stage {
  public:
    struct Handlers {
        std::function<asio::awaitable<void>()> before_begin;  // all are there and wait; may be empty
        std::function<void()> on_begun;
        std::function<void(std::uint32_t position, const wire::Message&)> on_message;
        std::function<void(std::uint32_t position, const std::string& why)> on_failed;  // it cannot start its tasks
        std::function<void(const wire::ConnectionPtr&, bool may_write)> on_attach;     // an sattach has come
        std::function<void(std::uint32_t position)> on_lost;                            // hung up before it was done
    };
    /// Listens on a free port of `address` (all of them if empty), reached from the nodes as `reached_as`.
    static Result<std::unique_ptr<Stage>> open(asio::any_io_executor executor, const std::string& address,
                                               std::string reached_as, Handlers handlers);
    ~Stage() { close(); }
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    [[nodiscard]] const ClientEndpoint& endpoint() const { return endpoint_; }
    /// How many shepherds the step has; known when the controller has placed it.
    void expect(std::uint32_t shepherds);
    [[nodiscard]] bool begun() const { return begun_; }
    /// Every shepherd is done, has failed or is lost; or close() was called.
    [[nodiscard]] bool over() const { return closed_ || (expected_ > 0 && over_.size() == expected_); }
    /// Positions whose shepherds have not come yet.
    [[nodiscard]] std::vector<std::uint32_t> missing() const;

    void tell_all(const wire::Message& message);
    /// The same, and waits until everyone has taken most of it.
    asio::awaitable<void> tell_all_slowly(const wire::Message& message);
    /// Hangs up on everybody, and on whoever still comes: shepherds then end what they have started.
    void close();

  private:
    Stage(asio::any_io_executor executor, wire::TcpListener listener, ClientEndpoint endpoint, Handlers handlers);
    asio::awaitable<void> serve(wire::ConnectionPtr connection);
    asio::awaitable<void> converse(std::uint32_t position, wire::ConnectionPtr connection);
    void begin_if_complete();
    asio::awaitable<void> begin();
    void fail(std::uint32_t position, const std::string& why);

    asio::any_io_executor executor_;
    wire::TcpListener listener_;
    ClientEndpoint endpoint_;
    Handlers handlers_;
    struct Shepherd {
        wire::ConnectionPtr connection;
        wire::StepHello hello;
    };
    std::map<std::uint32_t, Shepherd> shepherds_;
    std::uint32_t expected_ = 0;
    std::set<std::uint32_t> over_;
    bool complete_ = false;
    bool begun_ = false;
    bool closed_ = false;
};

}  // namespace sluice::srun
