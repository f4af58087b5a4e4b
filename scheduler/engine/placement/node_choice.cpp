// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/placement/node_choice.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

#include "scheduler/engine/placement/leaf_choice.hpp"

namespace sluice::engine {
namespace {

using Counts = std::vector<std::uint32_t>;
using Nodes = std::vector<NodeIndex>;

bool is_in(std::span<const std::uint64_t> bits, NodeSlot slot) { return (bits[slot / 64] >> slot % 64 & 1) != 0; }

/// How many more nodes of a class there may be, for classes whose limit matters.
struct Limit {
    const NodeBits* nodes = nullptr;
    std::uint32_t left = 0;
};
using Limits = std::vector<Limit>;

/// The nodes that a wish may have, and the limits that it must keep.
class Offer {
  public:
    Offer(const FreeNodes& nodes, const NodeWish& wish);
    Offer(const Offer&) = delete;
    Offer& operator=(const Offer&) = delete;

    [[nodiscard]] const Counts& counts() const { return counts_; }
    [[nodiscard]] bool has(NodeSlot slot) const { return is_in(words_, slot); }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    /// What the leaf has under these limits.
    [[nodiscard]] std::uint32_t left_in(LeafIndex leaf, const Limits& limits) const;
    /// Takes up to so many nodes of the leaf, those of lower places first.
    std::uint32_t take(LeafIndex leaf, std::uint32_t wanted, Limits& limits, Nodes& into) const;

  private:
    void leave_only(const NodeWish& wish);
    void find_limits(const NodeWish& wish);
    void count();

    const FreeNodes& nodes_;
    NodeBits some_;  // unless all free nodes are offered
    std::span<const std::uint64_t> words_;
    Limits limits_;
    Counts counts_;
};

Offer::Offer(const FreeNodes& nodes, const NodeWish& wish) : nodes_{nodes}, words_{nodes.bits()} {
    if (wish.allowed == nullptr && wish.most_of_class.empty()) {
        const auto free = nodes.free_in_leaves();
        counts_.assign(free.begin(), free.end());
        return;
    }
    leave_only(wish);
    find_limits(wish);
    count();
}

void Offer::leave_only(const NodeWish& wish) {
    some_ = nodes_.bits();
    words_ = some_;
    if (wish.allowed != nullptr) std::ranges::transform(some_, *wish.allowed, some_.begin(), std::bit_and<>{});
    if (wish.most_of_class.empty()) return;
    NodeBits of_classes(some_.size(), 0);
    for (std::size_t c = 0; c < wish.most_of_class.size(); ++c) {
        if (wish.most_of_class[c] > 0) std::ranges::transform(of_classes, wish.classes[c], of_classes.begin(), std::bit_or<>{});
    }
    std::ranges::transform(some_, of_classes, some_.begin(), std::bit_and<>{});
}

/// A limit matters if the wish could exceed it.
void Offer::find_limits(const NodeWish& wish) {
    for (std::size_t c = 0; c < wish.most_of_class.size(); ++c) {
        const auto most = wish.most_of_class[c];
        if (most == 0 || most >= wish.count) continue;
        std::uint32_t offered = 0;
        for (std::size_t w = 0; w < words_.size(); ++w) {
            offered += static_cast<std::uint32_t>(std::popcount(words_[w] & wish.classes[c][w]));
        }
        if (offered > most) limits_.push_back({&wish.classes[c], most});
    }
}

void Offer::count() {
    counts_.assign(nodes_.tree().leaves().size(), 0);
    for (LeafIndex leaf = 0; leaf < counts_.size(); ++leaf) counts_[leaf] = left_in(leaf, limits_);
}

std::uint32_t Offer::left_in(LeafIndex leaf, const Limits& limits) const {
    const auto& own = nodes_.tree().leaves()[leaf];
    std::uint32_t left = 0;
    for (auto w = own.first_word(); w < own.end_word(); ++w) left += static_cast<std::uint32_t>(std::popcount(words_[w]));
    for (const auto& limit : limits) {
        std::uint32_t of_class = 0;
        for (auto w = own.first_word(); w < own.end_word(); ++w) {
            of_class += static_cast<std::uint32_t>(std::popcount(words_[w] & (*limit.nodes)[w]));
        }
        left -= of_class - std::min(of_class, limit.left);
    }
    return left;
}

std::uint32_t Offer::take(LeafIndex leaf, std::uint32_t wanted, Limits& limits, Nodes& into) const {
    std::uint32_t taken = 0;
    const auto& own = nodes_.tree().leaves()[leaf];
    for (auto w = own.first_word(); w < own.end_word(); ++w) {
        for (auto bits = words_[w]; bits != 0 && taken < wanted; bits &= bits - 1) {
            const auto slot = static_cast<NodeSlot>(w * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
            const auto limit = std::ranges::find_if(limits, [&](const Limit& l) { return is_in(*l.nodes, slot); });
            if (limit != limits.end() && limit->left == 0) continue;
            if (limit != limits.end()) --limit->left;
            into.push_back(nodes_.tree().node_at(slot));
            ++taken;
        }
    }
    return taken;
}

/// Where the leaves' limits add up to more than the classes allow together: one leaf after another, the
/// tightest that holds the rest, else the largest. Finds a set whenever there is one.
LeafShares share_one_by_one(const Offer& offer, std::uint32_t wanted) {
    auto limits = offer.limits();
    LeafShares shares;
    std::vector<LeafIndex> unused(offer.counts().size());
    std::iota(unused.begin(), unused.end(), LeafIndex{0});
    while (wanted > 0 && !unused.empty()) {
        const auto rank = [&](LeafIndex leaf) {
            const auto left = offer.left_in(leaf, limits);
            return left >= wanted ? std::pair{NodeWish::kAny, ~left} : std::pair{left, std::uint32_t{0}};
        };
        const auto best = std::ranges::max_element(unused, {}, rank);
        Nodes taken;
        const auto count = offer.take(*best, wanted, limits, taken);
        if (count == 0) break;
        shares.push_back({*best, count});
        wanted -= count;
        unused.erase(best);
    }
    return wanted == 0 ? shares : LeafShares{};
}

std::optional<Nodes> take(const Offer& offer, const LeafShares& shares) {
    auto limits = offer.limits();
    Nodes taken;
    for (const auto& share : shares) {
        if (offer.take(share.leaf, share.nodes, limits, taken) < share.nodes) return std::nullopt;
    }
    std::ranges::sort(taken);
    return taken;
}

/// The lowest level on which some group has room for a segment at all, and its groups with such room.
std::vector<GroupIndex> groups_for(const LeafTree& tree, std::uint32_t segment) {
    for (const auto& level : tree.levels()) {
        std::vector<GroupIndex> roomy;
        for (const auto index : level) {
            std::uint32_t nodes = 0;
            for (auto leaf = tree.groups()[index].first; leaf < tree.groups()[index].end; ++leaf) nodes += tree.leaves()[leaf].nodes;
            if (nodes >= segment) roomy.push_back(index);
        }
        if (!roomy.empty()) return roomy;
    }
    return {};
}

/// Segments larger than a leaf: the group that holds all the rest most tightly, else that which holds most.
std::optional<LeafShares> share_in_groups(const FreeNodes& nodes, const NodeWish& wish, Counts counts) {
    LeafChoice choice{nodes, counts, wish.now, wish.until};
    auto groups = groups_for(nodes.tree(), wish.segment);
    const auto holds = [&](GroupIndex index) {
        const auto& group = nodes.tree().groups()[index];
        const auto first = counts.begin() + group.first;
        const auto there = std::accumulate(first, first + group.leaves(), std::uint32_t{0});
        return there / wish.segment * wish.segment;
    };
    LeafShares shares;
    for (auto wanted = wish.count; wanted > 0;) {
        if (groups.empty()) return std::nullopt;
        const auto best = std::ranges::max_element(groups, {}, [&](GroupIndex index) {
            const auto held = holds(index);
            return held >= wanted ? std::pair{NodeWish::kAny, ~held} : std::pair{held, std::uint32_t{0}};
        });
        const auto some = std::min(wanted, holds(*best));
        if (some == 0) return std::nullopt;
        const auto part = choice.choose(some, *best);
        shares.insert(shares.end(), part->begin(), part->end());
        wanted -= some;
        groups.erase(best);
    }
    return shares;
}

std::optional<LeafShares> share(const FreeNodes& nodes, const NodeWish& wish, const Offer& offer) {
    auto counts = offer.counts();
    if (wish.segment > 1) {
        if (wish.count % wish.segment != 0) return std::nullopt;
        const auto sizes = nodes.tree().leaves();
        const auto largest = std::ranges::max(sizes, {}, &LeafTree::Leaf::nodes).nodes;
        if (wish.segment > largest) return share_in_groups(nodes, wish, std::move(counts));
        for (auto& count : counts) count -= count % wish.segment;
    }
    return LeafChoice{nodes, counts, wish.now, wish.until}.choose(wish.count);
}

/// Runs of consecutive nodes: on the fewest leaves, then out of the shortest run.
class Runs {
  public:
    Runs(const FreeNodes& nodes, const NodeWish& wish)
        : nodes_{nodes}, wish_{wish}, offer_{nodes, wish}, nodes_in_leaf_(nodes.tree().leaves().size(), 0) {}

    std::optional<Nodes> best() {
        const auto total = static_cast<std::uint32_t>(nodes_.tree().node_count());
        for (std::uint32_t start = 0; start < total;) {
            auto end = start;
            while (end < total && offer_.has(nodes_.tree().slot_of(NodeIndex{end}))) ++end;
            look_at(start, end);
            start = end + 1;
        }
        if (!first_) return std::nullopt;
        Nodes run;
        for (auto n = *first_; n < *first_ + wish_.count; ++n) run.push_back(NodeIndex{n});
        return run;
    }

  private:
    [[nodiscard]] LeafIndex leaf(std::uint32_t n) const { return nodes_.tree().leaf_of(NodeIndex{n}); }

    /// Every place in a run where the job could begin.
    void look_at(std::uint32_t start, std::uint32_t end) {
        if (end - start < wish_.count) return;
        for (auto n = start; n < start + wish_.count; ++n) come(n);
        for (auto first = start;; ++first) {
            const std::pair rank{leaves_, end - start};
            if (leaves_ <= wish_.max_leaves && (!first_ || rank < rank_) && keeps_limits(first)) first_ = first, rank_ = rank;
            const auto next = first + wish_.count;
            go(first);
            if (next == end) break;
            come(next);
        }
        for (auto n = end - wish_.count + 1; n < end; ++n) go(n);
    }
    void come(std::uint32_t n) { leaves_ += nodes_in_leaf_[leaf(n)]++ == 0 ? 1 : 0; }
    void go(std::uint32_t n) { leaves_ -= --nodes_in_leaf_[leaf(n)] == 0 ? 1 : 0; }

    [[nodiscard]] bool keeps_limits(std::uint32_t first) const {
        for (std::size_t c = 0; c < wish_.most_of_class.size(); ++c) {
            std::uint32_t used = 0;
            for (auto n = first; n < first + wish_.count; ++n) {
                used += is_in(wish_.classes[c], nodes_.tree().slot_of(NodeIndex{n})) ? 1 : 0;
            }
            if (used > wish_.most_of_class[c]) return false;
        }
        return true;
    }

    const FreeNodes& nodes_;
    const NodeWish& wish_;
    const Offer offer_;
    Counts nodes_in_leaf_;      // of those looked at
    std::uint32_t leaves_ = 0;  // that have any of them
    std::optional<std::uint32_t> first_;
    std::pair<std::uint32_t, std::uint32_t> rank_;
};

}  // namespace

std::optional<std::vector<NodeIndex>> choose_nodes(const FreeNodes& nodes, const NodeWish& wish) {
    if (wish.contiguous) return Runs{nodes, wish}.best();
    const Offer offer{nodes, wish};
    const auto shares = share(nodes, wish, offer);
    if (!shares) return std::nullopt;
    if (shares->size() <= wish.max_leaves) {
        if (auto taken = take(offer, *shares)) return taken;
    }
    if (offer.limits().empty() || wish.segment > 1) return std::nullopt;
    const auto careful = share_one_by_one(offer, wish.count);
    if (careful.empty() || careful.size() > wish.max_leaves) return std::nullopt;
    return take(offer, careful);
}

}  // namespace sluice::engine
