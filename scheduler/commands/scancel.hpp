// SPDX-License-Identifier: Apache-2.0
//
// What scancel was asked, and the words with which it answers. Pure; scancel.cpp sends and prints.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scheduler/commands/options.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

struct ScancelOptions {
    wire::CancelRequest request;
    bool interactive = false;
    bool quiet = false;
    bool verbose = false;

    [[nodiscard]] bool has_filter() const;
};

std::span<const Option<ScancelOptions>> scancel_options();

/// Adds the ids, `12`, `12.0`, `12_3`. The error's detail is the complete text for the user.
Result<void> add_targets(wire::CancelRequest& request, std::span<const std::string> words);

/// `12`, or `12.0` for a step.
std::string target_text(const wire::CancelTarget& target);

/// `Terminating job 12`, `Signal 10 to batch job 12`
std::string announcement(const wire::CancelRequest& request, const wire::CancelTarget& target);

/// `Cancel job_id=12 name=n partition=p [y/n]? `
std::string question(const wire::CancelTarget& target, const Job& job);

/// What is said about a target that was not cancelled, and whether scancel fails because of it.
struct Verdict {
    std::string error;  // empty: nothing is said
    bool fails = false;
};
Verdict judge(const ScancelOptions& options, const wire::CancelOutcome& outcome);

}  // namespace sluice::commands
