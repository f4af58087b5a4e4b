// SPDX-License-Identifier: Apache-2.0
//
// The bindings of a step's tasks on this node, worked out once: what the kernel is told, what the tasks find in their
// environment, and what --cpu-bind=verbose reports.
#pragma once

#include <string>
#include <vector>

#include "launcher/binding/bind.hpp"
#include "launcher/step/order.hpp"
#include "launcher/step/variables.hpp"

namespace sluice::step {

/// What one task is bound to, in the kernel's numbers. Empty: not bound.
struct KernelBinding {
    std::vector<std::uint32_t> cpus;
    std::vector<std::uint32_t> memory;
    bool memory_preferred = false;
};

class TaskBindings {
  public:
    explicit TaskBindings(const StepOrder& order);

    [[nodiscard]] KernelBinding kernel(std::uint32_t local) const;
    /// SLURM_CPU_BIND and the task's own GPUs.
    void add_variables(Variables& variables, std::uint32_t local) const;
    /// Lines for the task's error output.
    [[nodiscard]] std::vector<std::string> report(std::uint32_t local, int pid) const;

  private:
    void load_topology();
    void add_gpus(Variables& variables, std::uint32_t local) const;

    const StepOrder& order_;
    binding::NodeTopology topology_;
    bool enforced_ = false;  // the machine is the node: its CPUs are there
    binding::NodeBinding node_;
    binding::CpuList all_;
    bool own_gpus_ = false;  // tasks see different ones
};

/// What the order asks for on this node.
binding::BindRequest bind_request(const StepOrder& order);

}  // namespace sluice::step
