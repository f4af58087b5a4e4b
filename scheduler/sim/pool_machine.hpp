// SPDX-License-Identifier: Apache-2.0
//
// The machine of --processors: P identical processors without nodes or network, planned by the engine's own
// planner as P whole nodes of one class. A job costs nothing but its plan.
#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/engine/planning/queue_planner.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/sim/machine.hpp"

namespace sluice::sim {

class PoolMachine final : public Machine {
  public:
    /// The workload must outlive the machine.
    PoolMachine(std::uint32_t processors, const SchedulingSpec& policy, const Workload& workload);

    Result<void> submit(JobIndex job, Instant now) override;
    void end(JobIndex job, ExitCode code, Instant now) override;
    void pass(Instant now, Changes& changes) override;
    [[nodiscard]] std::optional<Instant> next_wake() const override;

  private:
    struct Running {
        engine::Hold hold;
        Instant until;
    };

    const Workload& workload_;
    std::vector<engine::Request> requests_;  // by number of processors; unchanged while the planner lives
    engine::QueuePlanner planner_;
    std::vector<Running> running_;  // by job
};

}  // namespace sluice::sim
