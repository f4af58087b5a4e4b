// SPDX-License-Identifier: Apache-2.0
//
// The end of time, and how limits reach it.
#pragma once

#include "scheduler/model/time.hpp"

namespace sluice::engine {

/// The end of time: when a job without a limit ends.
inline constexpr Instant kNever = Instant::max();
/// The last moment before it. Here a job without a limit gives its resources back, so that those who wait
/// for them can claim them: then no further job without a limit may take their place.
inline constexpr Instant kEternity = kNever - Duration{1};

/// start + limit, without overflow.
constexpr Instant end_of(Instant start, const TimeLimit& limit) {
    if (!limit || kNever - start <= *limit) return kNever;
    return start + *limit;
}

/// Until when a job takes its place: its end, or kEternity, unless it only claims its place from there on.
constexpr Instant gives_back_at(Instant start, const TimeLimit& limit) {
    const auto end = end_of(start, limit);
    return start < kEternity && end > kEternity ? kEternity : end;
}

}  // namespace sluice::engine
