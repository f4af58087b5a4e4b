// SPDX-License-Identifier: Apache-2.0
//
// The order of the queue.
#pragma once

#include <compare>
#include <cstdint>

#include "scheduler/model/ids.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::engine {

/// Partition tier, priority, submit time, id: the lesser key goes first.
struct QueueKey {
    std::uint32_t tier = 0;
    std::uint32_t priority = 0;
    Instant submitted;
    JobId id;

    friend bool operator==(const QueueKey&, const QueueKey&) = default;
    friend std::strong_ordering operator<=>(const QueueKey& a, const QueueKey& b) {
        if (auto order = b.tier <=> a.tier; order != 0) return order;
        if (auto order = b.priority <=> a.priority; order != 0) return order;
        if (auto order = a.submitted.time_since_epoch().count() <=> b.submitted.time_since_epoch().count(); order != 0)
            return order;
        return a.id <=> b.id;
    }
};

}  // namespace sluice::engine
