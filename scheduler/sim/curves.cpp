// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/curves.hpp"

#include <algorithm>

namespace sluice::sim {
namespace {

/// Turns changes into levels, the changes of one instant into one.
Curve levels_of(Curve changes) {
    std::ranges::stable_sort(changes, {}, &Step::time);
    Curve curve;
    std::int64_t level = 0;
    for (const auto& change : changes) {
        level += change.level;
        if (curve.empty() || curve.back().time != change.time) curve.push_back({change.time, level});
        else curve.back().level = level;
    }
    return curve;
}

}  // namespace

Curve queue_length(const Workload& workload, const Results& results) {
    Curve changes;
    changes.reserve(2 * results.runs.size());
    for (std::size_t i = 0; i < results.runs.size(); ++i) {
        if (!results.runs[i].ran()) continue;
        changes.push_back({workload.jobs[i].submit, 1});
        changes.push_back({results.runs[i].start, -1});
    }
    return levels_of(std::move(changes));
}

Curve processors_in_use(const Results& results) {
    Curve changes;
    changes.reserve(2 * results.runs.size());
    for (const auto& run : results.runs) {
        if (!run.ran()) continue;
        changes.push_back({run.start, run.procs});
        changes.push_back({run.end, -std::int64_t{run.procs}});
    }
    return levels_of(std::move(changes));
}

std::int64_t highest(const Curve& curve) {
    std::int64_t most = 0;
    for (const auto& step : curve) most = std::max(most, step.level);
    return most;
}

std::vector<Summary> summarise(const Curve& curve, Instant begin, Instant end, std::size_t count) {
    std::vector<Summary> parts(count);
    const auto length = static_cast<double>((end - begin).count()) / static_cast<double>(count);
    const auto place = [&](Instant time) { return static_cast<double>((time - begin).count()) / length; };
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const auto until = i + 1 < curve.size() ? curve[i + 1].time : end;
        const auto level = static_cast<double>(curve[i].level);
        const double from = std::max(0.0, place(curve[i].time));
        const double to = std::min(static_cast<double>(count), place(until));
        for (auto part = static_cast<std::size_t>(from); part < count && static_cast<double>(part) < to; ++part) {
            const double inside = std::min(to, static_cast<double>(part + 1)) - std::max(from, static_cast<double>(part));
            parts[part].mean += level * inside;
            parts[part].highest = std::max(parts[part].highest, level);
        }
    }
    return parts;
}

}  // namespace sluice::sim
