// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/array_index.hpp"

namespace sluice::engine {

Stage stage_of(const Job& job) {
    if (job.state == JobState::pending) return Stage::waiting;
    if (!is_final(job.state) || job.completing || job.requeue_at_end) return Stage::active;
    return job.state == JobState::completed ? Stage::ended_well : Stage::ended_badly;
}

const ArrayGroup* ArrayIndex::find(JobId array) const {
    const auto found = groups_.find(array);
    return found == groups_.end() ? nullptr : &found->second;
}

bool ArrayIndex::note(const Job& job) {
    if (!job.array_job) return false;
    auto& group = groups_[*job.array_job];
    if (job.array_task) {
        group.records_.erase(job.id);
        group.tasks_[*job.array_task] = job.id;
    } else {
        group.records_.insert(job.id);
    }
    const auto before = group.active();
    const auto stage = stage_of(job);
    const auto [known, is_new] = group.stages_.try_emplace(job.id, stage);
    if (!is_new) --group.counts_[static_cast<std::size_t>(known->second)];
    known->second = stage;
    ++group.counts_[static_cast<std::size_t>(stage)];
    if (stage == Stage::waiting) group.waiting_.insert(job.id);
    else group.waiting_.erase(job.id);
    return group.active() != before;
}

void ArrayIndex::forget(const Job& job) {
    if (!job.array_job) return;
    const auto found = groups_.find(*job.array_job);
    if (found == groups_.end()) return;
    auto& group = found->second;
    if (const auto known = group.stages_.find(job.id); known != group.stages_.end()) {
        --group.counts_[static_cast<std::size_t>(known->second)];
        group.stages_.erase(known);
    }
    group.records_.erase(job.id);
    group.waiting_.erase(job.id);
    if (job.array_task) group.tasks_.erase(*job.array_task);
    if (group.stages_.empty()) groups_.erase(found);
}

}  // namespace sluice::engine
