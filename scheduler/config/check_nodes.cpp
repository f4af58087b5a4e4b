// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/config/check.hpp"
#include "scheduler/config/forms.hpp"
#include "scheduler/config/schema.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

constexpr std::size_t kLongestSocketPath = 107;  // sockaddr_un::sun_path without its final zero

/// The names of one group; nothing if they are missing or faulty.
std::optional<std::vector<std::string>> names_of(const YamlValue& group) {
    const auto* value = group.find("names");
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> names;
    Report faults{""};
    host_names().read(*value, names, faults);
    return faults.empty() ? std::optional{names} : std::nullopt;
}

void add_group(const std::vector<std::string>& names, Place at, KnownNodes& known, Report& report) {
    std::vector<std::string> repeated;
    for (const auto& name : names) {
        if (known.places.emplace(name, at).second) known.names.push_back(name);
        else repeated.push_back(name);
        if (name == kAllNodes) report.add(at, "a node cannot be called ALL", "another name");
    }
    if (repeated.empty()) return;
    const auto first = known.places.at(repeated.front());
    report.add(at, fmt::format("'{}' named twice, first on line {}", fold_hosts(repeated), first.line),
               "every node once");
}

std::string shortened(std::string text) {
    constexpr std::size_t kShown = 100;
    if (text.size() > kShown) text.replace(kShown, std::string::npos, "...");
    return text;
}

}  // namespace

std::optional<KnownNodes> check_nodes(const YamlValue& file, Report& report) {
    const auto* groups = file.find("nodes");
    if (groups == nullptr || groups->items.empty()) return std::nullopt;
    KnownNodes known;
    bool complete = true;
    for (const auto& group : groups->items) {
        const auto names = names_of(group);
        if (names) add_group(*names, group.place_of("names"), known, report);
        else complete = false;
    }
    return complete ? std::optional{std::move(known)} : std::nullopt;
}

void check_nodes_exist(const std::vector<std::string>& names, const KnownNodes& known, Place at,
                       Report& report) {
    std::vector<std::string> unknown;
    for (const auto& name : names) {
        if (!known.places.contains(name)) unknown.push_back(name);
    }
    if (unknown.empty()) return;
    report.add(at, fmt::format("'{}' not among the nodes", shortened(fold_hosts(unknown))),
               fmt::format("names from {}", shortened(fold_hosts(known.names))));
}

void check_socket_paths(const ClusterConfig& config, const YamlValue& file, Report& report) {
    std::string longest = config.controller_socket();
    for (const auto& node : config.nodes) {
        auto path = config.node_socket(node.name);
        if (path.size() > longest.size()) longest = std::move(path);
    }
    if (longest.size() <= kLongestSocketPath) return;
    report.add(file.place_of("state_dir"), fmt::format("the path of the socket '{}' is too long", longest),
               fmt::format("paths of at most {} characters", kLongestSocketPath));
}

}  // namespace sluice
