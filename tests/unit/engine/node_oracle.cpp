// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engine/node_oracle.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace sluice::engine::testing {
namespace {

constexpr Duration kSecond{1};

bool covers(Instant from, Instant until, Instant second) { return from <= second && second < until; }

}  // namespace

NodeByNode::Left NodeByNode::left_of(std::uint32_t node, const Claims& claims, Instant from, Instant until) const {
    const auto& has = cluster_.nodes[node];
    Left least{node, has.cores, has.memory.count(), has.gpus, true};
    for (auto second = from; second < until; second += kSecond) {
        Left left{node, has.cores, has.memory.count(), has.gpus, true};
        for (const auto* claim : claims) {
            if (!covers(claim->from, claim->until, second)) continue;
            for (const auto& placed : claim->hold.placement) {
                if (placed.node.value() != node) continue;
                left.cores -= placed.amount.cores;
                left.memory -= placed.amount.memory.count();
                left.gpus -= placed.amount.gres_of(0);
                left.idle = false;
            }
        }
        least.cores = std::min(least.cores, left.cores);
        least.memory = std::min(least.memory, left.memory);
        least.gpus = std::min(least.gpus, left.gpus);
        least.idle = least.idle && left.idle;
    }
    return least;
}

bool NodeByNode::is_admitted(const Request& request, std::uint32_t node, Instant from, Instant until) const {
    for (auto second = from; second < until; second += kSecond) {
        bool own = false;
        for (const auto& reservation : cluster_.reservations) {
            const bool here = std::ranges::find(reservation.nodes, node) != reservation.nodes.end();
            if (!here || !covers(reservation.from, reservation.until, second)) continue;
            if (reservation.number != request.reserved_for.reservation) return false;
            own = true;
        }
        if (request.reserved_for.reservation && !own) return false;
    }
    return true;
}

bool NodeByNode::has_licenses(const Request& request, const Claims& claims, Instant from, Instant until) const {
    if (request.licenses.empty()) return true;
    for (auto second = from; second < until; second += kSecond) {
        auto used = request.licenses.front().count;
        for (const auto* claim : claims) {
            if (covers(claim->from, claim->until, second) && !claim->hold.licenses.empty()) used += claim->hold.licenses.front().count;
        }
        if (used > cluster_.licenses) return false;
    }
    return true;
}

std::vector<NodeByNode::Left> NodeByNode::pick(std::vector<Left> fitting, std::size_t count) const {
    std::vector<Left> picked;
    while (picked.size() < count && !fitting.empty()) {
        std::map<std::size_t, std::vector<Left>> leaves;
        for (const auto& left : fitting) leaves[cluster_.nodes[left.node].leaf].push_back(left);
        const auto rest = count - picked.size();
        std::vector<Left>* best = nullptr;
        for (auto& [leaf, here] : leaves) {
            if (here.size() >= rest && (best == nullptr || here.size() < best->size())) best = &here;
        }
        if (best == nullptr) {
            for (auto& [leaf, here] : leaves) {
                if (best == nullptr || here.size() > best->size()) best = &here;
            }
        }
        std::ranges::stable_sort(*best, {}, &Left::cores);
        if (best->size() > rest) best->resize(rest);
        picked.insert(picked.end(), best->begin(), best->end());
        const auto leaf = cluster_.nodes[best->front().node].leaf;
        std::erase_if(fitting, [&](const Left& left) { return cluster_.nodes[left.node].leaf == leaf; });
    }
    return picked;
}

std::vector<std::uint32_t> NodeByNode::reservations_of(std::uint32_t node) const {
    std::vector<std::uint32_t> numbers;
    for (const auto& reservation : cluster_.reservations) {
        if (std::ranges::find(reservation.nodes, node) != reservation.nodes.end()) numbers.push_back(reservation.number);
    }
    return numbers;
}

/// Kinds in the order of their first nodes; of each as many as are left in every second. Which they are is of no
/// importance: any of the kind will be found when the job starts.
std::vector<NodeByNode::Left> NodeByNode::pick_by_kind(const Request& request, const Claims& claims, Instant from, Instant until) const {
    std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>> kinds;
    std::vector<std::vector<std::uint32_t>> order;
    for (const auto index : request.candidates) {
        const auto kind = reservations_of(index.value());
        if (kinds[kind].empty()) order.push_back(kind);
        kinds[kind].push_back(index.value());
    }
    std::vector<Left> picked;
    for (const auto& kind : order) {
        const auto& nodes = kinds[kind];
        if (!is_admitted(request, nodes.front(), from, until)) continue;
        auto left = std::ssize(nodes);
        for (auto second = from; second < until; second += kSecond) {
            auto here = std::ssize(nodes);
            for (const auto* claim : claims) {
                if (!covers(claim->from, claim->until, second)) continue;
                for (const auto& placed : claim->hold.placement) here -= reservations_of(placed.node.value()) == kind ? 1 : 0;
            }
            left = std::min(left, here);
        }
        for (std::ptrdiff_t i = 0; i < left && picked.size() < request.min_nodes; ++i) picked.push_back({nodes[static_cast<std::size_t>(i)], 0, 0, 0, true});
    }
    return picked;
}

std::optional<Hold> NodeByNode::choose(const Request& request, const Claims& claims, Instant from, Instant until) const {
    if (!has_licenses(request, claims, from, until)) return std::nullopt;
    const auto each = request.tasks_per_node.value_or(1);
    const std::uint32_t gpus = request.gres.empty() ? 0 : request.gres.front().count;
    std::vector<Left> fitting;
    for (const auto index : request.candidates) {
        const auto left = left_of(index.value(), claims, from, until);
        const bool enough = left.cores >= each * request.cpus_per_task && left.memory >= request.memory_per_node.count() && left.gpus >= gpus;
        if (enough && (left.idle || !request.exclusive) && is_admitted(request, index.value(), from, until)) fitting.push_back(left);
    }
    auto picked = cluster_.whole_nodes ? pick_by_kind(request, claims, from, until) : pick(fitting, request.min_nodes);
    if (picked.size() < request.min_nodes) return std::nullopt;
    std::set<std::size_t> leaves;
    for (const auto& left : picked) leaves.insert(cluster_.nodes[left.node].leaf);
    if (request.max_switches && from < request.switches_until && leaves.size() > *request.max_switches) return std::nullopt;
    std::ranges::sort(picked, {}, &Left::node);
    Hold hold;
    hold.licenses = request.licenses;
    for (const auto& left : picked) {
        const auto& node = cluster_.nodes[left.node];
        PlacedNode placed{NodeIndex{left.node}, each, each * request.cpus_per_task, {each * request.cpus_per_task, request.memory_per_node, {gpus}}};
        if (request.exclusive) placed.amount = {node.cores, node.memory, {node.gpus}};
        hold.placement.push_back(placed);
    }
    return hold;
}

Instant NodeByNode::nothing_changes_after() const {
    auto last = Instant::min();
    for (const auto& reservation : cluster_.reservations) last = std::max(last, reservation.until);
    return last;
}

}  // namespace sluice::engine::testing
