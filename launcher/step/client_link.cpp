// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/client_link.hpp"

#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/dial.hpp"

namespace sluice::step {

asio::awaitable<Result<void>> ClientLink::connect() {
    auto dialled = co_await wire::dial_tcp(srun_.host, srun_.port, wire::TcpTrust::with_key(srun_.key));
    if (!dialled) co_return tl::unexpected{dialled.error()};
    connection_ = std::move(*dialled);
    co_return Result<void>{};
}

asio::awaitable<void> ClientLink::serve() {
    const auto connection = connection_;
    for (;;) {
        auto received = co_await connection->receive();
        if (!received) break;
        take(received->message);
    }
    news_.ring();
    if (!done_) handlers_.on_lost();
}

void ClientLink::take(const wire::Message& message) {
    if (message.has_task_input()) return handlers_.on_input(message.task_input());
    if (message.has_step_signal()) return handlers_.on_signal(message.step_signal());
    if (message.has_step_file()) return handlers_.on_file(message.step_file());
    if (message.has_terminal_size()) return handlers_.on_size(message.terminal_size());
    if (!message.has_step_roster()) return;
    roster_ = message.step_roster();
    news_.ring();
}

void ClientLink::send(const wire::Message& message) {
    if (connection_) connection_->send(message);
}

void ClientLink::hello(std::uint32_t position, std::uint16_t port) {
    wire::Message message;
    message.mutable_step_hello()->set_node_position(position);
    message.mutable_step_hello()->set_host(connection_->local_address());
    message.mutable_step_hello()->set_port(port);
    send(message);
}

void ClientLink::hello_failed(std::uint32_t position, const std::string& why) {
    wire::Message message;
    message.mutable_step_hello()->set_node_position(position);
    message.mutable_step_hello()->set_failed(true);
    message.mutable_step_hello()->set_detail(why);
    send(message);
}

void ClientLink::output(std::uint32_t task, bool is_error, std::string data) {
    wire::Message message;
    message.mutable_task_output()->set_task(task);
    message.mutable_task_output()->set_is_error(is_error);
    message.mutable_task_output()->set_data(std::move(data));
    send(message);
}

void ClientLink::exited(std::uint32_t task, ExitCode code, bool core_dumped) {
    wire::Message message;
    message.mutable_task_exit()->set_task(task);
    wire::encode(code, message.mutable_task_exit()->mutable_exit_code());
    if (core_dumped) message.mutable_task_exit()->set_detail("core dumped");
    send(message);
}

void ClientLink::aborted(std::uint32_t task, std::uint32_t status, const std::string& why) {
    wire::Message message;
    message.mutable_step_abort()->set_task(task);
    message.mutable_step_abort()->set_status(status);
    message.mutable_step_abort()->set_detail(why);
    send(message);
}

void ClientLink::input_taken(std::uint64_t bytes) {
    wire::Message message;
    message.mutable_input_taken()->set_bytes(bytes);
    send(message);
}

void ClientLink::notice(const std::string& line) {
    wire::Message message;
    message.mutable_step_notice()->set_text(line);
    send(message);
}

void ClientLink::done(std::uint32_t position) {
    done_ = true;
    wire::Message message;
    message.mutable_step_done()->set_node_position(position);
    send(message);
}

asio::awaitable<void> ClientLink::room() {
    constexpr std::size_t kEnough = 1u << 20;
    if (connection_ && connection_->queued_bytes() > kEnough) co_await connection_->drained();
}

}  // namespace sluice::step
