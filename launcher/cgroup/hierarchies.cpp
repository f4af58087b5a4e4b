// SPDX-License-Identifier: Apache-2.0
#include "launcher/cgroup/hierarchies.hpp"

#include <fstream>
#include <sstream>
#include <vector>

namespace sluice::cgroup {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in{std::string{text}};
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

std::string read_text(const std::string& path) {
    std::ifstream in{path};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// "memory" and "cpu,cpuacct" to the group's path; "" is version 2's.
std::map<std::string, std::string> paths_of(std::string_view own_groups) {
    std::map<std::string, std::string> paths;
    for (const auto& line : split(own_groups, '\n')) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) continue;
        for (const auto& controller : split(line.substr(first + 1, second - first - 1), ',')) {
            paths[controller] = line.substr(second + 1);
        }
        if (second == first + 1) paths[""] = line.substr(second + 1);
    }
    return paths;
}

/// The group's folder below a mount that shows the tree from `root` on; empty if the mount does not show it.
std::string below(const std::string& mount, const std::string& root, const std::string& path) {
    if (root == "/") return path == "/" ? mount : mount + path;
    if (!path.starts_with(root)) return {};
    return mount + path.substr(root.size());
}

}  // namespace

std::string Hierarchies::folder(std::string_view controller) const {
    const auto found = first.find(controller);
    return found == first.end() ? std::string{} : found->second;
}

Hierarchies parse_hierarchies(std::string_view mountinfo, std::string_view own_groups) {
    const auto paths = paths_of(own_groups);
    Hierarchies found;
    for (const auto& line : split(mountinfo, '\n')) {
        // 36 35 98:0 ROOT MOUNT options... - TYPE source super,options
        const auto words = split(line, ' ');
        const auto dash = line.find(" - ");
        if (words.size() < 5 || dash == std::string::npos) continue;
        const auto behind = split(line.substr(dash + 3), ' ');
        if (behind.size() < 3) continue;
        if (behind[0] == "cgroup2" && paths.contains("") && found.second.empty()) {
            found.second = below(words[4], words[3], paths.at(""));
        }
        if (behind[0] != "cgroup") continue;
        for (const auto& controller : split(behind[2], ',')) {
            const auto path = paths.find(controller);
            if (path == paths.end() || found.first.contains(controller)) continue;
            if (auto folder = below(words[4], words[3], path->second); !folder.empty()) {
                found.first[controller] = std::move(folder);
            }
        }
    }
    return found;
}

Hierarchies find_hierarchies() {
    auto found = parse_hierarchies(read_text("/proc/self/mountinfo"), read_text("/proc/self/cgroup"));
    if (!found.second.empty()) {
        for (const auto& controller : split(read_text(found.second + "/cgroup.controllers"), ' ')) {
            if (controller.starts_with("memory")) found.second_has_memory = true;
        }
    }
    return found;
}

}  // namespace sluice::cgroup
