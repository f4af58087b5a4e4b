// SPDX-License-Identifier: Apache-2.0
//
// The controller's answer about jobs, as the rows that commands show.
#pragma once

#include <string_view>
#include <vector>

#include "scheduler/commands/job_fields.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

/// The configuration tells how large a partition's nodes are: the ground of estimates.
std::vector<JobRow> job_rows(const wire::JobReply& reply, const ClusterConfig& config);
/// Steps whose job is in the answer too.
std::vector<StepRow> step_rows(const wire::JobReply& reply);

}  // namespace sluice::commands
