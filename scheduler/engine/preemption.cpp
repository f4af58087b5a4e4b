// SPDX-License-Identifier: Apache-2.0
//
// Jobs give way to more important ones. After the queue was looked at, each job that still waits, in its order, may
// take the place of running ones that are less important, if with them gone it would fit: the least important and
// youngest, and no more of them than it takes. Who is being ended already is counted as gone, so that nobody is
// ended twice for the same room; a job whose promised start comes before its victims could be gone only waits.

#include <algorithm>
#include <csignal>

#include "scheduler/engine/placement.hpp"
#include "scheduler/engine/preemption_rules.hpp"
#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

constexpr std::size_t kMostTried = 100;  // jobs that wait, in one look

/// The nodes as they will be when those who must go have gone.
class Room {
  public:
    Room(const ClusterState& state, Instant now) : state_{state}, now_{now} {
        for (const auto& node : state.nodes()) offers_.push_back({node.free, true});
        for (const auto id : state.holders()) {
            const auto& entry = *state.find(id);
            count_user(entry, +1);
            if (entry.job.completing || entry.job.killed_at) add(entry);
        }
    }

    void add(const JobEntry& entry) {
        for (std::size_t i = 0; i < entry.nodes.size(); ++i) {
            auto held = entry.held[i];
            if (preempt_mode_of(entry.job, state_) == PreemptMode::suspend && !entry.job.completing) held = {held.cores, {}, {}};
            offers_[entry.nodes[i].value()].amount.add(held);
        }
        count_user(entry, -1);
    }
    void remove(const JobEntry& entry) {
        for (std::size_t i = 0; i < entry.nodes.size(); ++i) {
            auto held = entry.held[i];
            if (preempt_mode_of(entry.job, state_) == PreemptMode::suspend) held = {held.cores, {}, {}};
            offers_[entry.nodes[i].value()].amount.subtract(held);
        }
        count_user(entry, +1);
    }
    [[nodiscard]] std::optional<Placement> fit(const Request& request) const {
        const auto until = end_of(now_, request.limit);
        return place(request, state_, [&](NodeIndex index) {
            if (!state_.node(index).usable() || !state_.windows_of(index).admit(request.reserved_for, now_, until)) return NodeOffer{};
            return NodeOffer{offers_[index.value()].amount, users_[index.value()] == 0};
        });
    }
    /// Somebody will have this.
    void take(const Placement& placement) {
        for (const auto& placed : placement) {
            offers_[placed.node.value()].amount.subtract(placed.amount);
            ++users_[placed.node.value()];
        }
    }

  private:
    void count_user(const JobEntry& entry, int one) {
        if (entry.job.suspended_since) return;  // it does not disturb
        for (const auto index : entry.nodes) users_[index.value()] += one;
    }

    const ClusterState& state_;
    Instant now_;
    std::vector<NodeOffer> offers_;
    std::vector<int> users_ = std::vector<int>(state_.nodes().size(), 0);
};

/// Running jobs that must give way to this one, those first that should.
std::vector<const JobEntry*> less_important(const JobEntry& waiting, const ClusterState& state, Instant now) {
    const auto& settings = state.config().scheduling;
    std::vector<const JobEntry*> victims;
    for (const auto id : state.holders()) {
        const auto& entry = *state.find(id);
        const auto& job = entry.job;
        if (job.state != JobState::running || job.completing || job.killed_at) continue;
        if (*job.started + settings.preempt_exempt_time > now) continue;
        if (gives_way_to(job, waiting.job, state)) victims.push_back(&entry);
    }
    std::ranges::sort(victims, {}, [&](const JobEntry* entry) { return preempt_rank_of(entry->job, state); });
    return victims;
}

/// Of `possible`, as few as make the request fit; they are left out of the room. Nothing if not even all do.
std::vector<const JobEntry*> choose_victims(const Request& request, std::vector<const JobEntry*> possible, Room& room) {
    std::size_t used = 0;
    while (used < possible.size() && !room.fit(request)) room.add(*possible[used++]);
    possible.resize(used);
    const bool fits = room.fit(request).has_value();
    for (auto i = used; i-- > 0;) {  // whoever is not in the way after all stays, the most important first
        room.remove(*possible[i]);
        if (fits && !room.fit(request)) {
            room.add(*possible[i]);
            continue;
        }
        possible.erase(possible.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return possible;
}

/// Whether it would start by itself before all of those could be gone.
bool starts_as_soon(const JobEntry& waiting, const std::vector<const JobEntry*>& victims, const ClusterState& state, Instant now) {
    const auto& promised = waiting.job.planned_start;
    if (!promised || victims.empty()) return false;
    Duration grace{0};
    for (const auto* victim : victims) grace = std::max(grace, preempt_grace_of(victim->job, state));
    return *promised <= now + grace;
}

bool has_licenses(const JobEntry& waiting, const ClusterState& state) {
    return std::ranges::all_of(waiting.job.spec.licenses, [&](const LicenseCount& wanted) {
        std::uint64_t in_use = wanted.count;
        for (const auto id : state.holders()) {
            for (const auto& held : state.find(id)->job.licenses) in_use += held.name == wanted.name ? held.count : 0;
        }
        const auto known = std::ranges::find(state.config().licenses, wanted.name, &LicenseCount::name);
        return known != state.config().licenses.end() && in_use <= known->count;
    });
}

}  // namespace

bool Transition::make_room() {
    if (state_.config().scheduling.preemption == Preemption::none) return false;
    Room room{state_, now_};
    std::set<JobId> victims;
    std::size_t tried = 0;
    for (const auto& key : state_.queue()) {
        const auto& entry = *state_.find(key.id);
        if (++tried > kMostTried) break;
        if (ineligible_reason(entry, state_, now_) != Reason::none || !has_licenses(entry, state_)) continue;
        if (!room.fit(*entry.request)) {
            auto possible = less_important(entry, state_, now_);
            std::erase_if(possible, [&](const JobEntry* victim) { return victims.contains(victim->job.id); });
            const auto chosen = choose_victims(*entry.request, std::move(possible), room);
            if (starts_as_soon(entry, chosen, state_, now_)) {
                for (const auto* victim : chosen) room.remove(*victim);
                continue;
            }
            for (const auto* victim : chosen) victims.insert(victim->job.id);
        }
        if (auto placement = room.fit(*entry.request)) room.take(*placement);
    }
    for (const auto id : victims) give_way(*state_.find(id));
    if (!victims.empty()) settle();
    return !victims.empty();
}

void Transition::give_way(JobEntry& entry) {
    auto& job = entry.job;
    if (preempt_mode_of(job, state_) == PreemptMode::suspend) {
        job.gives_way = true;
        return suspend(entry);
    }
    const auto grace = preempt_grace_of(job, state_);
    if (grace == Duration{0}) return end_preempted(entry);
    job.killed_at = now_ + grace;
    for (const auto& [number, step] : entry.steps) signal_step(step, SIGTERM, true);
    state_.note_change(job.id);
    look_again(entry, *job.killed_at);
    touch(entry);
}

void Transition::end_preempted(JobEntry& entry) {
    if (preempt_mode_of(entry.job, state_) == PreemptMode::requeue) {
        return requeue_or(entry, JobState::preempted, Reason::preempted, "DUE TO PREEMPTION");
    }
    begin_ending(entry, JobState::preempted, Reason::preempted, true, "DUE TO PREEMPTION");
}

}  // namespace sluice::engine
