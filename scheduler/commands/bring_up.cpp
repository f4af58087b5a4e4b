// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/bring_up.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

#include "scheduler/commands/cluster_home.hpp"
#include "scheduler/commands/progress.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLongest{20};        // until everything is up
constexpr std::chrono::milliseconds kInterval{25};  // between questions
constexpr std::size_t kLogLines = 10;

tl::unexpected<Error> failure(const ClusterConfig& config, const std::string& daemon, std::string_view what) {
    const auto log = log_path(config.state_dir, daemon);
    return fail(Errc::io_error,
                fmt::format("{} {}; the end of {}:\n{}", daemon, what, log, last_lines(log, kLogLines)));
}

/// Complains of the first started daemon that has ended.
Result<void> check_alive(const ClusterConfig& config, const std::vector<Daemon>& started) {
    for (const auto& daemon : started) {
        if (const auto end = how_it_ended(daemon)) return failure(config, daemon.name, *end);
    }
    return {};
}

DaemonCommand controller_command(const ClusterConfig& config) {
    return {"controller",
            {program_folder() + "/sluicectld", "--config", config_path(config.state_dir)},
            log_path(config.state_dir, "controller"),
            config.state_dir};
}

DaemonCommand node_command(const ClusterConfig& config, const std::string& node) {
    return {node,
            {program_folder() + "/sluiced", "--config", config_path(config.state_dir), "--node", node,
             "--foreground"},
            log_path(config.state_dir, node),
            config.state_dir};
}

/// Node daemons that find a controller need not wait for their second attempt.
Result<void> await_controller(const ClusterConfig& config, const std::vector<Daemon>& started) {
    const auto deadline = Clock::now() + kLongest;
    while (!std::filesystem::exists(config.controller_socket())) {
        if (const auto alive = check_alive(config, started); !alive) return alive;
        if (Clock::now() > deadline) return failure(config, "controller", "does not listen");
        std::this_thread::sleep_for(kInterval);
    }
    return {};
}

Result<void> start_one(const DaemonCommand& command, std::vector<Daemon>& started) {
    auto daemon = start(command);
    if (!daemon) return tl::unexpected{daemon.error()};
    started.push_back(std::move(*daemon));
    return {};
}

Result<void> start_controller(const ClusterConfig& config, std::vector<Daemon>& started) {
    std::error_code ignored;
    std::filesystem::remove(config.controller_socket(), ignored);
    if (const auto done = start_one(controller_command(config), started); !done) return done;
    return await_controller(config, started);
}

/// The nodes that are not there yet; all while the controller does not answer.
std::vector<std::string> missing_nodes(Session& session) {
    wire::Message request;
    request.mutable_node_query();
    const auto reply = session.ask(std::move(request));
    std::set<std::string> present;
    if (reply) {
        for (const auto& node : reply->nodes().nodes()) {
            if (node.record().responding()) present.insert(node.spec().name());
        }
    }
    std::vector<std::string> missing;
    for (const auto& node : session.config().nodes) {
        if (!present.contains(node.name)) missing.push_back(node.name);
    }
    return missing;
}

}  // namespace

Result<void> start_missing(const ClusterConfig& config, std::vector<Daemon>& started) {
    if (!find_controller(config.state_dir)) {
        if (const auto done = start_controller(config, started); !done) return done;
    }
    for (const auto& node : config.nodes) {
        if (find_node_daemon(config.state_dir, node.name)) continue;
        if (const auto done = start_one(node_command(config, node.name), started); !done) return done;
    }
    return {};
}

Result<void> await_nodes(const ClusterConfig& config, const std::vector<Daemon>& started) {
    Session session{config, std::chrono::milliseconds{500}};
    Progress progress;
    for (const auto deadline = Clock::now() + kLongest;;) {
        const auto missing = missing_nodes(session);
        progress.show(
            fmt::format("nodes up: {} of {}", config.nodes.size() - missing.size(), config.nodes.size()));
        if (missing.empty()) return {};
        if (const auto alive = check_alive(config, started); !alive) return alive;
        if (Clock::now() > deadline) {
            const auto late = fmt::format("did not come up within {} seconds (missing: {})", kLongest.count(),
                                          fold_hosts(missing));
            return failure(config, missing.front(), late);
        }
        std::this_thread::sleep_for(kInterval);
    }
}

void stop(const std::vector<Daemon>& daemons) {
    for (const auto& daemon : daemons) ::kill(daemon.pid, SIGTERM);
}

std::uint16_t free_port(std::uint16_t wish) {
    for (const std::uint16_t port : {wish, std::uint16_t{0}}) {
        const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int reuse = 1;
        ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        const bool free = ::bind(probe, generic, size) == 0 && ::getsockname(probe, generic, &size) == 0;
        ::close(probe);
        if (free) return ntohs(address.sin_port);
    }
    return 0;
}

}  // namespace sluice::commands
