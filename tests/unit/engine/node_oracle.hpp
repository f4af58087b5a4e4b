// SPDX-License-Identifier: Apache-2.0
//
// A cluster for the oracle that shares nothing with the product's placement: every node is looked at by itself,
// second by second, for what is left of it there. Only requests for a number of nodes with the same on each, which
// is what makes this so short.
//
// The rule of choice among nodes that have enough: the leaf that has fewest of them, if one has enough; otherwise
// the leaf with most of them as a whole, and again, until one has enough for the rest. In a leaf, the nodes with
// the fewest cores left; the first among equals, of nodes and of leaves. Where whole nodes are planned by number:
// kind by kind, nodes of one kind being those with the same reservations.
#pragma once

#include <vector>

#include "tests/unit/engine/oracle.hpp"

namespace sluice::engine::testing {

struct SmallNode {
    std::uint32_t cores = 0;
    Mebibytes memory;
    std::uint32_t gpus = 0;
    std::size_t leaf = 0;
};

/// Nodes that are kept for the jobs of one reservation in [from, until).
struct SmallReservation {
    std::uint32_t number = 0;
    Instant from, until;
    std::vector<std::uint32_t> nodes;
};

struct SmallCluster {
    std::vector<SmallNode> nodes;
    std::vector<SmallReservation> reservations;
    std::uint32_t licenses = 0;
    bool whole_nodes = false;  // planned by number
};

class NodeByNode final : public Machine {
  public:
    explicit NodeByNode(const SmallCluster& cluster) : cluster_{cluster} {}
    [[nodiscard]] std::optional<Hold> choose(const Request& request, const Claims& claims, Instant from,
                                             Instant until) const override;
    [[nodiscard]] bool names_nodes() const override { return !cluster_.whole_nodes; }
    [[nodiscard]] Instant nothing_changes_after() const override;

  private:
    struct Left {
        std::uint32_t node = 0;
        std::int64_t cores = 0, memory = 0, gpus = 0;
        bool idle = true;
    };
    [[nodiscard]] Left left_of(std::uint32_t node, const Claims& claims, Instant from, Instant until) const;
    [[nodiscard]] bool is_admitted(const Request& request, std::uint32_t node, Instant from, Instant until) const;
    [[nodiscard]] bool has_licenses(const Request& request, const Claims& claims, Instant from, Instant until) const;
    [[nodiscard]] std::vector<Left> pick(std::vector<Left> fitting, std::size_t count) const;
    [[nodiscard]] std::vector<Left> pick_by_kind(const Request& request, const Claims& claims, Instant from, Instant until) const;
    [[nodiscard]] std::vector<std::uint32_t> reservations_of(std::uint32_t node) const;

    const SmallCluster& cluster_;
};

}  // namespace sluice::engine::testing
