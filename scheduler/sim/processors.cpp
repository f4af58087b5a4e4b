// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/processors.hpp"

#include <fmt/format.h>

#include "scheduler/sim/engine_machine.hpp"

namespace sluice::sim {
namespace {

/// A cluster in which a processor is a node of its own.
ClusterConfig cluster_of(std::uint32_t processors, const SchedulingSpec& policy) {
    ClusterConfig config;
    config.scheduling = policy;
    PartitionSpec partition;
    partition.name = "all";
    partition.is_default = true;
    partition.exclusive = true;
    for (std::uint32_t i = 1; i <= processors; ++i) {
        NodeSpec node;
        node.name = fmt::format("p{}", i);
        partition.nodes.push_back(node.name);
        config.nodes.push_back(std::move(node));
    }
    config.partitions.push_back(std::move(partition));
    return config;
}

/// Its nodes are no one's business.
class Processors final : public Machine {
  public:
    Processors(ClusterConfig config, Workload& workload) : cluster_{std::move(config), workload} {}

    Result<void> submit(JobIndex job, Instant now) override { return cluster_.submit(job, now); }
    void end(JobIndex job, ExitCode code, Instant now) override { cluster_.end(job, code, now); }
    void pass(Instant now, Changes& changes) override {
        cluster_.pass(now, changes);
        changes.nodes.clear();
        for (auto& change : changes.jobs) change.first_node = change.node_count = 0;
    }
    [[nodiscard]] std::optional<Instant> next_wake() const override { return cluster_.next_wake(); }

  private:
    EngineMachine cluster_;
};

}  // namespace

std::unique_ptr<Machine> make_processors(std::uint32_t processors, const SchedulingSpec& policy,
                                         Workload& workload) {
    return std::make_unique<Processors>(cluster_of(processors, policy), workload);
}

}  // namespace sluice::sim
