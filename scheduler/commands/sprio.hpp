// SPDX-License-Identifier: Apache-2.0
//
// What sprio can be asked, and its listing as text.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scheduler/commands/options.hpp"
#include "scheduler/commands/table.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

struct SprioOptions {
    std::vector<JobTarget> jobs;
    std::vector<std::string> users;
    std::vector<std::string> partitions;
    std::string format;
    std::string sort;
    bool no_header = false;
    bool long_format = false;
    bool normalized = false;
    bool weights = false;
};

/// A job with the weights of its terms, or the weights alone.
struct PriorityRow {
    wire::JobPriority job;
    wire::PriorityFactors weights;
    std::string cluster;
    bool only_weights = false;
};

std::span<const Field<PriorityRow>> priority_fields();
Result<std::string> list_priorities(const SprioOptions& options, const wire::PriorityReply& reply, const std::string& cluster);

}  // namespace sluice::commands
