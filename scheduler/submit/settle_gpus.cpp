// SPDX-License-Identifier: Apache-2.0
//
// GPUs were asked for in several ways; whether these agree, in Slurm's words, and what they make of the request.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/submit/settle.hpp"

namespace sluice::submit {
namespace {

std::uint32_t count(const std::vector<GresCount>& gres) {
    std::uint32_t sum = 0;
    for (const auto& each : gres) sum += each.name == "gpu" ? each.count : 0;
    return sum;
}

/// The numbers that are compared; 0 stands for "not given".
struct Gpus {
    std::uint32_t total, per_node, per_socket, per_task;
};

Gpus gpus_of(const Request& request) {
    return {count(request.job.gpus.total), count(request.job.gres_per_node) + count(request.gpus_per_node),
            count(request.gpus_per_socket), count(request.job.gpus.per_task)};
}

tl::unexpected<Stop> contradiction(std::string_view text) {
    return stop(fmt::format("Failed to validate job spec{}", text), kRequestError);
}

bool exceeds(std::uint32_t part, std::uint32_t whole) { return whole > 0 && part > whole; }

Applied check_order(const Gpus& gpus) {
    if (!exceeds(gpus.per_node, gpus.total) && !exceeds(gpus.per_socket, gpus.total) &&
        !exceeds(gpus.per_socket, gpus.per_node)) {
        return {};
    }
    return stop("Failed to ensure --gpus >= --gres=gpu/--gpus-per-node >= --gpus-per-socket", kRequestError);
}

Applied check_options(const Request& request, const Gpus& gpus) {
    if (request.job.gpus.cpus_per_gpu && was_given(request, "cpus-per-task")) {
        return stop("--cpus-per-gpu is mutually exclusive with --cpus-per-task", kRequestError);
    }
    if (gpus.per_socket > 0 && !request.job.shape.sockets) {
        return stop("--gpus-per-socket option requires --sockets-per-node specification", kRequestError);
    }
    return {};
}

Applied check_tasks(const JobSpec& job, const Gpus& gpus) {
    if (gpus.per_task == 0) return {};
    if (gpus.total == 0 && gpus.per_node == 0 && !job.tasks && !job.tasks_per_node && !job.min_nodes) {
        return stop("Failed to validate job spec. --gpus-per-task used without either --gpus or -n/--ntasks is not "
                    "allowed.\nInvalid generic resource (gres) specification", kRequestError);
    }
    if (gpus.total > 0 && gpus.total % gpus.per_task != 0) {
        return contradiction(", --gpus not multiple of --gpus-per-task");
    }
    if (gpus.total > 0 && job.tasks && *job.tasks != gpus.total / gpus.per_task) {
        return contradiction(". Based on --gpus and --gpus-per-task number of requested tasks differ from -n/--ntasks.");
    }
    if (gpus.per_node > 0 && job.tasks_per_node && *job.tasks_per_node != gpus.per_node / gpus.per_task) {
        return contradiction(
            ". Based on --gres=gpu/--gpus-per-node and --gpus-per-task requested number of tasks per node differ from "
            "--ntasks-per-node.");
    }
    return {};
}

Applied check_nodes(const JobSpec& job, const Gpus& gpus) {
    if (gpus.per_node > 0 && gpus.per_socket > 0 && gpus.per_node / gpus.per_socket != job.shape.sockets) {
        return contradiction(
            ". Based on --gres=gpu/--gpus-per-node and --gpus-per-socket required number of sockets differ from "
            "--sockets-per-node.");
    }
    if (gpus.total == 0) return {};
    if (job.min_nodes && gpus.total < *job.min_nodes) return contradiction(", --gpus < -N");
    if (gpus.per_node == 0) return {};
    if (gpus.total % gpus.per_node != 0) {
        return contradiction(", --gpus is not multiple of --gres=gpu/--gpus-per-node");
    }
    const auto nodes = gpus.total / gpus.per_node;
    const auto least = job.min_nodes.value_or(1);
    const auto most = job.max_nodes.value_or(nodes);
    if (nodes >= least && nodes <= most) return {};
    return contradiction(
        fmt::format(". Based on --gpu and --gres=gpu/--gpus-per-node required nodes ({}) doesn't fall between min_nodes "
                    "({}) and max_nodes ({}) boundaries.",
                    nodes, least, most));
}

/// The total is over: nodes or tasks say it.
void follow_total(Request& request, const Gpus& gpus) {
    auto& job = request.job;
    if (gpus.total == 0) return;
    if (gpus.per_task > 0 && !job.tasks) job.tasks = request.step.tasks = gpus.total / gpus.per_task;
    if (gpus.per_node > 0) {
        job.min_nodes = job.max_nodes = gpus.total / gpus.per_node;
        request.given.try_emplace("nodes");
    }
    request.step.gpus = job.gpus.total;
    if (gpus.per_task > 0 || gpus.per_node > 0) job.gpus.total.clear();
}

void follow_tasks_per_gpu(Request& request, const Gpus& gpus) {
    auto& job = request.job;
    if (!request.tasks_per_gpu) return;
    if (gpus.total > 0 && !job.tasks) job.tasks = request.step.tasks = gpus.total * *request.tasks_per_gpu;
    else if (gpus.per_node > 0 && !job.tasks_per_node) job.tasks_per_node = gpus.per_node * *request.tasks_per_gpu;
}

/// --gpus-per-node and --gpus-per-socket join --gres; asking for none of something is asking for nothing.
Applied join_gres(Request& request) {
    auto& gres = request.job.gres_per_node;
    auto more = request.gpus_per_node;
    if (more.empty() && count(gres) == 0) {
        more = request.gpus_per_socket;
        for (auto& gpus : more) gpus.count *= request.job.shape.sockets.value_or(1);
    }
    for (const auto& gpus : more) {
        const auto same = [&](const GresCount& g) { return g.name == gpus.name && g.type == gpus.type; };
        if (std::ranges::any_of(gres, same)) return stop(std::string{slurm_text(Errc::invalid_gres)}, kRequestError);
        gres.push_back(gpus);
    }
    std::erase_if(gres, [](const GresCount& g) { return g.count == 0; });
    return {};
}

/// A step has its job's variables. What they say of nodes and of the job is not about the step, and what they say of
/// tasks gives way to what the step was given.
void forget_inherited(Request& request) {
    const auto inherited = [&](std::string_view option) { return was_given(request, option, Source::environment); };
    if (inherited("gpus")) request.job.gpus.total.clear();
    if (inherited("gpus-per-node")) request.gpus_per_node.clear();
    if (inherited("gpus-per-socket")) request.gpus_per_socket.clear();
    if (inherited("gres")) request.job.gres_per_node.clear();
    if (inherited("ntasks-per-gpu")) request.tasks_per_gpu.reset();
    const bool own = was_given(request, "gpus", Source::command_line) || was_given(request, "gres", Source::command_line) ||
                     was_given(request, "gpus-per-node", Source::command_line);
    if (inherited("gpus-per-task") && own) request.job.gpus.per_task.clear(), request.step.gpus_per_task.clear();
    if (inherited("cpus-per-gpu") && was_given(request, "cpus-per-task")) request.job.gpus.cpus_per_gpu.reset();
}

}  // namespace

Applied settle_gpus(Request& request) {
    if (request.inside_job) forget_inherited(request);
    const auto gpus = gpus_of(request);
    return check_options(request, gpus)
        .and_then([&] { return check_order(gpus); })
        .and_then([&] { return check_tasks(request.job, gpus); })
        .and_then([&] { return check_nodes(request.job, gpus); })
        .and_then([&] {
            follow_tasks_per_gpu(request, gpus);
            follow_total(request, gpus);
            return join_gres(request);
        });
}

}  // namespace sluice::submit
