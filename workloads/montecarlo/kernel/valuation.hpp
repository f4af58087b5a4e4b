// SPDX-License-Identifier: Apache-2.0
// An experiment round by round until it is exact enough or has used its paths.
//
// In a round each rank computes its share of a fixed number of blocks; then all ranks have all blocks'
// moments and merge them in the order of the blocks. So every decision and every digit is the same on any
// number of ranks, and the little that is in State continues the valuation anywhere.
#pragma once

#include <vector>

#include "workloads/montecarlo/kernel/estimate.hpp"
#include "workloads/montecarlo/kernel/experiment.hpp"
#include "workloads/montecarlo/kernel/team.hpp"

namespace sluice::montecarlo {

struct Goal {
    double paths;             // at most so many, rounded up to whole rounds
    double target_error = 0;  // stop earlier when the first estimate's standard error is no larger; 0: never
};

/// The first estimate on the way.
struct Milestone {
    double paths, value, error;
};

class Valuation {
  public:
    struct State {
        std::uint64_t rounds = 0;
        std::vector<Moments> tallies;  // one for each scrambling
        std::vector<Milestone> history;
    };

    Valuation(Experiment& experiment, const Team& team, const Goal& goal);

    /// Goes on from what another valuation of the same experiment had.
    void restore(State state) { state_ = std::move(state); }

    bool is_done() const;
    void next_round();

    const State& state() const { return state_; }
    double paths() const { return static_cast<double>(state_.rounds) * paths_in_round(); }
    double paths_in_round() const;

    /// How much of the way is done, 0 to 1, as far as can be told.
    double share_done() const;
    std::vector<Estimate> results() const;

  private:
    bool is_checkpoint() const;

    Experiment& experiment_;
    const Team& team_;
    Goal goal_;
    Shape shape_;
    std::vector<double> control_means_;
    State state_;
};

}  // namespace sluice::montecarlo
