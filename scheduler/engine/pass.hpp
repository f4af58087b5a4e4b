// SPDX-License-Identifier: Apache-2.0
//
// One pass over the queue. A job that fits now, for its whole limit, starts. One that does not is promised
// the earliest time at which it fits, as long as there are promises left to give; later jobs may use only
// what the promises leave. With one promise this is EASY backfill, with all of them conservative backfill,
// with none and no passing it is first come, first served.
//
// A promise is kept: what the last pass promised stands in everybody's way until its job has found the same
// time or an earlier one. Only a more important job breaks it. A promise names a time, not nodes: a later
// job that would take a promised node may do so if all promises can be kept on other nodes at their times.
//
// Assumes that every limit is a true upper bound; a job that overruns is ended elsewhere.
// Source: Mu'alem and Feitelson, IEEE TPDS 12(6), 2001.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "scheduler/engine/planner.hpp"
#include "scheduler/engine/profile.hpp"

namespace sluice::engine {

using Queue = std::vector<const JobEntry*>;  // in the order of the queue

/// What an earlier pass promised a job.
struct Promise {
    std::size_t rank = 0;  // in the order of the queue
    Instant start;
    std::vector<NodeIndex> nodes;

    friend bool operator==(const Promise&, const Promise&) = default;
};
using Promises = std::map<JobId, Promise>;

bool may_start_in(const ClusterState& state, std::size_t partition);

class Pass {
  public:
    /// `committed` is the future of running jobs; `state` and `queue` must outlive the pass.
    Pass(const ClusterState& state, Instant now, PlanDepth depth, const Queue& queue, Profile committed);

    Plan run(const Promises& earlier);
    /// Running jobs and those started in this pass.
    [[nodiscard]] const Profile& committed() const { return committed_; }

  private:
    // what was promised before
    void keep(const Promises& earlier);
    [[nodiscard]] Queue promised_jobs(const Promises& earlier) const;
    bool keep(const JobEntry& entry, const Request& request, const Promise& promise);
    std::optional<PlannedStart> take_up(JobId job);
    [[nodiscard]] Profile by_rank() const;
    void break_promises(Profile without);

    // one job
    void consider(const JobEntry& entry);
    bool start_now(const JobEntry& entry, const Request& request, bool had_promise);
    std::optional<Placement> place_now(const Request& request, bool had_promise);
    bool move_promises(const Request& request, const Placement& placement);
    bool move(PlannedStart& promise, Profile& profile) const;
    void wait(const JobEntry& entry, std::optional<PlannedStart> before);
    std::optional<PlannedStart> earliest_start(const JobEntry& entry, const std::optional<PlannedStart>& before);
    std::optional<Profile::Slot> earliest(const Request& request, Instant from, bool had_promise);

    // helpers
    template <class Visit>
    bool any_choice(const JobEntry& entry, const Visit& visit) const;
    [[nodiscard]] const Request& request_of(const PlannedStart& planned) const;
    [[nodiscard]] Instant kept_from(Instant start) const;
    void take_promised(Profile& profile, const PlannedStart& promise) const;
    [[nodiscard]] bool usable_nodes_suffice(const Request& request) const;

    /// What is known of all requests of one shape once one of them could not start.
    struct Blocked {
        bool hopeless = false;  // the usable nodes do not suffice, even when they are idle
        Instant not_before;     // no start before this in the present pass
    };
    /// Requests of one shape are interchangeable: if one cannot start now, the other cannot.
    struct ByShape {
        bool operator()(const Request* a, const Request* b) const;
    };

    const ClusterState& state_;
    const Instant now_;
    const PlanDepth depth_;
    const Queue& queue_;
    Profile committed_;              // running jobs and those started in this pass
    Profile promised_;               // committed_ and all promises: plan_.promised and kept_
    std::deque<PlannedStart> kept_;  // earlier promises to jobs that are not considered yet
    Plan plan_;
    std::map<const Request*, Blocked, ByShape> blocked_;
    std::set<std::size_t> blocked_partitions_;
    bool stopped_ = false;
};

}  // namespace sluice::engine
