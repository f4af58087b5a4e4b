// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/placement/leaf_choice.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace sluice::engine {
namespace {

/// Longer expectations mean nothing, and shorter products stay in range.
constexpr Duration kLongest = std::chrono::days{365};
/// So many leaves, or groups, that are tightest now are compared by their room.
constexpr std::size_t kLeavesCompared = 32;
constexpr std::size_t kGroupsCompared = 4;
/// How much the room of the group around a leaf counts, against that of the leaf: a tenth.
constexpr std::int64_t kGroupWeight = 1;
constexpr std::int64_t kLeafWeight = 10;

Duration length_of(Instant now, Instant until) {
    if (until <= now) return Duration{1};
    if (until.time_since_epoch() > now.time_since_epoch() + kLongest) return kLongest;
    return until - now;
}

}  // namespace

/// A group right below another, and how many nodes its largest leaves have together.
struct LeafChoice::Child {
    GroupIndex group = 0;
    std::vector<std::uint32_t> sums{0};  // of its 0, 1, 2, ... largest leaves

    [[nodiscard]] std::uint32_t of_largest(std::uint32_t leaves) const {
        return sums[std::min<std::size_t>(leaves, sums.size() - 1)];
    }
    [[nodiscard]] std::uint32_t all() const { return sums.back(); }
};

LeafChoice::LeafChoice(const FreeNodes& nodes, std::span<const std::uint32_t> counts, Instant now, Instant until)
    : nodes_{nodes},
      counts_{counts},
      now_{now},
      seconds_{length_of(now, until).count()},
      rooms_(counts.size(), -1) {}

std::optional<LeafShares> LeafChoice::choose(std::uint32_t wanted, GroupIndex below) {
    const auto& group = tree().groups()[below];
    if (wanted == 0) return LeafShares{};
    if (const auto leaf = leaf_for(wanted, group)) return LeafShares{{*leaf, wanted}};
    const auto first = counts_.begin() + group.first;
    const auto there = std::accumulate(first, first + group.leaves(), std::uint64_t{0});
    if (there < wanted) return std::nullopt;
    return choose_several(wanted, below);
}

std::vector<LeafIndex> LeafChoice::tightest_leaves(std::uint32_t wanted, const LeafTree::Group& group) const {
    std::vector<LeafIndex> leaves;
    for (auto leaf = group.first; leaf < group.end; ++leaf) {
        if (counts_[leaf] >= wanted) leaves.push_back(leaf);
    }
    if (leaves.size() <= kLeavesCompared) return leaves;
    const auto tighter = [&](LeafIndex a, LeafIndex b) {
        return counts_[a] != counts_[b] ? counts_[a] < counts_[b] : a < b;
    };
    const auto end = leaves.begin() + kLeavesCompared;
    std::ranges::nth_element(leaves, end, tighter);
    leaves.erase(end, leaves.end());
    std::ranges::sort(leaves);
    return leaves;
}

std::optional<LeafIndex> LeafChoice::leaf_for(std::uint32_t wanted, const LeafTree::Group& group) {
    const auto leaves = tightest_leaves(wanted, group);
    if (leaves.empty()) return std::nullopt;
    if (leaves.size() == 1) return leaves.front();
    return std::ranges::min(leaves, {}, [&](LeafIndex leaf) {
        return std::pair{cost(leaf, wanted) + cost_of_group(tree().leaves()[leaf].parent, wanted), leaf};
    });
}

/// Requires that the leaves below the group suffice and none of them alone.
LeafShares LeafChoice::choose_several(std::uint32_t wanted, GroupIndex index) {
    const auto& group = tree().groups()[index];
    auto by_size = largest_first(group);
    if (group.groups.empty()) return leaves_of_group(wanted, by_size);
    LeafShares shares;
    for (const auto& part : split(wanted, group, std::move(by_size))) {
        const auto some = choose(part.nodes, part.group);
        assert(some);
        shares.insert(shares.end(), some->begin(), some->end());
    }
    return shares;
}

/// Begins with the largest leaves and exchanges them for cheaper ones as long as what is left suffices. All
/// are taken whole but one: that which the others there will leave soonest.
LeafShares LeafChoice::leaves_of_group(std::uint32_t wanted, std::span<const LeafIndex> by_size) {
    const auto count = fewest(wanted, by_size);
    assert(count);
    std::vector<LeafIndex> chosen(by_size.begin(), by_size.begin() + *count);
    std::vector<LeafIndex> others(by_size.begin() + *count, by_size.end());
    std::int64_t surplus = -std::int64_t{wanted};
    for (const auto leaf : chosen) surplus += counts_[leaf];

    // What others will leave there: the surplus does best where that is most.
    const auto leaving = [&](LeafIndex leaf) { return room(leaf) - seconds_ * counts_[leaf]; };
    const auto saved = [&](Cost most_leaving, std::int64_t left) { return left * (2 * most_leaving + left * seconds_); };
    for (auto& one : chosen) {
        Cost most_leaving = 0;
        for (const auto leaf : chosen) {
            if (leaf != one) most_leaving = std::max(most_leaving, leaving(leaf));
        }
        const auto total = [&](LeafIndex leaf) {
            const auto left = surplus - counts_[one] + counts_[leaf];
            return cost(leaf, counts_[leaf]) - saved(std::max(most_leaving, leaving(leaf)), left);
        };
        auto best = total(one);
        LeafIndex* cheapest = nullptr;
        for (auto& other : others) {
            if (counts_[one] > surplus + counts_[other]) break;  // they come largest first
            if (const auto rival = total(other); rival < best) best = rival, cheapest = &other;
        }
        if (cheapest == nullptr) continue;
        surplus += std::int64_t{counts_[*cheapest]} - counts_[one];
        std::swap(one, *cheapest);
        std::ranges::sort(others, [&](LeafIndex a, LeafIndex b) {
            return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : a < b;
        });
    }

    const auto last = std::ranges::max(chosen, {}, [&](LeafIndex leaf) { return std::pair{leaving(leaf), leaf}; });
    LeafShares shares;
    for (const auto leaf : chosen) {
        shares.push_back({leaf, counts_[leaf] - (leaf == last ? static_cast<std::uint32_t>(surplus) : 0)});
    }
    return shares;
}

/// Which groups right below give how many nodes: as few groups as the fewest leaves allow.
std::vector<LeafChoice::Part> LeafChoice::split(std::uint32_t wanted, const LeafTree::Group& group,
                                                std::vector<LeafIndex> by_size) {
    std::vector<Part> parts;
    auto leaves = fewest(wanted, by_size).value_or(0);
    while (wanted > 0) {
        auto children = children_of(group, by_size);
        std::vector<Child> holding;
        for (const auto& child : children) {
            if (child.of_largest(leaves) >= wanted) holding.push_back(child);
        }
        if (!holding.empty()) {
            parts.push_back({cheapest(wanted, std::move(holding)), wanted});
            return parts;
        }
        const auto part = most_of_one(wanted, leaves, std::move(children), by_size);
        parts.push_back(part);
        wanted -= part.nodes;
        const auto& taken = tree().groups()[part.group];
        std::erase_if(by_size, [&](LeafIndex leaf) { return leaf >= taken.first && leaf < taken.end; });
        leaves = fewest(wanted, by_size).value_or(0);
    }
    return parts;
}

std::vector<LeafChoice::Child> LeafChoice::children_of(const LeafTree::Group& group,
                                                       std::span<const LeafIndex> by_size) const {
    std::vector<Child> children;
    std::vector<std::uint32_t> child_of(group.leaves());
    for (const auto index : group.groups) {
        const auto& below = tree().groups()[index];
        const auto first = child_of.begin() + (below.first - group.first);
        std::fill(first, first + below.leaves(), static_cast<std::uint32_t>(children.size()));
        children.push_back({index});
    }
    for (const auto leaf : by_size) {
        auto& sums = children[child_of[leaf - group.first]].sums;
        sums.push_back(sums.back() + counts_[leaf]);
    }
    return children;
}

/// Of groups that can each hold the whole rest on equally few leaves.
GroupIndex LeafChoice::cheapest(std::uint32_t wanted, std::vector<Child> children) {
    const auto compared = std::min(children.size(), kGroupsCompared);
    const auto end = children.begin() + static_cast<std::ptrdiff_t>(compared);
    std::ranges::partial_sort(children, end, {}, [](const Child& child) { return std::pair{child.all(), child.group}; });
    const auto price = [&](const Child& child) {
        auto sum = cost_of_group(child.group, wanted);
        const auto shares = choose(wanted, child.group);
        assert(shares);
        for (const auto& share : *shares) sum += cost(share.leaf, share.nodes);
        return std::pair{sum, child.group};
    };
    if (compared == 1 || !tree().groups()[children.front().group].groups.empty()) return children.front().group;
    return std::ranges::min(std::span{children.begin(), end}, {}, price).group;
}

/// The group that can take the largest part without more leaves in all than necessary.
LeafChoice::Part LeafChoice::most_of_one(std::uint32_t wanted, std::uint32_t leaves, std::vector<Child> children,
                                         std::span<const LeafIndex> by_size) const {
    const auto compared = std::min(children.size(), kGroupsCompared);
    const auto end = children.begin() + static_cast<std::ptrdiff_t>(compared);
    std::ranges::partial_sort(children, end, std::greater<>{},
                              [&](const Child& child) { return std::pair{child.of_largest(leaves), ~child.group}; });
    Part part;
    for (const auto& child : std::span{children.begin(), end}) {
        const auto nodes = child.of_largest(most_leaves(child, wanted, leaves, by_size));
        if (nodes > part.nodes) part = {child.group, nodes};
    }
    assert(part.nodes > 0);
    return part;
}

/// So many of the child's largest leaves can be taken that the others still find the rest on the remaining ones.
std::uint32_t LeafChoice::most_leaves(const Child& child, std::uint32_t wanted, std::uint32_t leaves,
                                      std::span<const LeafIndex> by_size) const {
    const auto& group = tree().groups()[child.group];
    std::vector<std::uint32_t> elsewhere{0};  // what the others' 0, 1, 2, ... largest leaves have
    for (const auto leaf : by_size) {
        if (elsewhere.size() > leaves) break;
        if (leaf >= group.first && leaf < group.end) continue;
        elsewhere.push_back(elsewhere.back() + counts_[leaf]);
    }
    auto own = std::min(leaves, static_cast<std::uint32_t>(child.sums.size() - 1));
    const auto rest = [&] { return elsewhere[std::min<std::size_t>(leaves - own, elsewhere.size() - 1)]; };
    while (own > 0 && child.of_largest(own) + rest() < wanted) --own;
    return own;
}

/// The leaves that have any nodes for the job, those with most of them first; by counting, as it is done often.
std::vector<LeafIndex> LeafChoice::largest_first(const LeafTree::Group& group) const {
    const auto own = counts_.subspan(group.first, group.leaves());
    const auto most = own.empty() ? 0 : std::ranges::max(own);
    std::vector<std::uint32_t> place(most + 2, 0);  // how many leaves have more
    for (const auto count : own) ++place[count];
    std::uint32_t before = 0;
    for (auto count = most; count > 0; --count) before += std::exchange(place[count], before);
    std::vector<LeafIndex> sorted(before);
    for (auto leaf = group.first; leaf < group.end; ++leaf) {
        if (counts_[leaf] > 0) sorted[place[counts_[leaf]]++] = leaf;
    }
    return sorted;
}

std::optional<std::uint32_t> LeafChoice::fewest(std::uint32_t wanted, std::span<const LeafIndex> by_size) const {
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < by_size.size(); ++i) {
        sum += counts_[by_size[i]];
        if (sum >= wanted) return i + 1;
    }
    return std::nullopt;
}

/// Node-seconds that the leaf has free while the job runs.
LeafChoice::Cost LeafChoice::room(LeafIndex leaf) {
    auto& room = rooms_[leaf];
    if (room >= 0) return room;
    room = seconds_ * nodes_.free_in_leaves()[leaf];
    const auto end = now_ + Duration{seconds_};
    for (const auto& ending : nodes_.endings(leaf)) {
        if (ending.when < end) room += ending.nodes * (end - std::max(ending.when, now_)).count();
    }
    return room;
}

LeafChoice::Cost LeafChoice::cost(LeafIndex leaf, std::uint32_t taken) {
    return kLeafWeight * taken * (2 * room(leaf) - seconds_ * taken);
}

/// As for a leaf of mean size, with the room that there is now.
LeafChoice::Cost LeafChoice::cost_of_group(GroupIndex index, std::uint32_t taken) const {
    const auto leaves = tree().groups()[index].leaves();
    return kGroupWeight * taken * seconds_ * (2 * std::int64_t{nodes_.free_in_group(index)} - taken) / leaves;
}

}  // namespace sluice::engine
