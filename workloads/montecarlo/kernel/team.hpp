// SPDX-License-Identifier: Apache-2.0
// The ranks that work together, as the kernel sees them. By itself one process is a team.
#pragma once

#include <functional>
#include <span>

namespace sluice::montecarlo {

struct Team {
    int rank = 0, size = 1;

    /// Adds up over the team, entry by entry. Each entry is other than zero on one rank at most, so the sums
    /// are exact and the same in any order.
    std::function<void(std::span<double>)> gather = [](std::span<double> /*alone*/) {};

    /// Does this rank compute piece number n?
    bool is_mine(std::size_t n) const {
        return n % static_cast<std::size_t>(size) == static_cast<std::size_t>(rank);
    }
};

}  // namespace sluice::montecarlo
