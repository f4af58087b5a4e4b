// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "scheduler/commands/daemons.hpp"

namespace sluice::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kPrograms{"sluicectld", "sluiced", "sluicestepd"};

std::string program_of(pid_t pid) {
    std::error_code failed;
    auto path = fs::read_symlink(fmt::format("/proc/{}/exe", pid), failed).string();
    if (constexpr std::string_view gone = " (deleted)"; path.ends_with(gone))
        path.resize(path.size() - gone.size());
    return failed ? "" : fs::path{path}.filename().string();
}

/// A process that has ended but whose parent has not noticed holds nothing any more.
bool is_zombie(pid_t pid) {
    std::ifstream file{fmt::format("/proc/{}/stat", pid)};
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(") ");
    return name_end != std::string::npos && line.substr(name_end + 2, 1) == "Z";
}

bool is_ours(pid_t pid) {
    return std::ranges::find(kPrograms, program_of(pid)) != kPrograms.end() && !is_zombie(pid);
}

std::optional<Daemon> read_pid_file(const fs::path& path, std::string name) {
    pid_t pid = 0;
    if (!(std::ifstream{path} >> pid) || pid <= 1 || !is_ours(pid)) return std::nullopt;
    return Daemon{std::move(name), pid};
}

std::vector<fs::path> folders_in(const fs::path& folder) {
    std::error_code failed;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator{folder, failed}) {
        std::error_code ignored;
        if (entry.is_directory(ignored)) folders.push_back(entry.path());
    }
    std::ranges::sort(folders);
    return folders;
}

void add(std::vector<Daemon>& found, std::optional<Daemon> daemon) {
    if (daemon) found.push_back(std::move(*daemon));
}

bool is_leftover(const fs::path& path) { return path.extension() == ".sock" || path.extension() == ".pid"; }

}  // namespace

std::optional<Daemon> find_controller(const std::string& state_dir) {
    return read_pid_file(state_dir + "/controller.pid", "controller");
}

std::optional<Daemon> find_node_daemon(const std::string& state_dir, const std::string& node) {
    return read_pid_file(fmt::format("{}/nodes/{}/node.pid", state_dir, node), node);
}

std::vector<Daemon> find_all(const std::string& state_dir) {
    std::vector<Daemon> found;
    add(found, find_controller(state_dir));
    for (const auto& node : folders_in(state_dir + "/nodes")) {
        const auto name = node.filename().string();
        add(found, find_node_daemon(state_dir, name));
        for (const auto& step : folders_in(node / "steps"))
            add(found, read_pid_file(step / "shepherd.pid",
                                     fmt::format("{} step {}", name, step.filename().string())));
    }
    return found;
}

bool is_alive(const Daemon& daemon) { return is_ours(daemon.pid); }

void remove_leftovers(const std::string& state_dir) {
    auto folders = folders_in(state_dir + "/nodes");
    folders.emplace_back(state_dir);
    for (const auto& folder : folders) {
        std::error_code failed;
        for (const auto& entry : fs::directory_iterator{folder, failed}) {
            std::error_code ignored;
            if (is_leftover(entry.path())) fs::remove(entry.path(), ignored);
        }
    }
}

}  // namespace sluice::commands
