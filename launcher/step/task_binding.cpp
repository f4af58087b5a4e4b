// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/task_binding.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "launcher/step/machine_topology.hpp"
#include "scheduler/submit/count_list.hpp"

namespace sluice::step {
namespace {

std::uint32_t count_of(const std::vector<GresCount>& gres) {
    std::uint32_t sum = 0;
    for (const auto& each : gres) sum += each.count;
    return sum;
}

binding::CpuList cpus_of_job(const NodeShare* share, std::uint32_t threads) {
    binding::CpuList cpus;
    if (share == nullptr) return cpus;
    for (const auto core : share->cores) {
        for (std::uint32_t thread = 0; thread < threads; ++thread) cpus.push_back(core * threads + thread);
    }
    std::ranges::sort(cpus);
    return cpus;
}

/// The variables name the kind as the option does.
std::string kind_word(const BindSpec& spec, bool bound) {
    switch (spec.cpu) {
        case CpuBindKind::none: return "none";
        case CpuBindKind::rank: return "rank";
        case CpuBindKind::map_cpu: return "map_cpu:";
        case CpuBindKind::map_ldom: return "map_ldom:";
        default: return bound ? "mask_cpu:" : "none";
    }
}

}  // namespace

binding::BindRequest bind_request(const StepOrder& order) {
    const auto& spec = order.step.spec;
    binding::BindRequest request;
    request.spec = spec.bind;
    request.job_cpus = cpus_of_job(order.node_share(), std::max(1u, order.context.threads_per_core));
    request.step_cpus = order.share().cpu_ids;
    request.exact = spec.exact;
    request.threads_per_core = spec.threads_per_core.value_or(UINT32_MAX);
    request.wish = {static_cast<std::uint32_t>(order.share().tasks.size()), std::max(1u, spec.cpus_per_task.value_or(1)),
                    spec.socket_order, spec.core_order};
    request.gpus = gpu_numbers(order.share().gres);
    request.gpus_per_task = count_of(spec.gpus_per_task);
    return request;
}

TaskBindings::TaskBindings(const StepOrder& order) : order_{order} {
    if (order.is_batch()) return;
    const auto request = bind_request(order);
    const auto& spec = request.spec;
    const bool plain = spec.cpu == CpuBindKind::automatic && !request.exact && request.threads_per_core == UINT32_MAX &&
                       spec.memory == MemBindKind::none && spec.gpu == GpuBindKind::none && request.gpus_per_task == 0 &&
                       !spec.cpu_verbose && !spec.memory_verbose;
    if (plain) return;
    load_topology();
    for (std::uint32_t cpu = 0; cpu < topology_.size(); ++cpu) all_.push_back(cpu);
    node_ = bind_tasks(topology_, request);
    own_gpus_ = spec.gpu != GpuBindKind::none || request.gpus_per_task > 0;
}

/// An emulated node, or one with other CPUs than the configuration says, is bound on paper only.
void TaskBindings::load_topology() {
    const auto& node = order_.context;
    topology_ = binding::regular_topology(std::max(1u, node.sockets), std::max(1u, node.cores_per_socket),
                                          std::max(1u, node.threads_per_core));
    if (node.emulated) return;
    auto machine = machine_topology();
    if (!machine || machine->size() != topology_.size()) return;
    topology_ = std::move(*machine);
    enforced_ = true;
}

KernelBinding TaskBindings::kernel(std::uint32_t local) const {
    if (!enforced_ || local >= node_.tasks.size()) return {};
    const auto& task = node_.tasks[local];
    KernelBinding binding{{}, task.memory, task.memory_preferred};
    for (const auto cpu : task.cpus) binding.cpus.push_back(topology_[cpu].system);
    return binding;
}

void TaskBindings::add_variables(Variables& variables, std::uint32_t local) const {
    if (node_.tasks.empty()) return;
    const auto& spec = order_.step.spec.bind;
    const bool bound = std::ranges::any_of(node_.tasks, [](const auto& task) { return !task.cpus.empty(); });
    std::vector<std::string> masks;
    for (const auto& task : node_.tasks) {
        if (bound) masks.push_back(binding::format_mask(task.cpus.empty() ? all_ : task.cpus));
    }
    const auto kind = kind_word(spec, bound);
    const auto list = kind == "mask_cpu:" ? fmt::format("{}", fmt::join(masks, ",")) : fmt::format("{}", fmt::join(spec.cpu_list, ","));
    const auto* loud = spec.cpu_verbose ? "verbose" : "quiet";
    variables["SLURM_CPU_BIND_VERBOSE"] = loud;
    variables["SLURM_CPU_BIND_TYPE"] = kind;
    variables["SLURM_CPU_BIND_LIST"] = list;
    variables["SLURM_CPU_BIND"] = fmt::format("{},{}{}", loud, kind, list);
    if (own_gpus_) add_gpus(variables, local);
}

void TaskBindings::add_gpus(Variables& variables, std::uint32_t local) const {
    const auto list = submit::join(node_.tasks[local].gpus);
    for (const auto* name : {"CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"}) variables[name] = list;
}

std::vector<std::string> TaskBindings::report(std::uint32_t local, int pid) const {
    std::vector<std::string> lines;
    if (local >= node_.tasks.size()) return lines;
    for (const auto& warning : node_.warnings) lines.push_back("slurmstepd: error: " + warning);
    const auto& spec = order_.step.spec.bind;
    const auto& task = node_.tasks[local];
    const binding::TaskName name{order_.context.node, order_.share().tasks[local], local, pid};
    if (spec.cpu_verbose) lines.push_back(binding::cpu_report(spec, name, task.cpus, all_));
    if (spec.memory_verbose) {
        std::set<std::uint32_t> domains;
        for (const auto& cpu : topology_) domains.insert(cpu.domain);
        lines.push_back(binding::memory_report(spec, name, task.memory, {domains.begin(), domains.end()}));
    }
    if (spec.gpu_verbose) {
        lines.push_back(fmt::format("gpu-bind: task {} of {}: {}", name.rank, name.node, submit::join(task.gpus)));
    }
    return lines;
}

}  // namespace sluice::step
