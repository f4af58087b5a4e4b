// SPDX-License-Identifier: Apache-2.0
//
// A cluster as a machine to simulate: the very engine that the controller runs, under a ClusterConfig, with
// node daemons that do at once what they are told.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "scheduler/engine/engine.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/sim/machine.hpp"

namespace sluice::sim {

/// CPUs of a node, of the largest if they differ: what a trace's processors are packed into.
std::uint32_t cpus_per_node(const ClusterConfig& config);
/// CPUs of all nodes.
std::uint32_t cpus_of(const ClusterConfig& config);

/// How a job of a trace asks for its processors: whole nodes, as few as hold them.
JobSpec spec_of_trace_job(const SimJob& job, std::uint32_t cpus_per_node);

class EngineMachine final : public Machine {
  public:
    /// The workload must outlive the machine, which adds the tasks of arrays to it as they start.
    EngineMachine(ClusterConfig config, Workload& workload);

    Result<void> submit(JobIndex job, Instant now) override;
    void end(JobIndex job, ExitCode code, Instant now) override;
    void pass(Instant now, Changes& changes) override;
    [[nodiscard]] std::optional<Instant> next_wake() const override { return engine_.next_wake(); }
    [[nodiscard]] std::string why_waiting(JobIndex job) const override;

    [[nodiscard]] const engine::ClusterState& state() const { return engine_.state(); }

  private:
    /// What the driver knows of a job.
    struct Known {
        JobId id;  // 0: not submitted, or refused
        JobState state = JobState::pending;
        Attempt attempt;
    };

    engine::Outcome apply(const engine::Event& event, Instant now);
    void hear(const engine::Effect& effect);
    bool deliver_reports(Instant now);
    void observe(JobId id);
    void report_start(JobIndex job, const engine::JobEntry& entry);
    JobIndex job_of(const Job& job);
    void remember(JobIndex job, JobId id);
    [[nodiscard]] JobSpec spec_of(JobIndex job) const;
    [[nodiscard]] std::optional<JobId> id_of_number(std::int64_t number) const;

    engine::Engine engine_;
    Workload& workload_;
    const std::uint32_t cpus_per_node_;
    std::vector<Known> known_;         // by JobIndex
    std::vector<JobIndex> by_id_;      // by JobId
    std::map<std::int64_t, JobIndex> by_number_;  // of jobs that may name each other
    std::deque<engine::Event> reports_;  // on their way from the daemons
    Changes changes_;
};

}  // namespace sluice::sim
