// SPDX-License-Identifier: Apache-2.0
//
// Points in time for looking back, as sacct's -S and -E take them. The words and forms are those of --begin
// (scheduler/submit/begin_time.hpp), but nothing is pushed into the future: a time of day is today's, a date
// without its year is this year's.
#pragma once

#include <string_view>

#include "scheduler/model/error.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::commands {

/// `HH:MM[:SS] [AM|PM]`, `MMDD[YY]`, `MM/DD[/YY]`, `MM.DD[.YY]` (each with `-HH:MM[:SS]`),
/// `YYYY-MM-DD[THH:MM[:SS]]`, `now[+-COUNT[UNIT]]`, `today`, `midnight`, `noon`, and a bare count of seconds
/// since 1970. The error's detail is the complete text for the user.
Result<Instant> parse_past_time(std::string_view text, Instant now);

}  // namespace sluice::commands
