// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/daemon.hpp"

#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>

#include "launcher/node/context.hpp"
#include "launcher/node/hardware.hpp"
#include "launcher/node/start_shepherd.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::node {

using namespace std::chrono_literals;

namespace {

constexpr auto kShutdownKillWait = 2s;

std::int64_t now_in_seconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Daemon::Daemon(asio::io_context& io, const ClusterConfig& config, const DaemonOptions& options)
    : io_{io},
      node_{options.node},
      paths_{paths_of(config, options.node)},
      hardware_{find_hardware(paths_.tmp)},
      started_{now_in_seconds()},
      signals_{io, SIGTERM, SIGINT, SIGCHLD},
      controller_{config,
                  {[this] { return registration(); }, [this] { steps_.registered(); },
                   [this](const wire::Message& order) { obey(order); }}},
      steps_{io.get_executor(), paths_, shepherd_context(config, options.config_path, options.node, paths_),
             {[this](const wire::Message& message) { controller_.send(message); }, start_shepherd}} {}

Result<void> Daemon::start() {
    auto listener = wire::UnixListener::open(io_.get_executor(), paths_.socket, 0600);
    if (!listener) return tl::unexpected{listener.error()};
    listener_.emplace(std::move(*listener));
    if (auto written = write_file(paths_.pid_file, std::to_string(::getpid()) + "\n", 0644); !written) return written;

    steps_.adopt();
    auto on_connection = [this](wire::ConnectionPtr connection) {
        asio::co_spawn(io_, serve_shepherd(std::move(connection)), asio::detached);
    };
    asio::co_spawn(io_, listener_->serve(on_connection), asio::detached);
    asio::co_spawn(io_, watch_signals(), asio::detached);
    asio::co_spawn(io_, tick(), asio::detached);
    asio::co_spawn(io_, controller_.run(), asio::detached);
    spdlog::info("node {} is served by process {}", node_, ::getpid());
    return {};
}

asio::awaitable<void> Daemon::watch_signals() {
    for (;;) {
        boost::system::error_code ec;
        const int signal = co_await signals_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
        if (signal != SIGCHLD) break;
        for (pid_t pid; (pid = ::waitpid(-1, nullptr, WNOHANG)) > 0;) steps_.child_ended(pid);
    }
    spdlog::info("told to stop; {} steps stay as they are", steps_.keys().size());
    stop();
}

asio::awaitable<void> Daemon::tick() {
    for (;;) {
        co_await wire::pause(1s);
        steps_.tick();
    }
}

/// One shepherd's connection, from its greeting to its end. Only processes of this daemon's user are heard.
asio::awaitable<void> Daemon::serve_shepherd(wire::ConnectionPtr connection) {
    auto greeting = co_await connection->receive();
    if (!greeting || !greeting->message.has_shepherd_hello()) co_return connection->close();
    if (greeting->from.user.value() != ::geteuid()) co_return connection->close();
    const auto& hello = greeting->message.shepherd_hello();
    steps_.greeted(hello, connection);
    for (;;) {
        auto received = co_await connection->receive();
        if (!received) break;
        if (received->message.has_step_ended()) steps_.ended(received->message.step_ended());
    }
    steps_.hung_up(key_of(hello.ref()), connection);
}

wire::RegisterNode Daemon::registration() const {
    wire::RegisterNode request;
    request.set_name(node_);
    wire::encode(hardware_, request.mutable_hardware());
    request.set_version(SLUICE_VERSION);
    request.set_boot_time(boot_time().time_since_epoch().count());
    request.set_daemon_start(started_);
    for (const auto& key : steps_.keys()) *request.add_steps() = ref_of(key);
    return request;
}

void Daemon::obey(const wire::Message& order) {
    switch (order.body_case()) {
        case wire::Message::kLaunch: return steps_.launch(order.launch());
        case wire::Message::kSignal: return steps_.signal(order.signal());
        case wire::Message::kStepEndedAck: return steps_.acknowledged(key_of(order.step_ended_ack().ref()));
        case wire::Message::kNodeShutdown: return asio::co_spawn(io_, shut_down(), asio::detached);
        default: spdlog::warn("the controller sent a message of kind {}, which is no order", int{order.body_case()});
    }
}

asio::awaitable<void> Daemon::shut_down() {
    spdlog::info("the cluster is taken down");
    co_await steps_.end_all(kShutdownKillWait);
    co_await controller_.drained();
    remove_scratch(paths_);
    stop();
}

void Daemon::stop() {
    listener_->close();
    ::unlink(paths_.pid_file.c_str());
    io_.stop();
}

}  // namespace sluice::node
