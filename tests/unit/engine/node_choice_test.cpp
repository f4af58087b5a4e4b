// SPDX-License-Identifier: Apache-2.0
//
// Which nodes a job gets that takes whole ones: by examples, and against a choice that tries every set of leaves.
#include "scheduler/engine/placement/node_choice.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <set>

#include "scheduler/model/hostlist.hpp"
#include "tests/unit/engine/networks.hpp"

namespace sluice::engine::testing {
namespace {

using namespace std::chrono_literals;
constexpr Instant t0{Duration{1'000'000}};

using Chosen = std::optional<std::vector<NodeIndex>>;

std::string folded(const Chosen& nodes) {
    if (!nodes) return "nowhere";
    std::vector<std::string> names;
    for (const auto node : *nodes) names.push_back(fmt::format("n{}", node.value()));
    return fold_hosts(names);
}

NodeWish wish(std::uint32_t count, Duration length = 1h) {
    NodeWish wish;
    wish.count = count;
    wish.now = t0;
    wish.until = t0 + length;
    return wish;
}

/// Keeps nodes first, ..., last busy for so long.
void occupy(FreeNodes& nodes, std::uint32_t first, std::uint32_t last, Duration length) {
    for (auto n = first; n <= last; ++n) nodes.set_busy(NodeIndex{n}, t0 + length);
}

TEST_CASE("a job gets the fewest leaves") {
    FreeNodes nodes{tree_of({{4, 4}, {4, 4}})};
    CHECK(folded(choose_nodes(nodes, wish(4))) == "n[0-3]");
    occupy(nodes, 0, 0, 1h);
    CHECK(folded(choose_nodes(nodes, wish(4))) == "n[4-7]");
    CHECK(folded(choose_nodes(nodes, wish(3))) == "n[1-3]");   // the leaf that is not empty anyway
    CHECK(folded(choose_nodes(nodes, wish(8))) == "n[8-15]");  // two leaves of one pod
    CHECK(folded(choose_nodes(nodes, wish(16))) == "nowhere");
    CHECK(folded(choose_nodes(nodes, wish(15))) == "n[1-15]");
}

TEST_CASE("fewer leaves come before fewer groups") {
    // Three nodes are free under each of two leaves in the first pod; the others have one leaf of five each.
    FreeNodes nodes{tree_of({{3, 3, 3, 3}, {5}, {5}})};
    CHECK(folded(choose_nodes(nodes, wish(10))) == "n[12-21]");
}

TEST_CASE("a job stands beside those that end when it ends") {
    FreeNodes nodes{tree_of({{4, 4, 4}})};
    occupy(nodes, 0, 1, 1h);
    occupy(nodes, 4, 5, 24h);
    CHECK(folded(choose_nodes(nodes, wish(2, 24h))) == "n[6-7]");
    CHECK(folded(choose_nodes(nodes, wish(1, 20h))) == "n6");
}

TEST_CASE("what a job leaves of its leaves is left together, where others leave soonest") {
    // Six of eight nodes on two half-empty leaves: the rest stays on the leaf that is empty soon.
    FreeNodes nodes{tree_of({{4, 4}, {8}})};
    occupy(nodes, 8, 15, 24h);
    CHECK(folded(choose_nodes(nodes, wish(6))) == "n[0-5]");
    nodes.set_busy(NodeIndex{0}, t0 + 1min);
    nodes.set_busy(NodeIndex{4}, t0 + 10h);
    CHECK(folded(choose_nodes(nodes, wish(5))) == "n[1-2,5-7]");
}

TEST_CASE("partly used leaves are taken before an empty one that would do as well") {
    FreeNodes nodes{tree_of({{4, 4, 4, 4}})};
    occupy(nodes, 0, 0, 10h);
    occupy(nodes, 4, 4, 10h);
    CHECK(folded(choose_nodes(nodes, wish(6))) == "n[1-3,5-7]");
}

TEST_CASE("the pod that is fuller is taken") {
    FreeNodes nodes{tree_of({{4, 4}, {4, 4}})};
    occupy(nodes, 8, 11, 10h);
    CHECK(folded(choose_nodes(nodes, wish(4))) == "n[12-15]");
}

TEST_CASE("in a leaf, nodes of less weight come first") {
    const std::vector<std::uint32_t> weights{5, 1, 5, 1};
    const FreeNodes nodes{tree_of({{4}}), weights};
    CHECK(folded(choose_nodes(nodes, wish(2))) == "n[1,3]");
    CHECK(folded(choose_nodes(nodes, wish(3))) == "n[0-1,3]");
}

TEST_CASE("only allowed nodes are taken") {
    FreeNodes nodes{tree_of({{4, 4}})};
    const std::vector<NodeIndex> some{NodeIndex{1}, NodeIndex{5}, NodeIndex{6}};
    const auto bits = nodes.bits_of(some);
    auto two = wish(2);
    two.allowed = &bits;
    CHECK(folded(choose_nodes(nodes, two)) == "n[5-6]");
    two.count = 4;
    CHECK(folded(choose_nodes(nodes, two)) == "nowhere");
}

TEST_CASE("no more nodes of a class than there may be") {
    FreeNodes nodes{tree_of({{4, 4}})};
    const std::vector<NodeIndex> second{NodeIndex{2}, NodeIndex{3}, NodeIndex{7}};
    const std::vector<NodeIndex> first{NodeIndex{0}, NodeIndex{1}, NodeIndex{4}, NodeIndex{5}, NodeIndex{6}};
    const std::vector classes{nodes.bits_of(first), nodes.bits_of(second)};
    std::vector<std::uint32_t> most{2, 9};
    auto some = wish(3);
    some.classes = classes;
    some.most_of_class = most;
    CHECK(folded(choose_nodes(nodes, some)) == "n[0-2]");
    most = {1, 9};
    CHECK(folded(choose_nodes(nodes, some)) == "n[0,2-3]");
    some.count = 5;
    CHECK(folded(choose_nodes(nodes, some)) == "nowhere");  // one of class 0, three of class 1
    some.count = 4;
    CHECK(folded(choose_nodes(nodes, some)) == "n[0,2-3,7]");
}

TEST_CASE("no more leaves than there may be") {
    FreeNodes nodes{tree_of({{4, 4}})};
    occupy(nodes, 0, 0, 1h);
    occupy(nodes, 4, 4, 1h);
    auto four = wish(4);
    four.max_leaves = 1;
    CHECK(folded(choose_nodes(nodes, four)) == "nowhere");
    four.max_leaves = 2;
    CHECK(folded(choose_nodes(nodes, four)) != "nowhere");
}

TEST_CASE("segments stand in one leaf each") {
    FreeNodes nodes{tree_of({{5, 5, 5}})};
    auto segments = wish(8);
    segments.segment = 4;
    CHECK(folded(choose_nodes(nodes, segments)) == "n[0-3,5-8]");
    segments.segment = 2;
    CHECK(folded(choose_nodes(nodes, segments)) == "n[0-3,5-8]");
    segments.count = 9;
    CHECK(folded(choose_nodes(nodes, segments)) == "nowhere");  // 9 are no segments of 2
    segments.count = 14;
    CHECK(folded(choose_nodes(nodes, segments)) == "nowhere");  // 15 nodes, but 6 segments
}

TEST_CASE("segments larger than a leaf stand in one group each") {
    FreeNodes nodes{tree_of({{2, 2}, {2, 2}, {2, 2}})};
    auto segments = wish(8);
    segments.segment = 4;
    CHECK(folded(choose_nodes(nodes, segments)) == "n[0-7]");
    occupy(nodes, 4, 4, 1h);
    CHECK(folded(choose_nodes(nodes, segments)) == "n[0-3,8-11]");
    segments.count = 12;
    CHECK(folded(choose_nodes(nodes, segments)) == "nowhere");
}

TEST_CASE("contiguous nodes follow each other in node order") {
    FreeNodes nodes{tree_of({{4, 4}, {4}})};
    auto three = wish(3);
    three.contiguous = true;
    occupy(nodes, 1, 1, 1h);
    CHECK(folded(choose_nodes(nodes, three)) == "n[4-6]");  // on one leaf
    occupy(nodes, 5, 5, 1h);
    occupy(nodes, 9, 9, 1h);
    CHECK(folded(choose_nodes(nodes, three)) == "n[2-4]");
    three.max_leaves = 1;
    CHECK(folded(choose_nodes(nodes, three)) == "nowhere");
}

// ---- against trying everything ----

/// Nodes of each leaf that a wish may have, one by one.
std::vector<std::uint32_t> offered(const FreeNodes& nodes, const NodeWish& wish) {
    std::vector<std::uint32_t> counts(nodes.tree().leaves().size(), 0);
    for (std::uint32_t n = 0; n < nodes.tree().node_count(); ++n) {
        const auto slot = nodes.tree().slot_of(NodeIndex{n});
        const bool allowed = wish.allowed == nullptr || ((*wish.allowed)[slot / 64] >> slot % 64 & 1) != 0;
        if (allowed && nodes.is_free(NodeIndex{n})) ++counts[nodes.tree().leaf_of(NodeIndex{n})];
    }
    for (auto& count : counts) count -= count % wish.segment;
    return counts;
}

/// The fewest leaves of [first, end) that have so many nodes, found by trying every set; 0 if there is none.
std::size_t fewest_leaves(const std::vector<std::uint32_t>& counts, std::uint32_t wanted, std::size_t first, std::size_t end) {
    std::size_t fewest = 0;
    for (std::uint32_t set = 1; set < 1u << (end - first); ++set) {
        std::uint32_t sum = 0;
        for (auto leaf = first; leaf < end; ++leaf) sum += (set >> (leaf - first) & 1) * counts[leaf];
        const auto size = static_cast<std::size_t>(std::popcount(set));
        if (sum >= wanted && (fewest == 0 || size < fewest)) fewest = size;
    }
    return fewest;
}

/// The level of the lowest group that can hold the job on that many leaves.
std::uint32_t lowest_level(const LeafTree& tree, const std::vector<std::uint32_t>& counts, std::uint32_t wanted, std::size_t leaves) {
    auto lowest = LeafTree::kNobody;
    for (const auto& group : tree.groups()) {
        if (fewest_leaves(counts, wanted, group.first, group.end) == leaves) lowest = std::min(lowest, group.level);
    }
    return lowest;
}

std::uint32_t level_around(const LeafTree& tree, const std::set<LeafIndex>& leaves) {
    auto lowest = LeafTree::kNobody;
    for (const auto& group : tree.groups()) {
        if (group.first <= *leaves.begin() && *leaves.rbegin() < group.end) lowest = std::min(lowest, group.level);
    }
    return lowest;
}

struct RandomCase {
    explicit RandomCase(std::uint32_t seed) : random{seed}, topology{random_tree(random)}, nodes{topology} {
        for (std::uint32_t n = 0; n < topology.node_count(); ++n) {
            if (random() % 3 == 0) nodes.set_busy(NodeIndex{n}, t0 + Duration{random() % 7200});
            if (random() % 4 != 0) some.push_back(NodeIndex{n});
            class_of.push_back(static_cast<std::uint32_t>(random() % 3));
        }
        bits = nodes.bits_of(some);
        asked = wish(1 + static_cast<std::uint32_t>(random() % topology.node_count()), Duration{random() % 7200});
        if (random() % 2 == 0) asked.allowed = &bits;
    }

    std::mt19937 random;
    Topology topology;
    FreeNodes nodes;
    std::vector<NodeIndex> some;
    std::vector<std::uint32_t> class_of, most;
    NodeBits bits;
    NodeWish asked;
};

/// So many different nodes, all free and allowed.
void check_valid(const RandomCase& c, const Chosen& chosen) {
    REQUIRE(chosen->size() == c.asked.count);
    CHECK(std::ranges::is_sorted(*chosen));
    CHECK(std::ranges::adjacent_find(*chosen) == chosen->end());
    for (const auto node : *chosen) {
        CHECK(c.nodes.is_free(node));
        if (c.asked.allowed != nullptr) CHECK(std::ranges::binary_search(c.some, node));
    }
}

std::set<LeafIndex> leaves_of(const RandomCase& c, const Chosen& chosen) {
    std::set<LeafIndex> leaves;
    for (const auto node : *chosen) leaves.insert(c.nodes.tree().leaf_of(node));
    return leaves;
}

TEST_CASE("no set of leaves is smaller than the chosen one, and none of its size is nearer together") {
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        RandomCase c{seed};
        if (seed % 4 == 0) c.asked.segment = 2;
        if (c.asked.segment == 2 && std::ranges::max(c.nodes.tree().leaves(), {}, &LeafTree::Leaf::nodes).nodes < 2) continue;
        const auto counts = offered(c.nodes, c.asked);
        const auto fewest = fewest_leaves(counts, c.asked.count, 0, counts.size());
        const auto chosen = choose_nodes(c.nodes, c.asked);
        REQUIRE(chosen.has_value() == (fewest > 0 && c.asked.count % c.asked.segment == 0));
        if (!chosen) continue;
        check_valid(c, chosen);
        const auto leaves = leaves_of(c, chosen);
        CHECK(leaves.size() == fewest);
        if (fewest > 1) CHECK(level_around(c.nodes.tree(), leaves) == lowest_level(c.nodes.tree(), counts, c.asked.count, fewest));
    }
}

TEST_CASE("nodes of a class of which there may be none are not taken, however many are free") {
    FreeNodes nodes{tree_of({{2, 2}})};
    const std::vector<NodeIndex> first{NodeIndex{0}, NodeIndex{1}}, second{NodeIndex{2}};
    const std::vector classes{nodes.bits_of(first), nodes.bits_of(second)};
    const std::vector<std::uint32_t> most{0, 1};
    auto one = wish(1);
    one.classes = classes;
    one.most_of_class = most;
    CHECK(folded(choose_nodes(nodes, one)) == "n2");
    one.count = 2;
    CHECK(folded(choose_nodes(nodes, one)) == "nowhere");  // node 3 is of no class
}

TEST_CASE("limits on classes are kept, and a set that keeps them is found whenever there is one") {
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        RandomCase c{seed};
        for (int i = 0; i < 3; ++i) c.most.push_back(static_cast<std::uint32_t>(c.random() % 5));
        std::vector<std::vector<NodeIndex>> members(3);
        for (std::uint32_t n = 0; n < c.class_of.size(); ++n) members[c.class_of[n]].push_back(NodeIndex{n});
        std::vector<NodeBits> classes;
        for (const auto& each : members) classes.push_back(c.nodes.bits_of(each));
        c.asked.classes = classes;
        c.asked.most_of_class = c.most;
        std::vector<std::uint32_t> left = c.most;
        std::uint32_t possible = 0;
        for (std::uint32_t n = 0; n < c.class_of.size(); ++n) {
            const bool allowed = c.asked.allowed == nullptr || std::ranges::binary_search(c.some, NodeIndex{n});
            if (allowed && c.nodes.is_free(NodeIndex{n}) && left[c.class_of[n]] > 0) --left[c.class_of[n]], ++possible;
        }
        const auto chosen = choose_nodes(c.nodes, c.asked);
        REQUIRE(chosen.has_value() == (possible >= c.asked.count));
        if (!chosen) continue;
        check_valid(c, chosen);
        left = c.most;
        for (const auto node : *chosen) REQUIRE(left[c.class_of[node.value()]]-- > 0);
    }
}

TEST_CASE("a contiguous run is on as few leaves as any") {
    for (std::uint32_t seed = 0; seed < 2000; ++seed) {
        CAPTURE(seed);
        RandomCase c{seed};
        c.asked.contiguous = true;
        std::size_t fewest = 0;
        for (std::uint32_t first = 0; first + c.asked.count <= c.topology.node_count(); ++first) {
            std::set<LeafIndex> leaves;
            for (auto n = first; n < first + c.asked.count; ++n) {
                const bool allowed = c.asked.allowed == nullptr || std::ranges::binary_search(c.some, NodeIndex{n});
                if (!allowed || !c.nodes.is_free(NodeIndex{n})) leaves.clear(), n = UINT32_MAX - 1;
                else leaves.insert(c.nodes.tree().leaf_of(NodeIndex{n}));
            }
            if (!leaves.empty() && (fewest == 0 || leaves.size() < fewest)) fewest = leaves.size();
        }
        const auto chosen = choose_nodes(c.nodes, c.asked);
        REQUIRE(chosen.has_value() == (fewest > 0));
        if (!chosen) continue;
        check_valid(c, chosen);
        CHECK(chosen->back().value() - chosen->front().value() + 1 == c.asked.count);
        CHECK(leaves_of(c, chosen).size() == fewest);
    }
}

}  // namespace
}  // namespace sluice::engine::testing
