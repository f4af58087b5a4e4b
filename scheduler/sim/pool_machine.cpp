// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/pool_machine.hpp"

#include <array>
#include <fmt/format.h>

#include "scheduler/engine/planning/class_pool.hpp"

namespace sluice::sim {
namespace {

engine::PoolOwner pool_of(std::uint32_t processors) {
    return engine::PoolOwner{std::make_unique<engine::ClassPool>(std::array{processors})};
}

/// Requests for 0 to `most` nodes of the only class.
std::vector<engine::Request> requests_up_to(std::uint32_t most) {
    std::vector<engine::Request> requests(std::size_t{most} + 1);
    for (std::uint32_t i = 0; i <= most; ++i) {
        requests[i].min_nodes = requests[i].max_nodes = i;
        requests[i].exclusive = true;
        requests[i].classes = {{0, 1}};
    }
    return requests;
}

}  // namespace

PoolMachine::PoolMachine(std::uint32_t processors, const SchedulingSpec& policy, const Workload& workload)
    : workload_{workload},
      requests_{requests_up_to(processors)},
      planner_{engine::PlanRules::of(policy), pool_of(processors)},
      running_(workload.jobs.size()) {}

Result<void> PoolMachine::submit(JobIndex job, Instant now) {
    const auto& asked = workload_.jobs[job];
    if (asked.procs >= requests_.size()) {
        return fail(Errc::node_count, fmt::format("{} processors asked for, the machine has {}", asked.procs,
                                                  requests_.size() - 1));
    }
    planner_.enqueue({0, 0, now, JobId{job}}, requests_[asked.procs], asked.limit);
    return {};
}

void PoolMachine::end(JobIndex job, ExitCode, Instant now) { planner_.release(running_[job].hold, now, running_[job].until); }

void PoolMachine::pass(Instant now, Changes& changes) {
    changes.clear();
    for (const auto& start : planner_.pass(now)) {
        const JobIndex job = start.key.id.value();
        running_[job] = {start.hold, start.until};
        Change change;
        change.job = job;
        change.limit = workload_.jobs[job].limit;
        change.procs = workload_.jobs[job].procs;
        changes.jobs.push_back(change);
    }
}

std::optional<Instant> PoolMachine::next_wake() const {
    const auto wake = planner_.next_wake();
    if (wake == engine::kNever) return std::nullopt;
    return wake;
}

}  // namespace sluice::sim
