// SPDX-License-Identifier: Apache-2.0
//
// What users name on command lines: a job, an array, tasks of an array, or a step of one of these.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/ids.hpp"
#include "scheduler/model/job.hpp"

namespace sluice {

struct JobTarget {
    JobId job;                      // of an array: the array's
    std::vector<ArrayRange> tasks;  // empty: the job, or the whole array
    std::optional<StepNumber> step;

    friend bool operator==(const JobTarget&, const JobTarget&) = default;
};

/// `12`, `12.0`, `12.batch`, `12_3`, `12_[1-5,7]`, `12_3.0`
std::optional<JobTarget> parse_job_target(std::string_view text);
std::string to_string(const JobTarget& target);

/// Whether the job, or one of the tasks that its record stands for, is meant. Steps are not looked at.
bool is_meant(const JobTarget& target, const Job& job);
bool is_meant(std::span<const JobTarget> targets, const Job& job);
/// Makes a record of several tasks one of those that were asked for; of all of them if nothing was.
void narrow(Job& job, std::span<const JobTarget> targets);

/// A record for several tasks of an array that have not started, or ended before they could.
inline bool stands_for_tasks(const Job& job) { return !job.array_left.empty(); }

/// How a job is called wherever jobs are listed: `12`, `12_3`, `12_[0-3%2]`.
std::string shown_id(const Job& job, std::size_t longest = 64);
/// The same of a part of an array only: `3`, `0-3%2`; empty outside arrays.
std::string shown_tasks(const Job& job, std::size_t longest = 64);

}  // namespace sluice
