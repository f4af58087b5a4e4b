// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/metrics.hpp"

#include <algorithm>
#include <vector>

#include "scheduler/sim/curves.hpp"

namespace sluice::sim {
namespace {

double slowdown(Duration wait, Duration run) {
    const auto stretched = static_cast<double>((wait + run).count());
    return std::max(1.0, stretched / static_cast<double>(std::max<std::int64_t>(run.count(), 10)));
}

/// The sorted wait at ceil(0.95 n) - 1.
Duration percentile_95(std::vector<Duration>& waits) {
    const auto place = (95 * waits.size() + 99) / 100 - 1;
    const auto at = waits.begin() + static_cast<std::ptrdiff_t>(place);
    std::ranges::nth_element(waits, at);
    return *at;
}

struct Sums {
    double wait = 0, slowdown = 0, work = 0;
    Instant first = Instant::max(), last = Instant::min();
};

}  // namespace

Metrics measure(const Workload& workload, const Results& results, std::uint32_t processors) {
    Metrics metrics;
    Sums sums;
    std::vector<Duration> waits;
    for (std::size_t i = 0; i < results.runs.size(); ++i) {
        const auto& run = results.runs[i];
        if (!run.ran()) {
            metrics.never_started += run.refused ? 0 : 1;
            continue;
        }
        const auto submit = workload.jobs[i].submit;
        waits.push_back(run.start - submit);
        sums.wait += static_cast<double>(waits.back().count());
        sums.slowdown += slowdown(waits.back(), run.elapsed());
        sums.work += static_cast<double>(run.elapsed().count()) * run.procs;
        sums.first = std::min(sums.first, submit);
        sums.last = std::max(sums.last, run.end);
    }
    metrics.jobs = waits.size();
    if (waits.empty()) return metrics;
    const auto count = static_cast<double>(waits.size());
    metrics.mean_wait = sums.wait / count;
    metrics.mean_slowdown = sums.slowdown / count;
    metrics.makespan = sums.last - sums.first;
    metrics.utilization = sums.work / (static_cast<double>(metrics.makespan.count()) * processors);
    metrics.max_wait = *std::ranges::max_element(waits);
    metrics.p95_wait = percentile_95(waits);
    metrics.max_queue = static_cast<std::size_t>(highest(queue_length(workload, results)));
    return metrics;
}

}  // namespace sluice::sim
