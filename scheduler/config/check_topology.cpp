// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scheduler/config/check.hpp"
#include "scheduler/config/forms.hpp"
#include "scheduler/config/suggest.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

/// The rules of a tree of switches. Places are those of the switch with the same index in the file.
class TreeCheck {
  public:
    TreeCheck(const std::vector<SwitchSpec>& switches, const YamlValue& list, Report& report)
        : switches_{switches}, list_{list}, report_{report}, parents_(switches.size(), kNone) {}

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
        add(i, "name", fmt::format("switch '{}' is named already on line {}", name, first.line),
            "every switch once");
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
            fmt::format("'{}' already below switch '{}'", fold_hosts(taken),
                        switches_[leaf_of[taken[0]]].name),
            "every node below one switch");
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

bool says_flat(const YamlValue* kind) { return kind != nullptr && index_of_word(kind->text, {"flat"}) == 0; }

}  // namespace

void check_topology(const TopologySpec& topology, const YamlValue& file,
                    const std::optional<KnownNodes>& known, Report& report) {
    const auto* value = file.find("topology");
    if (value == nullptr) return;
    const auto* switches = value->find("switches");
    if (topology.kind == TopologyKind::tree && switches == nullptr) {
        report.add(value->place_of("kind"), "a tree without switches", "`switches:` below `topology:`");
    }
    if (switches == nullptr || switches->kind != YamlValue::Kind::list) return;
    if (says_flat(value->find("kind")))
        report.add(switches->place, "switches in a flat network", "`kind: tree`");

    TreeCheck check{topology.switches, *switches, report};
    check.names();
    check.members();
    check.leaves(known);
    check.parents();
    check.loops();
}

}  // namespace sluice
