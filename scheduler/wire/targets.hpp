// SPDX-License-Identifier: Apache-2.0
//
// Jobs, arrays and their tasks as requests name them.
#pragma once

#include "scheduler/model/array.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::wire {

using TaskList = google::protobuf::RepeatedPtrField<ArrayRange>;

inline void encode_tasks(TaskRanges from, TaskList* to) {
    for (const auto& range : from) {
        auto& added = *to->Add();
        added.set_first(range.first);
        added.set_last(range.last);
        added.set_step(range.step);
    }
}

/// As they came: whoever walks over them asks is_normal() first.
inline std::vector<sluice::ArrayRange> decode_tasks(const TaskList& from) {
    std::vector<sluice::ArrayRange> tasks;
    for (const auto& range : from) tasks.push_back({range.first(), range.last(), range.step()});
    return tasks;
}

inline void encode(const JobTarget& from, CancelTarget* to) {
    to->set_job(from.job.value());
    encode_tasks(from.tasks, to->mutable_tasks());
    if (from.step) to->set_step(from.step->value());
}

/// What makes no sense names no job.
inline JobTarget decode(const CancelTarget& from) {
    JobTarget target{JobId{from.job()}, decode_tasks(from.tasks()), {}};
    if (from.has_step()) target.step = StepNumber{from.step()};
    return is_normal(target.tasks) ? target : JobTarget{};
}

/// The jobs that a query names: by number (jobs and arrays) and by parts of arrays.
template <class Query>
std::vector<JobTarget> named_jobs(const Query& query) {
    std::vector<JobTarget> targets;
    for (const auto id : query.ids()) targets.push_back({JobId{id}, {}, {}});
    for (const auto& part : query.parts()) targets.push_back(decode(part));
    return targets;
}
template <class Query>
void name_job(Query& query, const JobTarget& target) {
    if (target.tasks.empty()) query.add_ids(target.job.value());
    else encode(target, query.add_parts());
}

}  // namespace sluice::wire
