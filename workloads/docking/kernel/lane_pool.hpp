// SPDX-License-Identifier: Apache-2.0
// Keeps the eight lanes of an evaluator busy with descents that each begin and end in their own time.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "workloads/docking/kernel/evaluator.hpp"
#include "workloads/docking/kernel/minimiser.hpp"

namespace sluice::docking {

/// `next(lane)` starts that lane's minimiser, or returns false: the lane has nothing more to do. `done(lane)`
/// takes its result. Stops early when `interrupted` says so; it is asked every thousand evaluations.
template <class Next, class Done, class Interrupted>
void run_lanes(Evaluator& evaluator, std::array<Minimiser, kLanes>& minimisers, Next next, Done done,
               const Interrupted& interrupted) {
    constexpr long between_questions = 1000;
    std::vector<float> gradient(static_cast<std::size_t>(evaluator.freedoms()));
    std::array<bool, kLanes> busy{};
    int working = 0;
    const auto begin = [&](int lane) {
        const auto k = static_cast<std::size_t>(lane);
        const bool more = next(lane);
        working += static_cast<int>(more) - static_cast<int>(busy[k]);
        busy[k] = more;
        if (more) evaluator.set_pose(lane, minimisers[k].trial());
    };
    for (int lane = 0; lane < kLanes; ++lane) begin(lane);
    for (long evaluations = 1; working > 0; ++evaluations) {
        if (evaluations % between_questions == 0 && interrupted()) return;
        evaluator.evaluate();
        for (int lane = 0; lane < kLanes; ++lane) {
            const auto k = static_cast<std::size_t>(lane);
            if (!busy[k]) continue;
            evaluator.gradient(lane, gradient);
            if (minimisers[k].absorb(evaluator.energy(lane), gradient)) {
                done(lane);
                begin(lane);
            } else {
                evaluator.set_pose(lane, minimisers[k].trial());
            }
        }
    }
}

}  // namespace sluice::docking
