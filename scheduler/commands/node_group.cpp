// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/node_group.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace sluice::commands {
namespace {

/// Which words stand above others in a partition.
int attention(NodeStateWord word) {
    switch (word) {
        case NodeStateWord::planned: return 9;
        case NodeStateWord::completing: return 8;
        case NodeStateWord::draining: return 7;
        case NodeStateWord::drained: return 6;
        case NodeStateWord::mixed: return 5;
        case NodeStateWord::allocated: return 4;
        case NodeStateWord::idle: return 3;
        case NodeStateWord::down: return 2;
        case NodeStateWord::unknown: return 1;
    }
    return 0;
}

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

std::vector<NodeGroup> singles_of(const PartitionSpec& partition, std::size_t rank, std::span<const NodeView> nodes) {
    const std::set<std::string_view> names{partition.nodes.begin(), partition.nodes.end()};
    std::vector<NodeGroup> singles;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (names.contains(nodes[i].spec.name)) singles.push_back({&partition, {&nodes[i]}, rank, i});
    }
    return singles;
}

auto order_of(const NodeGroup& group, GroupBy by) {
    const int state = group.nodes.empty() ? 0 : -attention(state_word(*group.nodes.front()));
    if (by == GroupBy::node) return std::tuple{group.node_rank, group.partition_rank, 0};
    return std::tuple{group.partition_rank, std::size_t{0}, state};
}

}  // namespace

std::vector<NodeGroup> group_nodes(std::span<const PartitionSpec> partitions, std::span<const NodeView> nodes,
                                   const Layout& layout, std::span<const Field<NodeGroup>> fields, GroupBy by) {
    Grouping grouping{layout, fields, by};
    for (std::size_t rank = 0; rank < partitions.size(); ++rank) {
        auto singles = singles_of(partitions[rank], rank, nodes);
        if (singles.empty() && by != GroupBy::node) singles.push_back({&partitions[rank], {}, rank, 0});
        for (auto& single : singles) grouping.add(std::move(single));
    }
    auto groups = grouping.take();
    std::ranges::stable_sort(groups, {}, [by](const NodeGroup& group) { return order_of(group, by); });
    return groups;
}

}  // namespace sluice::commands
