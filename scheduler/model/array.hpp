// SPDX-License-Identifier: Apache-2.0
//
// The tasks of job arrays as sets of numbers: `0-31`, `1,3,5-7`, `0-15:4`. A set is a list of ranges in normal
// form, ascending and without overlap, so that a million tasks take no more room than one. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/job.hpp"

namespace sluice {

using TaskRanges = std::span<const ArrayRange>;

/// Slurm allows no larger array either; task numbers are below this.
inline constexpr std::uint32_t kMostArrayTasks = 4'000'001;

/// `0-15:4%2`, brackets around it or not. Error: invalid_array.
Result<ArraySpec> parse_array(std::string_view text);
/// Only the tasks: `1,3,5-7`.
Result<std::vector<ArrayRange>> parse_tasks(std::string_view text);

/// Whether the ranges are in normal form, and all numbers below `bound`.
bool is_normal(TaskRanges tasks, std::uint32_t bound = kMostArrayTasks);
std::size_t count_tasks(TaskRanges tasks);
bool has_task(TaskRanges tasks, std::uint32_t task);
/// Requires that there are tasks.
std::uint32_t first_task(TaskRanges tasks);
std::uint32_t last_task(TaskRanges tasks);

void remove_first_task(std::vector<ArrayRange>& tasks);
void remove_task(std::vector<ArrayRange>& tasks, std::uint32_t task);

/// Every number, ascending; and back to ranges. Numbers given to ranges_of are ascending and differ.
std::vector<std::uint32_t> all_tasks(TaskRanges tasks);
std::vector<ArrayRange> ranges_of(std::span<const std::uint32_t> numbers);
std::vector<ArrayRange> common_tasks(TaskRanges a, TaskRanges b);
std::vector<ArrayRange> tasks_without(TaskRanges tasks, TaskRanges removed);

/// As Slurm writes them: `0-3,7`; a long regular set `0-30:2`. Longer texts than `longest` end in `...`.
std::string tasks_text(TaskRanges tasks, std::size_t longest = 64);

}  // namespace sluice
