// SPDX-License-Identifier: Apache-2.0
//
// `sluice down`: end a cluster of this machine. Its store stays, so that the next `sluice up` goes on.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "scheduler/commands/cluster_home.hpp"
#include "scheduler/commands/daemons.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/progress.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/config/load.hpp"

namespace sluice::commands {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kByItself{10};  // after the controller was asked
constexpr std::chrono::seconds kAfterTerm{3};
constexpr std::chrono::seconds kAfterKill{2};
constexpr std::chrono::milliseconds kInterval{25};

struct DownOptions {
    std::string state;
};

const Option<DownOptions> kOptions[] = {
    {{"state", 's', "DIR", "the cluster that keeps its files there", ""}, store_text<&DownOptions::state>},
};

/// The state directory meant; empty if there is no cluster that could be.
Result<std::string> home_meant(const DownOptions& o, const std::vector<std::string>& files) {
    if (!o.state.empty()) return std::filesystem::absolute(o.state).lexically_normal().string();
    const char* named = std::getenv("SLUICE_CONF");
    const std::string file = !files.empty() ? files.front() : named == nullptr ? "" : named;
    if (file.empty()) return current_home();
    if (std::filesystem::is_directory(file))
        return std::filesystem::absolute(file).lexically_normal().string();
    const auto config = load_file(file);
    if (!config) return fail(Errc::invalid_config, "\n" + to_string(config.error()));
    return state_dir_for(*config, "");
}

/// Whether the controller promised to end the cluster.
bool ask_controller(const std::string& state_dir) {
    const auto config = load_file(config_path(state_dir));
    if (!config || !find_controller(state_dir)) return false;
    Session session{*config, std::chrono::seconds{2}};
    wire::Message request;
    request.mutable_shutdown();
    return session.ask(std::move(request)).has_value();
}

/// The living among those seen before and those that the state directory names now: a daemon that ends
/// removes its pid file a little before it is gone.
std::vector<Daemon> still_alive(const std::string& state_dir, const std::vector<Daemon>& seen) {
    auto alive = find_all(state_dir);
    for (const auto& daemon : seen) {
        const bool named = std::ranges::find(alive, daemon.pid, &Daemon::pid) != alive.end();
        if (!named && is_alive(daemon)) alive.push_back(daemon);
    }
    return alive;
}

/// Those that are still there at the end of the time.
std::vector<Daemon> wait_for_end(const std::string& state_dir, std::chrono::seconds patience,
                                 Progress& progress, const std::vector<Daemon>& seen) {
    const auto deadline = Clock::now() + patience;
    for (;;) {
        auto alive = still_alive(state_dir, seen);
        progress.show(fmt::format("processes left: {}", alive.size()));
        if (alive.empty() || Clock::now() > deadline) return alive;
        std::this_thread::sleep_for(kInterval);
    }
}

void send_signal(const std::vector<Daemon>& daemons, int signal) {
    for (const auto& daemon : daemons) {
        if (is_alive(daemon)) ::kill(daemon.pid, signal);
    }
}

/// First the controller is asked; what it leaves gets SIGTERM, and then SIGKILL.
std::vector<Daemon> end_all(const std::string& state_dir) {
    Progress progress;
    const auto seen = find_all(state_dir);
    const bool promised = ask_controller(state_dir);
    auto alive = promised ? wait_for_end(state_dir, kByItself, progress, seen) : find_all(state_dir);
    if (alive.empty()) return alive;
    send_signal(alive, SIGTERM);
    alive = wait_for_end(state_dir, kAfterTerm, progress, seen);
    if (alive.empty()) return alive;
    send_signal(alive, SIGKILL);
    return wait_for_end(state_dir, kAfterKill, progress, seen);
}

int none_runs(const std::string& state_dir) {
    if (!state_dir.empty()) remove_leftovers(state_dir);
    fmt::print("no cluster is running\n");
    return EXIT_SUCCESS;
}

int complain(std::string_view text) {
    fmt::print(stderr, "sluice down: error: {}\n", text);
    return EXIT_FAILURE;
}

int bring_down(const std::string& state_dir) {
    if (state_dir.empty() || find_all(state_dir).empty()) return none_runs(state_dir);
    if (const auto locked = lock_home(state_dir); !locked) return complain(locked.error().detail);
    if (const auto left = end_all(state_dir); !left.empty())
        return complain(fmt::format("{} (pid {}) does not end", left.front().name, left.front().pid));
    remove_leftovers(state_dir);
    fmt::print("The cluster is down. Its jobs and accounting are kept in {}\n", state_dir);
    return EXIT_SUCCESS;
}

}  // namespace

CommandDoc down_doc() {
    CommandDoc doc;
    doc.name = "sluice down";
    doc.brief = "stop the cluster of this machine: the one commands use, that of FILE, or that of --state";
    doc.operands = "[FILE]";
    doc.options = docs_of(std::span<const Option<DownOptions>>{kOptions});
    return doc;
}

int sluice_down(int argc, char** argv) {
    DownOptions options;
    const auto files =
        read_options(down_doc(), std::span<const Option<DownOptions>>{kOptions}, options, argc, argv);
    if (!files) return files.error();
    const auto state_dir = home_meant(options, *files);
    return state_dir ? bring_down(*state_dir) : complain(state_dir.error().detail);
}

}  // namespace sluice::commands
