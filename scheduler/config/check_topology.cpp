// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scheduler/config/check.hpp"
#include "scheduler/config/check_shape.hpp"
#include "scheduler/config/forms.hpp"
#include "scheduler/config/suggest.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

/// The rules of a tree of switches, and those of blocks, which are a tree of one level. Places are those of the
/// switch with the same index in the file.
class TreeCheck {
  public:
    TreeCheck(const std::vector<SwitchSpec>& switches, std::string_view noun, const YamlValue& list, Report& report)
        : switches_{switches}, noun_{noun}, list_{list}, report_{report}, parents_(switches.size(), kNone) {}

    void names();
    void members() const;
    void leaves(const std::optional<KnownNodes>& known) const;
    void parents();
    void loops() const;

  private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    void add(std::size_t i, std::string_view key, std::string what, std::string allowed) const {
        report_.add(list_.items[i].place_of(key), std::move(what), std::move(allowed));
    }
    void adopt(std::size_t parent, const std::string& child);
    void report_unknown(std::size_t parent, const std::string& child) const;
    [[nodiscard]] std::vector<std::size_t> loop_above(std::size_t start, std::vector<bool>& seen) const;

    const std::vector<SwitchSpec>& switches_;
    std::string_view noun_;  // "switch" or "block"
    const YamlValue& list_;
    Report& report_;
    std::map<std::string_view, std::size_t> index_;
    std::vector<std::size_t> parents_;
};

void TreeCheck::names() {
    for (std::size_t i = 0; i < switches_.size(); ++i) {
        const auto& name = switches_[i].name;
        if (name.empty() || index_.emplace(name, i).second) continue;
        const auto first = list_.items[index_[name]].place_of("name");
        add(i, "name", fmt::format("{} '{}' is named already on line {}", noun_, name, first.line),
            fmt::format("every {} once", noun_));
    }
}

void TreeCheck::members() const {
    for (std::size_t i = 0; i < switches_.size(); ++i) {
        const auto& value = list_.items[i];
        if (value.kind != YamlValue::Kind::map) continue;
        const bool has_nodes = value.find("nodes") != nullptr;
        const bool has_switches = value.find("switches") != nullptr;
        if (has_nodes != has_switches) continue;
        add(i, has_nodes ? "switches" : "name",
            fmt::format("switch '{}' has {}", switches_[i].name,
                        has_nodes ? "nodes and switches" : "nothing below it"),
            "either nodes or switches");
    }
}

void TreeCheck::leaves(const std::optional<KnownNodes>& known) const {
    std::map<std::string_view, std::size_t> leaf_of;
    for (std::size_t i = 0; i < switches_.size(); ++i) {
        if (known) check_nodes_exist(switches_[i].nodes, *known, list_.items[i].place_of("nodes"), report_);
        std::vector<std::string> taken;
        for (const auto& node : switches_[i].nodes) {
            if (!leaf_of.emplace(node, i).second) taken.push_back(node);
        }
        if (taken.empty()) continue;
        add(i, "nodes",
            fmt::format("'{}' already below {} '{}'", fold_hosts(taken), noun_,
                        switches_[leaf_of[taken[0]]].name),
            fmt::format("every node below one {}", noun_));
    }
}

void TreeCheck::parents() {
    for (std::size_t i = 0; i < switches_.size(); ++i) {
        for (const auto& child : switches_[i].switches) adopt(i, child);
    }
}

void TreeCheck::adopt(std::size_t parent, const std::string& child) {
    const auto found = index_.find(child);
    if (found == index_.end()) return report_unknown(parent, child);
    auto& known_parent = parents_[found->second];
    if (known_parent == kNone) {
        known_parent = parent;
        return;
    }
    add(parent, "switches",
        fmt::format("'{}' already below switch '{}'", child, switches_[known_parent].name),
        "every switch below one other");
}

void TreeCheck::report_unknown(std::size_t parent, const std::string& child) const {
    std::vector<std::string> known;
    for (const auto& each : switches_) known.push_back(each.name);
    if (std::ranges::find(known, "") != known.end()) return;  // it may be the one whose name is faulty
    add(parent, "switches", fmt::format("no switch is called '{}'{}", child, did_you_mean(child, known)),
        fmt::format("names from {}", fold_hosts(known)));
}

/// Walks up from a switch over those that no walk has seen. With at most one parent each, there is a loop if
/// the walk comes back to one of its own; the result is that part of the walk.
std::vector<std::size_t> TreeCheck::loop_above(std::size_t start, std::vector<bool>& seen) const {
    std::vector<std::size_t> walk;
    auto at = start;
    for (; at != kNone && !seen[at]; at = parents_[at]) {
        seen[at] = true;
        walk.push_back(at);
    }
    return {std::ranges::find(walk, at), walk.end()};
}

void TreeCheck::loops() const {
    std::vector<bool> seen(switches_.size(), false);
    for (std::size_t start = 0; start < switches_.size(); ++start) {
        const auto loop = loop_above(start, seen);
        if (loop.empty()) continue;
        std::string chain;
        for (const auto i : loop) chain += switches_[i].name + " below ";
        add(loop.front(), "switches", fmt::format("a loop: {}{}", chain, switches_[loop.front()].name),
            "a tree");
    }
}

/// Which keys describe a network of a kind, beside `kind` itself.
std::vector<std::string_view> keys_of(TopologyKind kind) {
    switch (kind) {
        case TopologyKind::flat: return {};
        case TopologyKind::tree: return {"switches"};
        case TopologyKind::block: return {"blocks", "block_sizes"};
        case TopologyKind::dragonfly: return {"switches", "groups", "routers", "nodes_per_router", "nodes"};
        case TopologyKind::torus: return {"dimensions", "wrap", "nodes_per_router", "nodes", "positions"};
    }
    return {};
}

/// The kinds that have a key; empty if no kind does.
std::string kinds_with(std::string_view key) {
    std::string words;
    for (const auto kind : {TopologyKind::tree, TopologyKind::block, TopologyKind::dragonfly, TopologyKind::torus}) {
        const auto keys = keys_of(kind);
        if (std::ranges::find(keys, key) == keys.end()) continue;
        words += fmt::format("{}`kind: {}`", words.empty() ? "" : " or ", to_string(kind));
    }
    return words;
}

void check_keys(TopologyKind kind, const YamlValue& value, Report& report) {
    const auto keys = keys_of(kind);
    for (const auto& entry : value.entries) {
        if (entry.key == "kind" || std::ranges::find(keys, entry.key) != keys.end()) continue;
        const auto kinds = kinds_with(entry.key);
        if (kinds.empty() || entry.value.kind == YamlValue::Kind::null) continue;  // reported already
        report.add(entry.value.place, fmt::format("{} in a {} network", entry.key, to_string(kind)), kinds);
    }
}

void check_switches(const std::vector<SwitchSpec>& switches, std::string_view key, std::string_view noun,
                    const YamlValue& value, const std::optional<KnownNodes>& known, Report& report) {
    const auto* list = value.find(key);
    if (list == nullptr || list->kind != YamlValue::Kind::list) return;
    TreeCheck check{switches, noun, *list, report};
    check.names();
    if (noun == "switch") check.members();
    check.leaves(known);
    check.parents();
    check.loops();
}

void check_needed(std::string_view key, const TopologySpec& topology, const YamlValue& value, Report& report) {
    if (value.find(key) != nullptr) return;
    report.add(value.place_of("kind"), fmt::format("a {} network without {}", to_string(topology.kind), key),
               fmt::format("`{}:` below `topology:`", key));
}

}  // namespace

void check_topology(const TopologySpec& topology, const YamlValue& file,
                    const std::optional<KnownNodes>& known, Report& report) {
    const auto* value = file.find("topology");
    if (value == nullptr) return;
    const auto* kind = value->find("kind");
    const bool kind_is_known = kind != nullptr && index_of_word(kind->text, {std::string{to_string(topology.kind)}}) == 0;
    if (kind_is_known) check_keys(topology.kind, *value, report);
    check_switches(topology.switches, "switches", "switch", *value, known, report);
    check_switches(topology.blocks, "blocks", "block", *value, known, report);
    if (!kind_is_known) return;
    switch (topology.kind) {
        case TopologyKind::flat: return;
        case TopologyKind::tree: return check_needed("switches", topology, *value, report);
        case TopologyKind::block:
            check_needed("blocks", topology, *value, report);
            return check_block_sizes(topology, *value, report);
        case TopologyKind::dragonfly: return check_dragonfly(topology, *value, known, report);
        case TopologyKind::torus: return check_torus(topology, *value, known, report);
    }
}

}  // namespace sluice
