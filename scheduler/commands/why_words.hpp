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

/// Of a waiting job: every blocker, and the planned start.
std::string why_text(const wire::WhyReply& reply);

/// What is true of a job that does not wait.
std::string fate_text(const JobRow& row);

}  // namespace sluice::commands
