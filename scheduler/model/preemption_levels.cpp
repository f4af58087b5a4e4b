// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/preemption_levels.hpp"

#include <algorithm>
#include <set>

namespace sluice {
namespace {

/// Raises the QOS above those that it may preempt; whether that changed anything.
bool raise(const QosSpec& qos, PreemptionLevels& levels) {
    auto& level = levels[qos.name];
    const auto before = level;
    for (const auto& other : qos.preempt) level = std::max(level, levels[other] + 1);
    return level != before;
}

/// All QOS whose jobs may be preempted for jobs of this one, and so on.
std::set<std::string> reachable(const QosSpec& from, const std::vector<QosSpec>& qos) {
    std::set<std::string> found;
    std::vector<const QosSpec*> open{&from};
    while (!open.empty()) {
        const auto* each = open.back();
        open.pop_back();
        for (const auto& name : each->preempt) {
            if (!found.insert(name).second) continue;
            const auto next = std::ranges::find(qos, name, &QosSpec::name);
            if (next != qos.end()) open.push_back(&*next);
        }
    }
    return found;
}

}  // namespace

PreemptionLevels preemption_levels(const std::vector<QosSpec>& qos) {
    PreemptionLevels levels;
    for (std::size_t round = 0; round < qos.size(); ++round) {
        bool changed = false;
        for (const auto& each : qos) changed |= raise(each, levels);
        if (!changed) break;
    }
    for (auto& [name, level] : levels) level = std::min(level, static_cast<std::uint32_t>(qos.size()));
    return levels;
}

std::vector<std::string> preemption_loops(const std::vector<QosSpec>& qos) {
    std::vector<std::string> loops;
    for (const auto& each : qos) {
        if (reachable(each, qos).contains(each.name)) loops.push_back(each.name);
    }
    return loops;
}

}  // namespace sluice
