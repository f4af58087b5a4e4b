// SPDX-License-Identifier: Apache-2.0
//
// When a job may begin: `now`, `now+1hour`, `16:00`, `4:30pm`, `tomorrow`, `noon`, `12/25/26`,
// `2026-12-24T18:00`, and dates with times of day in either order.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "scheduler/submit/begin_text.hpp"

namespace sluice::submit {

/// Times of day and dates are local, by the time zone of the process. A time of day that has passed means
/// tomorrow, a date without its year that has passed means next year. Units after `now+`: seconds
/// (also without a word), minutes, hours, days, weeks, also in the singular.
tl::expected<Instant, BeginFault> parse_begin(std::string_view text, Instant now);
Instant begin_after(const BeginText& said, Instant now);

/// `2026-12-24T18:00:00`, local.
std::string format_local(Instant time);

}  // namespace sluice::submit
