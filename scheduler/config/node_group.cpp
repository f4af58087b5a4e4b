// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/node_group.hpp"

#include <fmt/format.h>

#include <utility>

#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

NodeSpec without_name(NodeSpec node) {
    node.name.clear();
    node.address.clear();
    return node;
}

bool belongs_to(const NodeSpec& node, const NodeGroup& group) {
    const bool has_address = !node.address.empty();
    return without_name(node) == static_cast<const NodeSpec&>(group) &&
           has_address == !group.addresses.empty();
}

std::vector<NodeGroup> group(const std::vector<NodeSpec>& nodes) {
    std::vector<NodeGroup> groups;
    for (const auto& node : nodes) {
        if (groups.empty() || !belongs_to(node, groups.back()))
            groups.push_back({without_name(node), {}, {}});
        groups.back().names.push_back(node.name);
        if (!node.address.empty()) groups.back().addresses.push_back(node.address);
    }
    return groups;
}

void check_addresses(const NodeGroup& group, const YamlValue& value, Report& report) {
    const auto names = group.names.size(), addresses = group.addresses.size();
    if (names == 0 || addresses == 0 || names == addresses) return;
    report.add(value.place_of("address"), fmt::format("{} addresses for {} nodes", addresses, names),
               "one address for each name");
}

void append_nodes(const NodeGroup& group, std::vector<NodeSpec>& nodes) {
    for (std::size_t i = 0; i < group.names.size(); ++i) {
        NodeSpec node = group;
        node.name = group.names[i];
        if (i < group.addresses.size()) node.address = group.addresses[i];
        nodes.push_back(std::move(node));
    }
}

}  // namespace

Form<std::vector<NodeSpec>> node_groups(const Form<NodeGroup>& group_form) {
    const auto list = list_form(group_form);
    auto read = [list](const YamlValue& value, std::vector<NodeSpec>& nodes, Report& report) {
        std::vector<NodeGroup> groups;
        list.read(value, groups, report);
        for (std::size_t i = 0; i < groups.size(); ++i) {
            check_addresses(groups[i], value.items[i], report);
            if (nodes.size() + groups[i].names.size() > kMaxHosts) {
                return report.add(value.items[i].place_of("names"), "too many nodes",
                                  fmt::format("{} nodes in a cluster", kMaxHosts));
            }
            append_nodes(groups[i], nodes);
        }
    };
    auto write = [list](const std::vector<NodeSpec>& nodes) { return list.write(group(nodes)); };
    return {list.doc, std::move(read), std::move(write)};
}

}  // namespace sluice
