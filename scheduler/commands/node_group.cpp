// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/node_group.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace sluice::commands {
namespace {

/// States as they stand in a partition, from above.
constexpr std::array kStateOrder{
    NodeStateWord::planned, NodeStateWord::completing, NodeStateWord::draining,
    NodeStateWord::drained, NodeStateWord::mixed,      NodeStateWord::allocated,
    NodeStateWord::reserved, NodeStateWord::maint,
    NodeStateWord::idle,    NodeStateWord::down,       NodeStateWord::unknown,
};

bool keeps_apart(Gather gather, GroupBy by) {
    if (gather == Gather::unless_exact) return by != GroupBy::looks;
    return gather == Gather::no;
}

class Grouping {
  public:
    Grouping(const Layout& layout, std::span<const Field<NodeGroup>> fields, GroupBy by)
        : layout_{layout}, fields_{fields}, by_{by} {}

    void add(NodeGroup single) {
        const auto look = look_of(single);
        const auto [place, is_new] = places_.try_emplace(look, groups_.size());
        if (is_new) {
            groups_.push_back(std::move(single));
            return;
        }
        auto& nodes = groups_[place->second].nodes;
        for (const auto* node : single.nodes) {
            if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(node);
        }
    }

    std::vector<NodeGroup> take() { return std::move(groups_); }

  private:
    /// Nodes of different looks never share a line.
    [[nodiscard]] std::string look_of(const NodeGroup& single) const {
        std::string look;
        for (const auto& column : layout_.columns) {
            const auto& field = fields_[column.field];
            if (keeps_apart(field.key.gather, by_)) look += field.text(single) + '\0';
        }
        if (by_ != GroupBy::node) return look;
        return look + std::to_string(single.node_rank) + '/' + std::to_string(single.partition_rank);
    }

    const Layout& layout_;
    std::span<const Field<NodeGroup>> fields_;
    GroupBy by_;
    std::map<std::string, std::size_t> places_;
    std::vector<NodeGroup> groups_;
};

std::vector<NodeGroup> singles_of(const PartitionSpec& partition, std::size_t rank,
                                  std::span<const NodeView> nodes, const DeviceUse* devices) {
    const std::set<std::string_view> names{partition.nodes.begin(), partition.nodes.end()};
    std::vector<NodeGroup> singles;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (names.contains(nodes[i].spec.name)) singles.push_back({&partition, {&nodes[i]}, rank, i, devices});
    }
    return singles;
}

auto order_of(const NodeGroup& group, GroupBy by) {
    if (by == GroupBy::node) return std::tuple{group.node_rank, group.partition_rank};
    const auto word = group.nodes.empty() ? NodeStateWord::unknown : state_word(*group.nodes.front());
    const auto* state = std::ranges::find(kStateOrder, word);
    return std::tuple{group.partition_rank, static_cast<std::size_t>(state - kStateOrder.begin())};
}

}  // namespace

std::vector<NodeGroup> group_nodes(std::span<const PartitionSpec> partitions, std::span<const NodeView> nodes,
                                   const Layout& layout, std::span<const Field<NodeGroup>> fields,
                                   GroupBy by, const DeviceUse* devices) {
    Grouping grouping{layout, fields, by};
    for (std::size_t rank = 0; rank < partitions.size(); ++rank) {
        auto singles = singles_of(partitions[rank], rank, nodes, devices);
        if (singles.empty() && by != GroupBy::node) singles.push_back({&partitions[rank], {}, rank, 0, devices});
        for (auto& single : singles) grouping.add(std::move(single));
    }
    auto groups = grouping.take();
    std::ranges::stable_sort(groups, {}, [by](const NodeGroup& group) { return order_of(group, by); });
    return groups;
}

}  // namespace sluice::commands
