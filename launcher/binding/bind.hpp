// SPDX-License-Identifier: Apache-2.0
//
// What each task of a step on one node is bound to: CPUs, NUMA domains, GPUs. A pure function of the node's topology
// and the request; whoever starts the tasks applies it.
#pragma once

#include <string>
#include <vector>

#include "launcher/binding/cpu_choice.hpp"

namespace sluice::binding {

struct BindRequest {
    BindSpec spec;
    CpuList job_cpus;   // what the job has on the node
    CpuList step_cpus;  // what the step holds of it
    bool exact = false; // the tasks keep to the step's CPUs, each to its own
    std::uint32_t threads_per_core = UINT32_MAX;  // no more threads of a core than this are used
    CpuWish wish;
    std::vector<std::uint32_t> gpus;  // of the step on the node, by number
    std::uint32_t gpus_per_task = 0;  // 0: not asked for
};

struct TaskBinding {
    CpuList cpus;                       // empty: not bound
    std::vector<std::uint32_t> memory;  // NUMA domains; empty: not bound
    bool memory_preferred = false;      // others, too, when these are full
    std::vector<std::uint32_t> gpus;
};

struct NodeBinding {
    std::vector<TaskBinding> tasks;
    std::vector<std::string> warnings;  // what of the request is impossible on this node
};

NodeBinding bind_tasks(const NodeTopology& topology, const BindRequest& request);

/// `cpu-bind=MASK - n1, task  0  0 [4711]: mask 0x3 set`
struct TaskName {
    std::string node;
    std::uint32_t rank = 0;
    std::uint32_t local = 0;
    int pid = 0;
};
std::string cpu_report(const BindSpec& spec, const TaskName& task, const CpuList& bound, const CpuList& all);
std::string memory_report(const BindSpec& spec, const TaskName& task, const std::vector<std::uint32_t>& bound,
                          const std::vector<std::uint32_t>& all);

}  // namespace sluice::binding
