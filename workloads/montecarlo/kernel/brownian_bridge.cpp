// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/brownian_bridge.hpp"

#include <cmath>
#include <queue>

namespace sluice::montecarlo {
namespace {

/// An open gap of the walk between two steps that are set; step 0 is the start.
struct Gap {
    int left, right;
};

}  // namespace

BrownianBridge::BrownianBridge(int steps) {
    const auto index = [](int step) { return static_cast<std::size_t>(step - 1); };
    points_.push_back({index(steps), 0, 0, true, 0, 0, std::sqrt(steps)});
    std::queue<Gap> gaps;  // widest first, because halves are queued behind
    gaps.push({0, steps});
    for (; !gaps.empty(); gaps.pop()) {
        const auto [left, right] = gaps.front();
        if (right - left < 2) continue;
        const int middle = (left + right) / 2;
        const double before = middle - left, after = right - middle, all = right - left;
        points_.push_back({index(middle), left == 0 ? 0 : index(left), index(right), left == 0, after / all,
                           before / all, std::sqrt(before * after / all)});
        gaps.push({left, middle});
        gaps.push({middle, right});
    }
}

void BrownianBridge::to_increments(std::span<Batch> numbers, std::size_t stride) const {
    std::vector<Batch> walk(points_.size());
    for (std::size_t k = 0; k < points_.size(); ++k) {
        const Point& point = points_[k];
        const Batch& normal = numbers[k * stride];
        Batch& here = walk[point.index];
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            Lanes value = point.deviation * normal[pack];
            if (k > 0) value += point.weight_right * walk[point.right][pack];
            if (!point.from_start) value += point.weight_left * walk[point.left][pack];
            here[pack] = value;
        }
    }
    numbers[0] = walk[0];
    for (std::size_t step = 1; step < walk.size(); ++step) {
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            numbers[step * stride][pack] = walk[step][pack] - walk[step - 1][pack];
        }
    }
}

}  // namespace sluice::montecarlo
