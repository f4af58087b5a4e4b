// SPDX-License-Identifier: Apache-2.0
//
// Nodes that several jobs may share, or that jobs ask for by name: the future of each is followed by itself,
// and a plan says which nodes a job will have.
#pragma once

#include <span>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/planning/node_pool.hpp"
#include "scheduler/engine/planning/open_nodes.hpp"

namespace sluice::engine {

class NamedPool final : public NodePool {
  public:
    /// All usable nodes, empty, from `now` on; `state` must outlive the pool. Nodes that are down or drained
    /// offer nothing.
    NamedPool(const ClusterState& state, Instant now);

    [[nodiscard]] std::unique_ptr<NodePool> clone() const override { return std::make_unique<NamedPool>(*this); }
    void assign(const NodePool& other) override { *this = static_cast<const NamedPool&>(other); }
    [[nodiscard]] bool may_move_promises() const override { return true; }
    [[nodiscard]] std::optional<Hold> fit(const Request& request, Instant from, Instant until) const override;
    [[nodiscard]] std::optional<Hold> fit_again(const Request& request, const std::vector<TasksOn>& where, Instant from,
                                                Instant until) const override;
    [[nodiscard]] std::optional<Slot> earliest(const Request& request, const TimeLimit& limit, Instant from,
                                               Instant not_after) const override;
    [[nodiscard]] bool may_fit(std::uint32_t nodes, Instant from, Instant until) const override;
    [[nodiscard]] bool offers(const Hold& hold, Instant from, Instant until) const override;
    [[nodiscard]] bool may_start(const Request& request) const override { return open_.may_hold(request); }
    void take(const Hold& hold, Instant from, Instant until) override;
    void give_back(const Hold& hold, Instant from, Instant until) override;
    void pass_time(Instant now) override;

    /// What a node offers throughout [from, until).
    [[nodiscard]] NodeOffer offer(NodeIndex node, Instant from, Instant until) const;

  private:
    [[nodiscard]] NodeOffer offer_to(const Request& request, NodeIndex node, Instant from, Instant until) const;

    struct Segment {
        Instant from;  // until the next segment's
        Amount free;
        std::uint32_t users = 0;  // jobs that have a share then
    };
    using Timeline = std::vector<Segment>;
    class Openings;

    static std::size_t segment_at(const Timeline& timeline, Instant when);
    static void split(Timeline& timeline, Instant when);
    static std::span<Segment> segments(Timeline& timeline, Instant from, Instant until);
    static void merge_around(Timeline& timeline, Instant from, Instant until);
    template <class Change>
    void change(const Hold& hold, Instant from, Instant until, const Change& change);

    void note_open(NodeIndex node);

    const ClusterState* state_;
    std::vector<Timeline> timelines_;  // by node; empty for unusable ones
    Instant now_;
    OpenNodes open_;  // at `now_`
};

}  // namespace sluice::engine
