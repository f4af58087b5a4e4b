// SPDX-License-Identifier: Apache-2.0
//
// How early a job can start at best, known from jobs that were planned before it. While a plan is made, what
// is free only shrinks: a job that wants at least as many nodes of the same class for at least as long as one
// that was planned already cannot start before that one. So its search begins there. This changes no plan; it
// only saves looking where nothing can be.
//
// Exact for jobs of one and the same size, of which there are many; for others a prefix maximum over (nodes,
// length), in buckets of an eighth of an octave: a Fenwick tree in two dimensions.
// Source: P. M. Fenwick, Software: Practice and Experience 24(3), 1994.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "scheduler/engine/planning/forever.hpp"

namespace sluice::engine {

/// Buckets of one value each up to 16, then eight to each octave.
constexpr std::size_t size_bucket(std::uint64_t value) {
    if (value < 16) return value;
    const auto octave = static_cast<std::size_t>(std::bit_width(value)) - 1;
    return 16 + (octave - 4) * 8 + ((value >> (octave - 3)) & 7);
}

/// The first bucket with no value below this one.
constexpr std::size_t size_bucket_above(std::uint64_t value) { return value == 0 ? 0 : size_bucket(value - 1) + 1; }

class StartBounds {
  public:
    /// A job of that size was planned to start at `start`, its earliest.
    void record(std::uint32_t nodes, const TimeLimit& length, Instant start) {
        if (best_.empty()) {
            best_.assign(kNodeBuckets * kLengthBuckets, Instant::min());
            same_.resize(kSame);
        }
        same_[place_of(nodes, seconds(length))] = {nodes, seconds(length), start};
        for (auto n = size_bucket_above(nodes) + 1; n < kNodeBuckets; n += n & (~n + 1)) {
            for (auto l = size_bucket_above(seconds(length)) + 1; l < kLengthBuckets; l += l & (~l + 1)) {
                auto& best = best_[n * kLengthBuckets + l];
                if (best < start) best = start;
            }
        }
    }
    /// No job of that size can start before this.
    [[nodiscard]] Instant bound(std::uint32_t nodes, const TimeLimit& length) const {
        if (best_.empty()) return Instant::min();
        const auto& same = same_[place_of(nodes, seconds(length))];
        auto best = same.nodes == nodes && same.length == seconds(length) ? same.start : Instant::min();
        for (auto n = size_bucket(nodes) + 1; n > 0; n -= n & (~n + 1)) {
            for (auto l = size_bucket(seconds(length)) + 1; l > 0; l -= l & (~l + 1)) {
                best = std::max(best, best_[n * kLengthBuckets + l]);
            }
        }
        return best;
    }

  private:
    static constexpr std::uint64_t kLongest = (std::uint64_t{1} << 36) - 1;  // and everything longer
    static std::uint64_t seconds(const TimeLimit& length) {
        return length ? std::min(static_cast<std::uint64_t>(length->count()), kLongest) : kLongest;
    }
    static constexpr std::size_t kNodeBuckets = size_bucket(UINT32_MAX) + 3;
    static constexpr std::size_t kLengthBuckets = size_bucket(kLongest) + 3;

    struct Same {
        std::uint32_t nodes = 0;
        std::uint64_t length = 0;
        Instant start;
    };
    static constexpr std::size_t kSame = 4096;
    static std::size_t place_of(std::uint32_t nodes, std::uint64_t length) {
        return (nodes * std::uint64_t{0x9e3779b97f4a7c15} + length * std::uint64_t{0xc2b2ae3d27d4eb4f}) >> 52;
    }

    std::vector<Instant> best_;  // empty until something is recorded
    std::vector<Same> same_;     // jobs of exactly one size, as many as there is room for
};

}  // namespace sluice::engine
