// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/preemption_rules.hpp"

#include <algorithm>

namespace sluice::engine {
namespace {

bool by_qos(const ClusterState& state) { return state.config().scheduling.preemption == Preemption::qos; }

const PartitionSpec* partition_of(const Job& job, const ClusterState& state) {
    const auto index = state.find_partition(job.partition);
    return index ? &state.partitions()[*index].spec : nullptr;
}

std::string_view qos_name(const Job& job) {
    return job.spec.qos.empty() ? kNormalQos : std::string_view{job.spec.qos};
}

const QosSpec* qos_of(const Job& job, const ClusterState& state) { return state.accounts().find_qos(qos_name(job)); }

std::optional<PreemptMode> own_mode(const QosSpec& qos) {
    switch (qos.preempt_mode) {
        case QosPreemptMode::cluster: return std::nullopt;
        case QosPreemptMode::off: return PreemptMode::off;
        case QosPreemptMode::cancel: return PreemptMode::cancel;
        case QosPreemptMode::requeue: return PreemptMode::requeue;
        case QosPreemptMode::suspend: return PreemptMode::suspend;
    }
    return std::nullopt;
}

/// Of the partition or of the QOS, whichever decides.
std::optional<PreemptMode> own_mode(const Job& job, const ClusterState& state) {
    if (by_qos(state)) {
        const auto* qos = qos_of(job, state);
        return qos == nullptr ? std::nullopt : own_mode(*qos);
    }
    const auto* partition = partition_of(job, state);
    return partition == nullptr ? std::nullopt : partition->preempt_mode;
}

std::uint32_t tier_of(const Job& job, const ClusterState& state) {
    const auto* partition = partition_of(job, state);
    return partition == nullptr ? 0 : partition->priority_tier;
}

std::uint32_t importance_of(const Job& job, const ClusterState& state) {
    if (!by_qos(state)) return tier_of(job, state);
    const auto* qos = qos_of(job, state);
    return qos == nullptr ? 0 : qos->priority;
}

}  // namespace

PreemptMode preempt_mode_of(const Job& job, const ClusterState& state) {
    return own_mode(job, state).value_or(state.config().scheduling.preempt_mode);
}

Duration preempt_grace_of(const Job& job, const ClusterState& state) {
    if (preempt_mode_of(job, state) == PreemptMode::suspend) return Duration{0};
    if (by_qos(state)) {
        const auto* qos = qos_of(job, state);
        return qos == nullptr ? Duration{0} : qos->grace_time;
    }
    const auto* partition = partition_of(job, state);
    return partition == nullptr ? Duration{0} : partition->grace_time;
}

bool gives_way_to(const Job& running, const Job& waiting, const ClusterState& state) {
    if (preempt_mode_of(running, state) == PreemptMode::off) return false;
    if (!by_qos(state)) return tier_of(running, state) < tier_of(waiting, state);
    const auto* qos = qos_of(waiting, state);
    return qos != nullptr && std::ranges::find(qos->preempt, qos_name(running)) != qos->preempt.end();
}

PreemptRank preempt_rank_of(const Job& running, const ClusterState& state) {
    return {importance_of(running, state), running.priority, -running.started->time_since_epoch().count(),
            -std::int64_t{running.id.value()}};
}

}  // namespace sluice::engine
