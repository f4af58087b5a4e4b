// SPDX-License-Identifier: Apache-2.0
//
// A running job is stopped where it is, and goes on later. It keeps its memory and its gres, not its cores; the
// time until it goes on does not count against its limit.

#include <algorithm>

#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/transition.hpp"

namespace sluice::engine {

void Transition::freeze_steps(const JobEntry& entry, bool resume) {
    for (const auto& [number, step] : entry.steps) {
        for (const auto& share : step.shares) {
            if (!share.ended) outcome_.effects.push_back(SuspendStep{run_of(step), share.node, resume});
        }
    }
}

void Transition::suspend(JobEntry& entry) {
    auto& job = entry.job;
    charge(entry, now_);
    state_.release(entry);
    job.state = JobState::suspended;
    job.suspended_since = now_;
    state_.allocate(entry);
    freeze_steps(entry, false);
    state_.note_change_of_nodes();
    place(entry);
    touch(entry);
}

void Transition::resume(JobEntry& entry) {
    auto& job = entry.job;
    state_.release(entry);
    job.state = JobState::running;
    job.suspended_for += now_ - *job.suspended_since;
    job.suspended_since.reset();
    job.resumed = now_;
    job.gives_way = false;
    state_.allocate(entry);
    freeze_steps(entry, true);
    state_.note_change_of_nodes();
    if (job.time_limit) look_again(entry, end_of(*job.started + job.suspended_for, job.time_limit));
    place(entry);
    touch(entry);
}

/// The most important first.
void Transition::resume_those_who_gave_way() {
    std::vector<JobEntry*> waiting;
    for (const auto id : state_.suspended()) {
        auto& entry = *state_.find(id);
        if (entry.job.gives_way && entry.job.state == JobState::suspended) waiting.push_back(&entry);
    }
    std::ranges::stable_sort(waiting, std::greater<>{}, [](const JobEntry* entry) { return entry->job.priority; });
    for (auto* entry : waiting) {
        if (state_.may_resume(*entry)) resume(*entry);
    }
}

}  // namespace sluice::engine
