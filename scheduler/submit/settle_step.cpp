// SPDX-License-Identifier: Apache-2.0
//
// What a step holds against the other steps of its job. What it only inherits from the job's variables would be all
// of the job, so that no other step could run beside it; only what was asked for it counts.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/submit/multi_prog.hpp"
#include "scheduler/submit/settle.hpp"

namespace sluice::submit {
namespace {

bool asked_for(const Request& request, std::string_view option) {
    return !request.inside_job || was_given(request, option, Source::command_line);
}

void settle_memory(Request& request) {
    const auto& job = request.job;
    auto& step = request.step;
    if (asked_for(request, "mem") && job.memory_per_node.value_or(Mebibytes{0}).count() > 0) {
        step.memory_per_node = job.memory_per_node;
    }
    step.memory_per_cpu = job.memory_per_cpu;
}

void settle_devices(Request& request) {
    auto& step = request.step;
    const auto asked = [&](std::string_view option) { return was_given(request, option) && asked_for(request, option); };
    step.gres_given = asked("gres") || asked("gpus-per-node") || asked("gpus-per-socket") || asked("gpus") ||
                      !step.gpus_per_task.empty();
    if (!step.gres_given || (!asked("gres") && !asked("gpus-per-node") && !asked("gpus-per-socket"))) {
        if (!asked("gpus")) step.gpus.clear();
    } else {
        step.gres_per_node = request.job.gres_per_node;
        step.gpus.clear();
    }
    if (!step.gpus_per_task.empty()) {
        std::erase_if(step.gres_per_node, [](const GresCount& g) { return g.name == "gpu"; });
        step.gpus.clear();
    }
}

void settle_cpus(Request& request) {
    auto& step = request.step;
    const auto& job = request.job;
    step.threads_per_core = job.shape.threads_per_core;
    step.exact = request.exclusive_step || was_given(request, "cpus-per-task");
    std::uint32_t per_task = 0;
    for (const auto& gpus : step.gpus_per_task) per_task += gpus.count;
    if (job.gpus.cpus_per_gpu && per_task > 0) step.cpus_per_task = *job.gpus.cpus_per_gpu * per_task;
}

/// Task after task on the hosts in the list; as many as there are unless fewer were asked for.
Applied settle_arbitrary(Request& request) {
    auto& step = request.step;
    if (step.distribution != Distribution::arbitrary) return {};
    if (request.hosts.empty()) {
        return stop("The --distribution=arbitrary option requires --nodelist, --nodefile or SLURM_HOSTFILE", kRequestError);
    }
    if (step.tasks && *step.tasks > request.hosts.size()) {
        return stop(fmt::format("{} tasks, but only {} hosts listed for --distribution=arbitrary", *step.tasks,
                                request.hosts.size()),
                    kRequestError);
    }
    step.node_list = request.hosts;
    if (step.tasks) step.node_list.resize(*step.tasks);
    const auto tasks = static_cast<std::uint32_t>(step.node_list.size());
    request.job.tasks = step.tasks = tasks;
    request.job.tasks_per_node.reset();
    step.tasks_per_node.reset();
    step.min_nodes.reset();
    step.max_nodes.reset();
    std::uint32_t most = 1;
    for (const auto& host : step.node_list) {
        most = std::max(most, static_cast<std::uint32_t>(std::ranges::count(step.node_list, host)));
    }
    // Which node needs most is not known to whoever chooses nodes: each gets as many CPUs.
    auto& cpus = request.job.min_cpus_per_node;
    cpus = std::max(cpus.value_or(1), most * step.cpus_per_task.value_or(1));
    return {};
}

Applied settle_programs(Request& request, const Invocation& caller) {
    if (!request.multi_prog || request.operands.empty()) return {};
    const auto text = caller.read_file ? caller.read_file(request.operands.front())
                                       : fail(Errc::io_error, "No such file or directory");
    if (!text) {
        return stop(fmt::format("Unable to open file {}: {}", request.operands.front(), text.error().detail), kRequestError);
    }
    auto programs = read_multi_prog(*text);
    if (!programs) return stop(std::move(programs.error().detail), kRequestError);
    request.step.programs = std::move(*programs);
    return {};
}

}  // namespace

Applied settle_step(Request& request, const Invocation& caller) {
    settle_memory(request);
    settle_devices(request);
    settle_cpus(request);
    return settle_arbitrary(request).and_then([&] { return settle_programs(request, caller); });
}

}  // namespace sluice::submit
