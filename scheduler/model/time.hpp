// SPDX-License-Identifier: Apache-2.0
//
// Time as the scheduler counts it: whole seconds. No clock is read here.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/error.hpp"

namespace sluice {

/// A point in time; seconds since 1970-01-01 UTC.
using Instant = std::chrono::sys_seconds;
using Duration = std::chrono::seconds;

/// A wall-clock limit; empty means unlimited.
using TimeLimit = std::optional<Duration>;

/// Reads Slurm's limit forms: `M`, `M:S`, `H:M:S`, `D-H`, `D-H:M`, `D-H:M:S`, `UNLIMITED`, `INFINITE`, `-1`.
/// Seconds are rounded up to whole minutes, as limits are kept in minutes by Slurm's users.
Result<TimeLimit> parse_time_limit(std::string_view text);

/// `[D-]HH:MM:SS`; "UNLIMITED" when empty.
std::string format_time_limit(const TimeLimit& limit);
/// `[D-]HH:MM:SS`, as sacct and scontrol print durations.
std::string format_duration(Duration duration);
/// `M:SS`, `H:MM:SS`, `D-HH:MM:SS`: the short form of squeue's TIME column.
std::string format_elapsed(Duration duration);

}  // namespace sluice
