// SPDX-License-Identifier: Apache-2.0
//
// Which nodes a job gets, out of those that offer enough, and how many tasks each.
//
// The aim, in this order: fewest leaf switches; then best fit, the smallest group of switches and the
// fullest nodes that still hold the job, so that large free areas stay whole. The lowest switch below which
// the job fits is taken; inside it, leaf by leaf, a leaf that holds the whole rest before a larger one.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/request.hpp"

namespace sluice::engine {

/// What a node has for a job in the time that is asked about.
struct NodeOffer {
    Amount amount;
    bool idle = false;  // nobody else uses it in that time
};
using OfferOf = std::function<NodeOffer(NodeIndex)>;

struct PlacedNode {
    NodeIndex node;
    std::uint32_t tasks = 0;
    std::uint32_t cpus = 0;
    Amount amount;  // what it takes of the node

    friend bool operator==(const PlacedNode&, const PlacedNode&) = default;
};
using Placement = std::vector<PlacedNode>;  // in node order

/// How many tasks of this request fit in what one node offers; 0 when it cannot be used.
std::uint32_t tasks_that_fit(const Request& request, const NodeState& node, const NodeOffer& offer);

/// Nodes with the tasks that each was given, as a record keeps them.
struct TasksOn {
    NodeIndex node;
    std::uint32_t tasks = 0;
};

/// Exactly this placement again, or nothing if one of the nodes does not offer what it takes.
std::optional<Placement> place_again(const Request& request, const ClusterState& state, const std::vector<TasksOn>& where,
                                     const OfferOf& offer_of);

/// A placement on the candidates of the request, or nothing if they do not suffice. Deterministic. The
/// request's limit on switches holds only for a while, so that it is for the caller to say whether it does now;
/// that on segments always holds.
/// Cost: O(candidates x (log candidates + switch levels)).
std::optional<Placement> place(const Request& request, const ClusterState& state, const OfferOf& offer_of,
                               std::optional<std::uint32_t> max_switches = std::nullopt);
/// The same, looking only at some of the candidates: all that offer anything, in node order.
std::optional<Placement> place(const Request& request, const ClusterState& state, const std::vector<NodeIndex>& among,
                               const OfferOf& offer_of, std::optional<std::uint32_t> max_switches = std::nullopt);

/// How many leaf switches a set of nodes spans.
std::size_t leaves_spanned(const Placement& placement, const Topology& topology);

}  // namespace sluice::engine
