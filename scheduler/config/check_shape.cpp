// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/check_shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

constexpr std::size_t kMostDimensions = 8;

std::string joined(const std::vector<std::uint32_t>& numbers, std::string_view between) {
    return fmt::format("{}", fmt::join(numbers, between));
}

bool has(const YamlValue& value, std::string_view key) { return value.find(key) != nullptr; }

/// The nodes that take the routers in order are as many as the numbers make.
void check_count(std::uint64_t places, const std::string& product, std::string_view key, const TopologySpec& topology,
                 const YamlValue& value, const std::optional<KnownNodes>& known, Report& report) {
    if (topology.nodes.empty() && !known) return;
    const auto nodes = topology.nodes.empty() ? known->names.size() : topology.nodes.size();
    if (places == nodes) return;
    report.add(value.place_of(key), fmt::format("{} make {} places for {} nodes", product, places, nodes),
               fmt::format("numbers whose product is {}", nodes));
}

void check_listed(const TopologySpec& topology, const YamlValue& value, const std::optional<KnownNodes>& known,
                  Report& report) {
    if (known) check_nodes_exist(topology.nodes, *known, value.place_of("nodes"), report);
}

void check_regular_dragonfly(const TopologySpec& topology, const YamlValue& value,
                             const std::optional<KnownNodes>& known, Report& report) {
    if (topology.groups == 0 || topology.routers == 0) {
        const auto* const missing = topology.groups == 0 ? "groups" : "routers";
        report.add(has(value, missing) ? value.place_of(missing) : value.place_of("kind"),
                   fmt::format("a dragonfly without {}", missing),
                   "`switches:`, or `groups:` and `routers:` with numbers from 1");
        return;
    }
    const auto places = std::uint64_t{topology.groups} * topology.routers * topology.nodes_per_router;
    const auto product = fmt::format("{} groups x {} routers x {}", topology.groups, topology.routers,
                                     fmt::format("{} node{}", topology.nodes_per_router, topology.nodes_per_router == 1 ? "" : "s"));
    check_count(places, product, "groups", topology, value, known, report);
    check_listed(topology, value, known, report);
}

/// Groups have routers, routers have nodes, and every router is in a group.
void check_two_levels(const TopologySpec& topology, const YamlValue& value, Report& report) {
    const auto* list = value.find("switches");
    if (list == nullptr || list->items.size() != topology.switches.size()) return;
    std::set<std::string_view> groups, grouped;
    for (const auto& each : topology.switches) {
        if (each.switches.empty()) continue;
        groups.insert(each.name);
        grouped.insert(each.switches.begin(), each.switches.end());
    }
    for (std::size_t i = 0; i < topology.switches.size(); ++i) {
        const auto& each = topology.switches[i];
        for (const auto& child : each.switches) {
            if (!groups.contains(child) || child == each.name) continue;
            report.add(list->items[i].place_of("switches"), fmt::format("group '{}' in group '{}'", child, each.name),
                       "groups of routers, and routers with nodes");
        }
        if (each.nodes.empty() || grouped.contains(each.name)) continue;
        report.add(list->items[i].place_of("name"), fmt::format("router '{}' is in no group", each.name),
                   "every router in one group");
    }
}

/// The rules of nodes that are put on routers one by one.
class PositionCheck {
  public:
    PositionCheck(const TopologySpec& topology, const YamlValue& list, Report& report)
        : topology_{topology}, list_{list}, report_{report} {}

    void all(const std::optional<KnownNodes>& known);

  private:
    void place(std::size_t i);
    void nodes(std::size_t i);
    void missing(const KnownNodes& known) const;
    void add(std::size_t i, std::string_view key, std::string what, std::string allowed) const {
        report_.add(list_.items[i].place_of(key), std::move(what), std::move(allowed));
    }

    const TopologySpec& topology_;
    const YamlValue& list_;
    Report& report_;
    std::map<std::string_view, std::size_t> placed_;
    std::map<std::vector<std::uint32_t>, std::size_t> on_router_;
};

void PositionCheck::all(const std::optional<KnownNodes>& known) {
    for (std::size_t i = 0; i < topology_.positions.size(); ++i) {
        if (known) check_nodes_exist(topology_.positions[i].nodes, *known, list_.items[i].place_of("nodes"), report_);
        place(i);
        nodes(i);
    }
    if (known) missing(*known);
}

void PositionCheck::place(std::size_t i) {
    const auto& at = topology_.positions[i].at;
    const auto& dimensions = topology_.dimensions;
    if (at.empty() || dimensions.empty()) return;
    const auto fits = std::ranges::equal(at, dimensions, std::less<>{});
    if (fits) return;
    add(i, "at", fmt::format("{} is not in a torus of {}", joined(at, ","), joined(dimensions, "x")),
        fmt::format("{} numbers below {}", dimensions.size(), joined(dimensions, ",")));
}

void PositionCheck::nodes(std::size_t i) {
    const auto& position = topology_.positions[i];
    for (const auto& node : position.nodes) {
        const auto [first, is_new] = placed_.emplace(node, i);
        if (is_new) continue;
        add(i, "nodes", fmt::format("'{}' has a position already on line {}", node,
                                    list_.items[first->second].place_of("nodes").line),
            "every node once");
    }
    if (position.at.empty()) return;
    const auto count = on_router_[position.at] += position.nodes.size();
    if (count <= topology_.nodes_per_router) return;
    add(i, "nodes", fmt::format("{} nodes on the router at {}", count, joined(position.at, ",")),
        fmt::format("at most {}, which is nodes_per_router", topology_.nodes_per_router));
}

/// Distances are between positions, so that every node must have one.
void PositionCheck::missing(const KnownNodes& known) const {
    std::vector<std::string> missing;
    for (const auto& node : known.names) {
        if (!placed_.contains(node)) missing.push_back(node);
    }
    if (missing.empty()) return;
    report_.add(list_.place, fmt::format("{} without a position in the torus", fold_hosts(missing)),
                "every node on a router");
}

void check_nodes_in_order(const TopologySpec& topology, const YamlValue& value, const std::optional<KnownNodes>& known,
                          Report& report) {
    std::uint64_t places = topology.nodes_per_router;
    for (const auto length : topology.dimensions) places = std::min<std::uint64_t>(places * length, UINT32_MAX);
    const auto product = joined(topology.dimensions, " x ") + " routers" +
                         (topology.nodes_per_router > 1 ? fmt::format(" x {} nodes", topology.nodes_per_router) : "");
    check_count(places, product, "dimensions", topology, value, known, report);
    check_listed(topology, value, known, report);
    if (!known || topology.nodes.empty() || topology.nodes.size() >= known->names.size()) return;
    report.add(value.place_of("nodes"), fmt::format("{} of {} nodes in the torus", topology.nodes.size(), known->names.size()),
               "every node on a router");
}

}  // namespace

void check_block_sizes(const TopologySpec& topology, const YamlValue& value, Report& report) {
    const auto& sizes = topology.block_sizes;
    if (sizes.empty()) return;
    const auto at = value.place_of("block_sizes");
    for (std::size_t i = 1; i < sizes.size(); ++i) {
        if (sizes[i] > sizes[i - 1] && sizes[i] % sizes[i - 1] == 0) continue;
        report.add(at, fmt::format("blocks of {} nodes are not made of blocks of {}", sizes[i], sizes[i - 1]),
                   fmt::format("a multiple of {}, such as {}", sizes[i - 1], 2 * std::uint64_t{sizes[i - 1]}));
        break;
    }
    const auto most = std::uint64_t{sizes.front()} * topology.blocks.size();
    if (sizes.back() > most && !topology.blocks.empty()) {
        report.add(at, fmt::format("a block of {} nodes, but all base blocks together make {}", sizes.back(), most),
                   fmt::format("sizes up to {}", most));
    }
    const auto* list = value.find("blocks");
    for (std::size_t i = 0; i < topology.blocks.size(); ++i) {
        const auto count = topology.blocks[i].nodes.size();
        if (count == 0 || count >= sizes.front()) continue;
        report.add(list->items[i].place_of("nodes"),
                   fmt::format("block '{}' has {} nodes, base blocks give {}", topology.blocks[i].name, count, sizes.front()),
                   fmt::format("{} nodes or more, or smaller block_sizes", sizes.front()));
    }
}

void check_dragonfly(const TopologySpec& topology, const YamlValue& value, const std::optional<KnownNodes>& known,
                     Report& report) {
    if (!has(value, "switches")) return check_regular_dragonfly(topology, value, known, report);
    for (const auto* key : {"groups", "routers", "nodes"}) {
        if (has(value, key)) report.add(value.place_of(key), fmt::format("{} beside switches", key), "either of them");
    }
    check_two_levels(topology, value, report);
}

void check_torus(const TopologySpec& topology, const YamlValue& value, const std::optional<KnownNodes>& known,
                 Report& report) {
    if (!has(value, "dimensions")) {
        report.add(value.place_of("kind"), "a torus without dimensions", "`dimensions:` with numbers such as 8,8,4");
        return;
    }
    if (topology.dimensions.size() > kMostDimensions) {
        report.add(value.place_of("dimensions"), fmt::format("{} dimensions", topology.dimensions.size()),
                   fmt::format("at most {}", kMostDimensions));
        return;
    }
    if (topology.dimensions.empty()) return;
    const auto* positions = value.find("positions");
    if (positions == nullptr) return check_nodes_in_order(topology, value, known, report);
    if (has(value, "nodes")) report.add(value.place_of("nodes"), "nodes beside positions", "either of them");
    if (positions->items.size() != topology.positions.size()) return;
    PositionCheck{topology, *positions, report}.all(known);
}

}  // namespace sluice
