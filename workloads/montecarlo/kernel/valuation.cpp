// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/valuation.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sluice::montecarlo {
namespace {

/// Rounds 1, 2, 3, 4, 6, 8, 12, 16, ...: enough for a curve over the logarithm of the paths.
bool is_milestone(std::uint64_t round) {
    return std::has_single_bit(round) || (round % 3 == 0 && std::has_single_bit(round / 3));
}

}  // namespace

Valuation::Valuation(Experiment& experiment, const Team& team, const Goal& goal)
    : experiment_{experiment},
      team_{team},
      goal_{goal},
      shape_{experiment.shape()},
      control_means_{experiment.control_means()} {
    state_.tallies.assign(experiment.scramblings(), Moments{shape_});
}

double Valuation::paths_in_round() const {
    return experiment_.paths_in_block() * static_cast<double>(experiment_.blocks_in_round());
}

/// With Sobol's points only powers of two are looked at: between them the points are not even.
bool Valuation::is_checkpoint() const {
    return state_.rounds > 0 && (state_.tallies.size() == 1 || std::has_single_bit(state_.rounds));
}

bool Valuation::is_done() const {
    if (!is_checkpoint()) return false;
    if (paths() >= goal_.paths) return true;
    return goal_.target_error > 0 && results().front().error <= goal_.target_error;
}

void Valuation::next_round() {
    const std::size_t blocks = experiment_.blocks_in_round(), packed = shape_.packed();
    std::vector<double> all(blocks * packed, 0.0);
    const std::uint64_t first = state_.rounds * blocks;
    for (std::size_t n = 0; n < blocks; ++n) {
        if (team_.is_mine(n)) std::ranges::copy(experiment_.block(first + n).packed(), &all[n * packed]);
    }
    team_.gather(all);
    for (std::size_t n = 0; n < blocks; ++n) {
        Moments& tally = state_.tallies[(first + n) % state_.tallies.size()];
        tally.merge(Moments{shape_, std::span{all}.subspan(n * packed, packed)});
    }
    ++state_.rounds;
    if (is_milestone(state_.rounds) || is_done()) {
        const Estimate first_estimate = results().front();
        state_.history.push_back({paths(), first_estimate.value, first_estimate.error});
    }
}

double Valuation::share_done() const {
    const double by_paths = paths() / goal_.paths;
    if (goal_.target_error == 0 || state_.rounds == 0) return std::min(by_paths, 1.0);
    const double ratio = goal_.target_error / results().front().error;  // the error falls as 1 / sqrt(paths)
    return std::min(std::max(by_paths, ratio * ratio), 1.0);
}

std::vector<Estimate> Valuation::results() const { return estimate(state_.tallies, control_means_); }

}  // namespace sluice::montecarlo
