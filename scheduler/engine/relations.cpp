// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/relations.hpp"

namespace sluice::engine {

void Dependents::add(JobId dependent, const Dependency& on) {
    for (const auto& term : on.terms) {
        if (!term.failed && term.kind != DependencyKind::singleton) of_[term.job].insert(dependent);
    }
}

void Dependents::remove(JobId dependent, const Dependency& on) {
    for (const auto& term : on.terms) {
        const auto found = of_.find(term.job);
        if (found == of_.end()) continue;
        found->second.erase(dependent);
        if (found->second.empty()) of_.erase(found);
    }
}

std::set<JobId> Dependents::of(JobId job) const {
    const auto found = of_.find(job);
    return found == of_.end() ? std::set<JobId>{} : found->second;
}

void NameIndex::note(const Job& job, bool passed) {
    const auto stage = stage_of(job);
    if (has_ended(stage)) return forget(job);
    auto& group = groups_[{job.spec.user, job.spec.name}];
    const auto put = [&](absl::btree_set<JobId>& set, bool in) {
        if (in) set.insert(job.id);
        else set.erase(job.id);
    };
    put(group.waiting, stage == Stage::waiting);
    put(group.active, stage == Stage::active);
    put(group.passed, stage == Stage::waiting && passed);
}

void NameIndex::forget(const Job& job) {
    const auto found = groups_.find({job.spec.user, job.spec.name});
    if (found == groups_.end()) return;
    auto& group = found->second;
    for (auto* set : {&group.waiting, &group.active, &group.passed}) set->erase(job.id);
    if (group.waiting.empty() && group.active.empty()) groups_.erase(found);
}

const Namesakes* NameIndex::find(const Job& job) const {
    const auto found = groups_.find({job.spec.user, job.spec.name});
    return found == groups_.end() ? nullptr : &found->second;
}

}  // namespace sluice::engine
