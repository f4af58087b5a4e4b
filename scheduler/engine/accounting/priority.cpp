// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/accounting/priority.hpp"

#include <algorithm>
#include <cmath>

#include "scheduler/engine/accounting/job_tres.hpp"

namespace sluice::engine {
namespace {

constexpr std::uint32_t kFirst = 4'294'901'760;

std::uint32_t limited(double value) {
    return static_cast<std::uint32_t>(std::clamp(value, 1.0, double{kFirst}));
}

double size_factor(const JobEntry& entry, const ClusterState& state, const PriorityScale& scale) {
    if (!entry.request) return 0;
    const auto tres = least_tres(*entry.request, state);
    const auto nodes = static_cast<double>(count_of(tres, "node")) / scale.nodes;
    const auto cpus = static_cast<double>(count_of(tres, "cpu")) / scale.cpus;
    const auto part = std::min((nodes + cpus) / 2, 1.0);
    return state.config().priority.favor_small ? 1 - part : part;
}

double age_factor(const JobEntry& entry, Duration max_age, Instant now) {
    const auto since = entry.job.eligible.value_or(now);
    if (!entry.dependency.empty() || since >= now) return 0;
    return std::min(1.0, static_cast<double>((now - since).count()) / static_cast<double>(max_age.count()));
}

}  // namespace

PriorityScale::PriorityScale(const ClusterState& state) {
    nodes = std::max<double>(1, static_cast<double>(state.nodes().size()));
    double threads = 0;
    for (const auto& node : state.nodes()) threads += node.total.cores * node.spec.threads_per_core;
    cpus = std::max(1.0, threads);
    for (const auto& each : state.partitions())
        partition = std::max<double>(partition, each.spec.priority_job_factor);
    for (const auto& [name, each] : state.accounts().qos()) qos = std::max<double>(qos, each.priority);
    for (const auto& [key, each] : state.accounts().associations())
        association = std::max<double>(association, each.priority.value_or(0));
}

PriorityFactors priority_factors(const JobEntry& entry, const ClusterState& state, const PriorityScale& scale,
                                 Instant now) {
    const auto& job = entry.job;
    const auto& accounts = state.accounts();
    PriorityFactors factors;
    factors.age = age_factor(entry, state.config().priority.max_age, now);
    factors.job_size = size_factor(entry, state, scale);
    if (const auto* own = state.association_of(job)) {
        factors.fair_share = state.fair_share().factor_of(own->key());
        const auto priority = [](const Association& each) { return each.priority; };
        factors.association =
            accounts.inherited<std::optional<std::uint32_t>>(*own, priority).value_or(0) / scale.association;
    }
    if (const auto index = state.find_partition(job.partition)) {
        factors.partition = state.partitions()[*index].spec.priority_job_factor / scale.partition;
    }
    if (const auto* qos = accounts.find_qos(job.spec.qos)) factors.qos = qos->priority / scale.qos;
    return factors;
}

std::uint32_t weighted_priority(const PriorityFactors& factors, const PrioritySpec& weights,
                                std::int32_t nice) {
    const double sum = factors.age * weights.weight_age + factors.association * weights.weight_association +
                       factors.fair_share * weights.weight_fair_share +
                       factors.job_size * weights.weight_job_size +
                       factors.partition * weights.weight_partition + factors.qos * weights.weight_qos;
    return limited(std::floor(sum) - nice);
}

std::uint32_t usual_priority(const JobEntry& entry, const ClusterState& state, Instant now) {
    const auto& job = entry.job;
    const auto& settings = state.config().priority;
    if (settings.is_multifactor()) {
        return weighted_priority(priority_factors(entry, state, PriorityScale{state}, now), settings,
                                 job.spec.nice);
    }
    return limited(double{kFirst} - job.array_job.value_or(job.id).value() - job.spec.nice);
}

}  // namespace sluice::engine
