// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/engine.hpp"

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {

Engine::Engine(ClusterConfig config, std::unique_ptr<Planner> planner)
    : state_{std::move(config)}, planner_{std::move(planner)} {}

Outcome Engine::apply(const Event& event, Instant now) {
    Transition transition{*this, now};
    std::visit([&](const auto& e) { transition.on(e); }, event);
    transition.settle();
    return transition.take();
}

std::optional<Instant> Engine::next_wake() const {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first;
}

void Engine::restore(Job job, std::vector<Step> steps) {
    auto& entry = state_.add(std::move(job));
    const auto& restored = entry.job;
    for (auto& step : steps) {
        if (step.attempt != restored.attempt) continue;
        const auto number = step.number;
        entry.steps.emplace(number, std::move(step));
    }
    if (restored.state == JobState::running || restored.completing) state_.allocate(entry);
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

void Engine::restore_next_job_id(JobId next) { state_.reserve_ids_below(next); }

std::vector<Effect> Engine::unfinished_effects(std::string_view node) const {
    std::vector<Effect> effects;
    for (const auto id : state_.holders()) {
        const auto& entry = *state_.find(id);
        for (const auto& [number, step] : entry.steps) {
            for (std::uint32_t i = 0; i < step.shares.size(); ++i) {
                const auto& share = step.shares[i];
                if (share.node != node || share.ended) continue;
                if (is_final(step.state)) effects.push_back(EndStep{run_of(step), share.node, false, {}});
                else if (!share.started) effects.push_back(LaunchStep{run_of(step), share.node, i});
            }
        }
    }
    return effects;
}

}  // namespace sluice::engine
