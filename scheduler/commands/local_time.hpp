// SPDX-License-Identifier: Apache-2.0
//
// Points in time as people read them: in local time. SLURM_TIME_FORMAT changes how they are printed:
// `standard` (2026-01-31T12:00:00), `relative` (12:00:00, Ystday 12:00, 25 Apr), or a format of strftime.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/time.hpp"

namespace sluice::commands {

Instant present();

std::string format_instant(Instant when);
/// The text for what has no time yet is the caller's: N/A, Unknown, None.
std::string format_instant(const std::optional<Instant>& when, std::string_view absent);
/// `Mon Nov 23 06:29:22 2026`: the line above long listings.
std::string date_line(Instant when);

}  // namespace sluice::commands
