// SPDX-License-Identifier: Apache-2.0
//
// Jobs that wait for jobs. Whenever a job starts, ends or waits again, those that depend on it are looked at, and
// nobody else. A term that is met is forgotten at once, so nothing depends on how long an ended job is remembered.
// A job that nobody remembers any more meets every term, as in Slurm.

#include <algorithm>
#include <fmt/format.h>

#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"
#include "scheduler/model/job_target.hpp"

namespace sluice::engine {
namespace {

/// What a term's job has come to.
struct Facts {
    bool known = false;  // if not, it is over, and nobody remembers how
    Instant started = kNever;
    bool ended = false;
    bool failed = false;  // for good, or some of the tasks already
};

Facts facts_of(const JobEntry* entry) {
    if (entry == nullptr) return {};
    const auto& job = entry->job;
    const auto stage = stage_of(job);
    Facts facts{true, kNever, has_ended(stage), stage == Stage::ended_badly};
    if (stage != Stage::waiting) facts.started = job.started.value_or(job.ended.value_or(kNever));
    return facts;
}

const JobEntry* find_part(const ClusterState& state, const ArrayGroup& group, std::uint32_t task) {
    if (const auto found = group.tasks().find(task); found != group.tasks().end()) return state.find(found->second);
    for (const auto id : group.records()) {
        const auto* entry = state.find(id);
        if (has_task(entry->job.array_left, task)) return entry;
    }
    return nullptr;
}

/// An array has started when its last task has.
Facts facts_of(const ArrayGroup& group, const ClusterState& state) {
    Facts facts{true, kNever, group.has_ended(), group.has_failed_parts()};
    if (!group.waiting().empty()) return facts;
    facts.started = Instant{};
    for (const auto& [task, id] : group.tasks()) {
        facts.started = std::max(facts.started, state.find(id)->job.started.value_or(Instant{}));
    }
    return facts;
}

Facts facts_for(const DependencyTerm& term, const ClusterState& state) {
    const auto* group = state.find_array(term.job);
    if (group == nullptr) return term.task || term.whole_array ? Facts{} : facts_of(state.find(term.job));
    return term.task ? facts_of(find_part(state, *group, *term.task)) : facts_of(*group, state);
}

enum class Verdict : std::uint8_t { open, met, failed };

Verdict judge_start(DependencyTerm& term, const Facts& facts, Instant now) {
    if (!term.due) {
        if (!facts.known) return Verdict::met;
        if (facts.started == kNever) return Verdict::open;
        term.due = facts.started + term.delay;
    }
    return *term.due <= now ? Verdict::met : Verdict::open;
}

Verdict judge_end(DependencyTerm& term, const Facts& facts) {
    if (!facts.known) return Verdict::met;
    const bool wants_failure = term.kind == DependencyKind::afternotok;
    if (term.kind == DependencyKind::afterany) return facts.ended ? Verdict::met : Verdict::open;
    if (wants_failure && facts.failed && !facts.ended) term.kind = DependencyKind::afterany;  // only the end is missing
    if (!wants_failure && facts.failed) return Verdict::failed;
    if (!facts.ended) return Verdict::open;
    return facts.failed == wants_failure ? Verdict::met : Verdict::failed;
}

/// May write into the term what will be needed when its job is forgotten.
Verdict judge(DependencyTerm& term, const Job& dependent, const ClusterState& state, Instant now) {
    if (term.kind == DependencyKind::singleton) {
        const auto* namesakes = state.namesakes_of(dependent);
        const bool first = namesakes == nullptr || namesakes->next() == dependent.id;
        return first ? Verdict::met : Verdict::open;
    }
    const auto* group = state.find_array(term.job);
    term.whole_array = !term.task && (term.whole_array || group != nullptr);
    const bool by_task = term.kind == DependencyKind::aftercorr && group != nullptr && !term.task;
    if (by_task && stands_for_tasks(dependent)) return Verdict::open;  // each of its tasks has an answer of its own
    if (by_task && dependent.array_task) {
        auto task = term;
        task.whole_array = false;
        task.task = dependent.array_task;
        return judge_end(task, facts_for(task, state));
    }
    const auto facts = facts_for(term, state);
    return term.kind == DependencyKind::after ? judge_start(term, facts, now) : judge_end(term, facts);
}

/// What is left to wait for.
Dependency judge_all(Dependency dependency, const Job& dependent, const ClusterState& state, Instant now) {
    Dependency rest{dependency.any, {}};
    for (auto& term : dependency.terms) {
        const auto verdict = term.failed ? Verdict::failed : judge(term, dependent, state, now);
        if (verdict == Verdict::met && dependency.any) return {};
        if (verdict == Verdict::met) continue;
        term.failed = verdict == Verdict::failed;
        rest.terms.push_back(term);
    }
    return rest;
}

/// Only a user's words; what becomes of them is found out anew.
Dependency asked_for(const std::string& text) {
    auto parsed = text.empty() ? Result<Dependency>{} : parse_dependency(text);
    if (!parsed) return {};
    for (auto& term : parsed->terms) {
        term.failed = false;
        term.due.reset();
    }
    return *parsed;
}

bool stays_held(Reason reason) {
    return reason == Reason::held_by_admin || reason == Reason::launch_failed_requeued_held ||
           reason == Reason::reservation_deleted || reason == Reason::requeued_held;
}

/// The jobs that the terms name, and the waiting parts of the arrays that they name.
void add_targets(const Dependency& dependency, const ClusterState& state, std::vector<JobId>& to) {
    for (const auto& term : dependency.terms) {
        if (term.kind == DependencyKind::singleton) continue;
        to.push_back(term.job);
        if (const auto* group = state.find_array(term.job)) to.insert(to.end(), group->waiting().begin(), group->waiting().end());
    }
}

/// Whether who waits for these would in the end wait for `self`.
bool leads_to(JobId self, const Dependency& dependency, const ClusterState& state) {
    std::set<JobId> seen;
    std::vector<JobId> ahead;
    add_targets(dependency, state, ahead);
    while (!ahead.empty()) {
        const auto id = ahead.back();
        ahead.pop_back();
        if (id == self) return true;
        const auto* entry = state.find(id);
        if (entry != nullptr && seen.insert(id).second) add_targets(entry->dependency, state, ahead);
    }
    return false;
}

}  // namespace

Result<void> check_dependency(const std::string& text, std::optional<JobId> self, const ClusterState& state) {
    if (text.empty()) return {};
    const auto dependency = parse_dependency(text);
    if (!dependency) return tl::unexpected{dependency.error()};
    for (const auto& term : dependency->terms) {
        if (term.job >= state.next_job_id()) {
            return fail(Errc::invalid_dependency, fmt::format("there is no job {}", term.job.value()));
        }
    }
    if (self && leads_to(*self, *dependency, state)) {
        return fail(Errc::invalid_dependency, "the job would wait for itself");
    }
    return {};
}

Reason blocked_reason(const JobEntry& entry, const ClusterState& state) {
    const auto& job = entry.job;
    if (entry.dependency.hopeless()) return Reason::dependency_never_satisfied;
    if (job.priority == 0) return stays_held(job.reason) ? job.reason : Reason::held_by_user;
    if (!entry.dependency.empty()) return Reason::dependency;
    return state.is_throttled(job) ? Reason::array_task_limit : state.limits().reason_of(job.id);
}

void Transition::take_up_dependency(JobEntry& entry) {
    if (entry.job.state != JobState::pending) return;
    auto dependency = asked_for(entry.job.spec.dependency);
    entry.singleton = !dependency.any && dependency.has(DependencyKind::singleton);
    become_dependent(entry, std::move(dependency));
    review(entry, nullptr);
}

void Transition::become_dependent(JobEntry& entry, Dependency dependency) {
    auto& job = entry.job;
    if (dependency == entry.dependency) return;
    const bool met = dependency.empty();
    state_.set_dependency(entry, std::move(dependency));
    if (met) job.eligible = std::max(now_, job.spec.begin.value_or(now_));
    else job.eligible.reset();
    place(entry);
    touch(entry);
    const bool kill = job.spec.kill_on_invalid_dependency.value_or(state_.config().scheduling.kill_invalid_dependency);
    if (entry.dependency.hopeless() && kill) end_pending(entry, JobState::cancelled);
}

void Transition::review(JobEntry& entry, const Job* news) {
    if (entry.job.state != JobState::pending || entry.dependency.empty()) return;
    auto rest = judge_all(entry.dependency, entry.job, state_, now_);
    for (const auto& term : rest.terms) {
        if (term.due) look_again(entry, std::max(*term.due, now_));
    }
    become_dependent(entry, std::move(rest));
    if (stands_for_tasks(entry.job) && entry.job.state == JobState::pending) review_tasks(entry, news);
}

namespace {

/// Some of an array's tasks, by what has become of the same tasks of another array.
struct Corresponding {
    std::vector<std::uint32_t> met;
    std::vector<std::uint32_t> failed;
};

void sort_in(Corresponding& sorted, std::uint32_t task, const Facts& facts) {
    if (facts.known && !facts.ended) return;
    (facts.failed ? sorted.failed : sorted.met).push_back(task);
}

/// Those whose counterpart has ended; with `news`, only those that it is the counterpart of.
Corresponding corresponding(const Job& record, const ArrayGroup& group, const ClusterState& state, const Job* news) {
    Corresponding sorted;
    if (news == nullptr) {
        for (const auto task : all_tasks(record.array_left)) sort_in(sorted, task, facts_of(find_part(state, group, task)));
        return sorted;
    }
    const auto facts = facts_of(state.find(news->id));
    auto about = news->array_left;
    if (news->array_task) about = {{*news->array_task, *news->array_task, 1}};
    for (const auto task : all_tasks(common_tasks(record.array_left, about))) sort_in(sorted, task, facts);
    return sorted;
}

}  // namespace

/// aftercorr: the tasks of a record whose counterparts have ended part from the others.
void Transition::review_tasks(JobEntry& record, const Job* news) {
    auto& terms = record.dependency.terms;
    const auto corresponds = [&](const DependencyTerm& term) {
        return term.kind == DependencyKind::aftercorr && !term.task && !term.failed && state_.find_array(term.job) != nullptr;
    };
    const auto term = std::ranges::find_if(terms, corresponds);
    if (term == terms.end()) return;
    const auto index = static_cast<std::size_t>(term - terms.begin());
    const auto array = term->job;
    if (news != nullptr && news->array_job != array) return;
    const auto sorted = corresponding(record.job, *state_.find_array(array), state_, news);
    for (const bool failed : {true, false}) {
        auto part = ranges_of(failed ? sorted.failed : sorted.met);
        if (part.empty()) continue;
        const bool all = count_tasks(part) == count_tasks(record.job.array_left);
        auto& apart = all ? record : split_off(record, std::move(part));
        auto rest = apart.dependency;
        if (failed) rest.terms[index].failed = true;
        else if (rest.any) rest.terms.clear();
        else rest.terms.erase(rest.terms.begin() + static_cast<std::ptrdiff_t>(index));
        become_dependent(apart, std::move(rest));
        review(apart, nullptr);
        if (all) return;
    }
}

void Transition::settle() {
    while (!news_.empty()) {
        const auto id = news_.extract(news_.begin()).value();
        const auto* entry = state_.find(id);
        if (entry == nullptr) continue;
        const auto job = entry->job;
        tell_dependents(job);
        tell_namesakes(job);
        tell_array(job);
    }
    tell_limited();
}

/// Parts of an array that may not be planned now because enough of it runs.
void Transition::tell_array(const Job& job) {
    if (!job.array_job) return;
    for (const auto part : state_.find_array(*job.array_job)->waiting()) {
        if (!state_.blocked().contains(part)) continue;
        auto& entry = *state_.find(part);
        drop_promise(entry);
        set_reason(entry, blocked_reason(entry, state_));
    }
}

void Transition::tell_dependents(const Job& job) {
    auto ids = state_.dependents_of(job.id);
    if (job.array_job) ids.merge(state_.dependents_of(*job.array_job));
    for (const auto id : ids) review(*state_.find(id), &job);
}

/// Of the singletons of this name only the first in line may pass, and only while none of the name runs.
void Transition::tell_namesakes(const Job& job) {
    const auto* namesakes = state_.namesakes_of(job);
    if (namesakes == nullptr) return;
    const auto next = namesakes->next();
    const auto passed = namesakes->passed;
    for (const auto id : passed) {
        if (id == next) continue;
        auto& entry = *state_.find(id);
        auto dependency = entry.dependency;
        dependency.terms.push_back({DependencyKind::singleton, {}, {}, false, Duration{0}, {}, false});
        become_dependent(entry, std::move(dependency));
    }
    if (next) review(*state_.find(*next), nullptr);
}

}  // namespace sluice::engine
