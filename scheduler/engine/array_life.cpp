// SPDX-License-Identifier: Apache-2.0
//
// A job array: one record stands for all tasks that have not started. A task gets a record and a number of its
// own when it starts, or when it is treated apart from the others; the last one keeps the array's.

#include <algorithm>
#include <cassert>

#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"

namespace sluice::engine {

/// An id names one job, or all of an array; with tasks, only those of the array. Tasks that nobody knows are
/// left out.
std::vector<Transition::Meant> Transition::meant(JobId id, const std::vector<ArrayRange>& tasks) {
    std::vector<Meant> found;
    const auto* group = state_.find_array(id);
    if (group == nullptr) {
        if (auto* entry = tasks.empty() ? state_.find(id) : nullptr) found.push_back({entry, {}});
        return found;
    }
    for (const auto record : group->records()) {
        auto& entry = *state_.find(record);
        auto part = tasks.empty() ? std::vector<ArrayRange>{} : common_tasks(entry.job.array_left, tasks);
        if (!tasks.empty() && part.empty()) continue;
        if (count_tasks(part) == count_tasks(entry.job.array_left)) part.clear();
        found.push_back({&entry, std::move(part)});
    }
    for (const auto& [task, job] : group->tasks()) {
        if (tasks.empty() || has_task(tasks, task)) found.push_back({state_.find(job), {}});
    }
    return found;
}

JobEntry& Transition::split_off(JobEntry& record, std::vector<ArrayRange> part) {
    auto job = record.job;
    job.id = state_.next_job_id();
    job.spec.submit_key.clear();  // the request was for the array
    job.planned_start.reset();
    job.planned_nodes.clear();
    job.planned_tasks.clear();
    job.planned_partition.clear();
    record.job.array_left = tasks_without(record.job.array_left, part);
    assert(!record.job.array_left.empty() && !part.empty());
    job.array_left = std::move(part);
    if (count_tasks(job.array_left) == 1) {
        job.array_task = first_task(job.array_left);
        job.array_left.clear();
    }
    auto& entry = state_.add(std::move(job));
    entry.request = record.request;
    entry.misfit = record.misfit;
    if (entry.job.state == JobState::pending) look_again(entry, record.wake.value_or(kNever));
    state_.recount(record);
    place(entry);
    touch(entry);
    touch(record);
    return entry;
}

JobEntry& Transition::next_task(JobEntry& entry) {
    auto& left = entry.job.array_left;
    if (left.empty()) return entry;
    const auto task = first_task(left);
    if (count_tasks(left) > 1) {
        drop_promise(entry);  // it was the task's
        return split_off(entry, {{task, task, 1}});
    }
    entry.job.array_task = task;
    left.clear();
    return entry;
}

}  // namespace sluice::engine
