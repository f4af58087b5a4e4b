// SPDX-License-Identifier: Apache-2.0
// Paths of the assets under an early-exercise option, and what its holder looks at on them.
#pragma once

#include <vector>

#include "workloads/montecarlo/kernel/contract.hpp"
#include "workloads/montecarlo/kernel/draw.hpp"
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"

namespace sluice::montecarlo {

/// Where each path of a batch stands: the logarithms of all prices.
using Positions = std::vector<Batch>;

/// The highest price and the second highest (the same with one asset).
struct Seen {
    Lanes highest, second;
};

class ExercisePaths {
  public:
    /// Throws std::invalid_argument if the correlation matrix is not positive definite.
    ExercisePaths(const Contract& contract, const std::vector<Asset>& assets,
                  const std::vector<double>& correlation);

    std::size_t assets() const { return steps_.size(); }
    const PathSteps& steps(std::size_t asset = 0) const { return steps_[asset]; }
    Layout layout() const { return {.steps = contract_.steps, .normals = static_cast<int>(steps_.size())}; }

    Positions start() const;
    void advance(Draw& draw, int step, Positions& positions) const;
    Seen look(const Positions& positions, std::size_t pack) const {
        if (assets() > 1) return look_at_several(positions, pack);
        const Lanes price = exp(positions[0][pack]);
        return {price, price};
    }

    Lanes intrinsic(const Seen& seen) const {
        return payoff(sign_of(contract_.right), seen.highest, contract_.strike);
    }
    /// Prices as the basis takes them: of order one, zero at the money.
    Lanes scaled(Lanes price) const { return price * (2 / contract_.strike) - 2.0; }

  private:
    Seen look_at_several(const Positions& positions, std::size_t pack) const;

    Contract contract_;
    std::vector<PathSteps> steps_;
    std::vector<double> lower_;
};

}  // namespace sluice::montecarlo
