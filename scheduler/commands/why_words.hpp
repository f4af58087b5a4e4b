// SPDX-License-Identifier: Apache-2.0
//
// The answer of `sluice why` in sentences. Pure apart from the time zone and names of users.
#pragma once

#include <string>

#include "scheduler/commands/job_view.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

/// `40 seconds`, `25 minutes`, `2 hours 5 minutes`, `3 days 4 hours`
std::string span_text(Duration span);

/// Of a waiting job: every blocker, the planned start, and what would make it sooner.
std::string why_text(const wire::WhyReply& reply);
/// The same as one JSON object on a line, for any job; times in seconds since 1970.
std::string why_json(const wire::WhyReply& reply);

/// What is true of a job that does not wait.
std::string fate_text(const JobRow& row);

}  // namespace sluice::commands
