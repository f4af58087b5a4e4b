// SPDX-License-Identifier: Apache-2.0
//
// How long to wait before the next try: 50 ms at first, twice as long each time, 2 s at most; the latter half
// of it at random, so that a thousand daemons do not come back in one instant.
#pragma once

#include <algorithm>
#include <chrono>

namespace sluice::node {

class Backoff {
  public:
    static constexpr std::chrono::milliseconds kFirst{50};
    static constexpr std::chrono::milliseconds kLongest{2000};

    /// `chance` is from [0, 1).
    std::chrono::milliseconds next(double chance) {
        const auto bound = bound_;
        bound_ = std::min(2 * bound_, kLongest);
        const auto half = bound / 2;
        return half + std::chrono::milliseconds{static_cast<int>(chance * static_cast<double>(half.count()))};
    }
    void reset() { bound_ = kFirst; }

  private:
    std::chrono::milliseconds bound_ = kFirst;
};

}  // namespace sluice::node
