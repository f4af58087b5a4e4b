// SPDX-License-Identifier: Apache-2.0
//
// What each node has free, now and at every later instant, if running jobs use their whole time limit and
// promised jobs start when promised. The planner reads it and writes its promises into it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/engine/placement.hpp"
#include "scheduler/engine/planning/forever.hpp"

namespace sluice::engine {

/// When a running or completing job is expected to give its resources back; always after `now`. One that
/// is being ended has kill_wait for it, but never more than its limit: what is promised stays promised. One
/// that resists even SIGKILL is expected to do so for as long again.
Instant expected_end(const Job& job, Instant now, Duration kill_wait);

class Profile {
  public:
    /// The future of every usable node at `now`. Nodes that are down or drained offer nothing.
    Profile(const ClusterState& state, Instant now);

    /// What a node offers throughout [from, until).
    [[nodiscard]] NodeOffer offer(NodeIndex node, Instant from, Instant until) const;
    /// Takes a placement's amounts for [from, until). Requires that they are offered there.
    void take(const Placement& placement, Instant from, Instant until);
    /// Undoes take() with the same arguments.
    void give_back(const Placement& placement, Instant from, Instant until);

    /// A placement that holds for [from, from + limit), or for [from, until).
    [[nodiscard]] std::optional<Placement> place_at(const Request& request, Instant from) const;
    [[nodiscard]] std::optional<Placement> place_in(const Request& request, Instant from, Instant until) const;

    struct Slot {
        Instant start;
        Placement placement;
    };
    /// The first instant from `from` on at which the request fits for its whole limit.
    [[nodiscard]] std::optional<Slot> earliest(const Request& request, Instant from) const;
    /// The first instant after `when` at which anything changes.
    [[nodiscard]] std::optional<Instant> next_change(Instant when) const;

  private:
    struct Segment {
        Instant from;  // until the next segment's
        Amount free;
        std::size_t users = 0;  // jobs that have a share then
    };
    using Timeline = std::vector<Segment>;

    void add_running(const JobEntry& entry, Instant now);
    static std::size_t segment_at(const Timeline& timeline, Instant when);
    static void split(Timeline& timeline, Instant when);
    /// The segments of one node that make up [from, until).
    static std::span<Segment> segments(Timeline& timeline, Instant from, Instant until);
    [[nodiscard]] std::vector<Instant> changes(const Request& request, Instant from) const;

    const ClusterState* state_;
    std::vector<Timeline> timelines_;  // by node; empty for unusable ones
};

}  // namespace sluice::engine
