// SPDX-License-Identifier: Apache-2.0
//
// The shepherd's line to the srun that waits for the step: roster, output, input, exits. If it breaks, srun
// is gone and the step has nobody to run for.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scheduler/model/step.hpp"
#include "scheduler/wire/connection.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

class ClientLink {
  public:
    struct Handlers {
        std::function<void(const wire::TaskInput&)> on_input;
        std::function<void(const wire::StepSignal&)> on_signal;
        std::function<void(const wire::StepFile&)> on_file;
        std::function<void(const wire::TerminalSize&)> on_size;
        std::function<void()> on_lost;
    };
    /// Rings `news` whenever something changed that a wait may depend on.
    ClientLink(wire::Bell& news, ClientEndpoint srun, Handlers handlers)
        : srun_{std::move(srun)}, handlers_{std::move(handlers)}, news_{news} {}

    /// Errc::connection_*: srun does not answer.
    asio::awaitable<Result<void>> connect();
    /// Passes on what srun says until the connection ends; on_lost is called once then, unless done() was.
    asio::awaitable<void> serve();

    void hello(std::uint32_t position, std::uint16_t port);
    void hello_failed(std::uint32_t position, const std::string& why);
    void output(std::uint32_t task, bool is_error, std::string data);
    void exited(std::uint32_t task, ExitCode code, bool core_dumped);
    void aborted(std::uint32_t task, std::uint32_t status, const std::string& why);
    void input_taken(std::uint64_t bytes);
    void notice(const std::string& line);

    /// This node has nothing more to say; srun hangs up when it has taken everything.
    void done(std::uint32_t position);

    [[nodiscard]] bool connected() const { return connection_ && connection_->is_open(); }
    /// What every node's shepherd said of itself; empty until srun has sent it.
    [[nodiscard]] const std::optional<wire::StepRoster>& roster() const { return roster_; }
    /// Returns when srun has taken enough of what was sent that more may follow.
    asio::awaitable<void> room();

  private:
    void take(const wire::Message& message);
    void send(const wire::Message& message);

    ClientEndpoint srun_;
    Handlers handlers_;
    wire::Bell& news_;
    wire::ConnectionPtr connection_;
    std::optional<wire::StepRoster> roster_;
    bool done_ = false;
};

}  // namespace sluice::step
