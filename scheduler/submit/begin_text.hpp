// SPDX-License-Identifier: Apache-2.0
//
// The words of --begin, before they are set against the present: see begin_time.hpp for what they mean.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "scheduler/model/time.hpp"

namespace sluice::submit {

struct Clock {
    int hour = 0;
    int minute = 0;
    int second = 0;
};

struct Date {
    int month = 0;            // 1 to 12
    int day = 0;              // 1 to 31
    std::optional<int> year;  // empty: the next time this date comes
};

struct BeginText {
    std::optional<Duration> from_now;  // `now`, `now+1hour`; all else is empty then
    std::optional<Clock> clock;
    std::optional<Date> date;
    std::optional<int> days_from_today;
};

/// Where in the text the first thing stands that is no time.
struct BeginFault {
    std::size_t position = 0;
};

tl::expected<BeginText, BeginFault> read_begin(std::string_view text);

}  // namespace sluice::submit
