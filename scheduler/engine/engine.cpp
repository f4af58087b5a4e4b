// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/engine.hpp"

#include <algorithm>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {

Engine::Engine(ClusterConfig config)
    : state_{std::move(config)}, planner_{PlanRules::of(state_.config().scheduling)} {
    state_.reserve_ids_below(JobId{state_.config().scheduling.first_job_id});
}

Outcome Engine::apply(const Event& event, Instant now) {
    state_.let_sleep();
    Transition transition{*this, now};
    std::visit([&](const auto& e) { transition.on(e); }, event);
    transition.settle();
    return transition.take();
}

std::optional<Instant> Engine::next_wake() const {
    auto wake = shutting_down_ ? std::nullopt : planner_.next_wake();
    if (next_edge_ != kNever) wake = std::min(wake.value_or(kNever), next_edge_);
    if (!timers_.empty()) wake = std::min(wake.value_or(kNever), timers_.begin()->first);
    if (next_interval_ && needs_intervals()) wake = std::min(wake.value_or(kNever), *next_interval_);
    return wake;
}

/// Whether time alone changes anything about usage or priorities.
bool Engine::needs_intervals() const {
    constexpr std::size_t kBuiltIn = 2;  // of root
    const bool charges = !state_.holders().empty() && state_.accounts().associations().size() > kBuiltIn;
    const bool waits = !state_.queue().empty() || !state_.blocked().empty();
    return charges || (waits && state_.config().priority.is_multifactor());
}

void Engine::restore(Job job, std::vector<Step> steps) {
    state_.let_sleep();
    auto& entry = state_.add(std::move(job));
    const auto& restored = entry.job;
    for (auto& step : steps) {
        if (step.attempt != restored.attempt) continue;
        const auto number = step.number;
        entry.steps.emplace(number, std::move(step));
    }
    if (restored.state == JobState::running || restored.state == JobState::suspended || restored.completing) state_.allocate(entry);
    state_.refresh_request(entry);
    entry.wake = Instant{};  // the first Schedule sets its real timer
    timers_.insert({*entry.wake, restored.id});
}

void Engine::restore(const NodeRecord& record) {
    if (const auto index = state_.find_node(record.name)) {
        auto& node = state_.node(*index);
        node.record = record;
        node.record.responding = false;  // until its daemon registers again
    }
}

void Engine::restore(const PartitionSpec& partition) {
    if (const auto index = state_.find_partition(partition.name)) {
        auto& spec = state_.partition(*index).spec;
        spec.state = partition.state;
        spec.max_time = partition.max_time;
    }
}

void Engine::restore(const AccountBook& accounts, const std::vector<AccountUsage>& usage) {
    state_.restore_accounts(accounts);
    for (const auto& each : usage) state_.fair_share().restore(each);
}

void Engine::restore(Reservation reservation) {
    state_.put(std::move(reservation));
    next_edge_ = Instant{};  // the first Schedule finds out
}

void Engine::restore_next_job_id(JobId next) { state_.reserve_ids_below(next); }

}  // namespace sluice::engine
