// SPDX-License-Identifier: Apache-2.0
//
// What one of a job's nodes has for a step: CPUs, memory and devices of the job that its other steps do not hold,
// and how many of the step's tasks that makes.
#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::engine {

/// What there is, counted for one node.
struct StepSupply {
    std::vector<std::uint32_t> cpus;  // by number, ascending
    Mebibytes memory;
    std::vector<GresDevices> gres;
};

class StepRoom {
  public:
    /// `position` is the node's place in the step's order. `sockets` are those of the node.
    StepRoom(const StepSpec& spec, const JobEntry& entry, const NodeShare& share, const NodeSpec& node,
             std::size_t position);

    [[nodiscard]] const NodeShare& share() const { return *share_; }
    [[nodiscard]] std::size_t position() const { return position_; }
    /// Tasks that fit when the step has the job for itself, and beside the other steps.
    [[nodiscard]] std::uint32_t tasks_ever() const { return tasks_ever_; }
    [[nodiscard]] std::uint32_t tasks_now() const { return tasks_now_; }
    /// GPUs of this name and type that are still to be had now.
    [[nodiscard]] std::uint32_t free_gpus(const GresCount& wanted) const;

    /// The node's part of the step for so many tasks. Requires that they fit now.
    [[nodiscard]] StepShare take(const std::vector<std::uint32_t>& ranks, const std::vector<GresCount>& gpus) const;

  private:
    [[nodiscard]] StepSupply whole() const;
    [[nodiscard]] StepSupply left_by(const JobEntry& entry) const;
    [[nodiscard]] std::uint32_t tasks_in(const StepSupply& supply) const;
    [[nodiscard]] std::uint32_t tasks_on_cpus(const std::vector<std::uint32_t>& cpus) const;
    [[nodiscard]] std::vector<std::uint32_t> cpus_for(std::uint32_t tasks) const;
    [[nodiscard]] bool by_cores() const;

    const StepSpec* spec_;
    const NodeShare* share_;
    std::size_t position_;
    std::uint32_t threads_;           // of a core
    std::uint32_t cores_per_socket_;
    bool memory_counts_;              // the job has a limit of memory there
    StepSupply free_;
    std::uint32_t tasks_ever_ = 0;
    std::uint32_t tasks_now_ = 0;
};

}  // namespace sluice::engine
