// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/settle.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::submit {
namespace {

std::string base_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Applied check_operands(const Request& request, Command command) {
    const auto& operands = request.operands;
    if (command == Command::srun && operands.empty()) {
        return tl::unexpected{Stop{"No command given to execute.", kRequestError, true}};
    }
    if (request.wrap && !operands.empty()) {
        return stop("Script arguments not permitted with --wrap option", kRequestError);
    }
    if (!operands.empty() && operands.front() == ":") {
        return stop("heterogeneous jobs are not supported yet");
    }
    return {};
}

Applied check_conflicts(const Request& request) {
    if (request.quiet && request.verbosity > 0) {
        return stop("don't specify both --verbose (-v) and --quiet (-Q)", kRequestError);
    }
    if (request.step.overlap && was_given(request, "exclusive")) {
        return stop("--exclusive and --overlap are mutually exclusive", kRequestError);
    }
    return {};
}

/// A variable gives way to the other option in the script or on the command line.
Applied settle_memory(Request& request) {
    if (request.job.gpus.memory_per_gpu && (request.job.memory_per_node || request.job.memory_per_cpu)) {
        return tl::unexpected{Stop{"--mem, --mem-per-cpu, and --mem-per-gpu are mutually exclusive.", kRequestError, true}};
    }
    if (!request.job.memory_per_node || !request.job.memory_per_cpu) return {};
    const bool node_by_variable = was_given(request, "mem", Source::environment);
    const bool cpu_by_variable = was_given(request, "mem-per-cpu", Source::environment);
    if (node_by_variable != cpu_by_variable) {
        (node_by_variable ? request.job.memory_per_node : request.job.memory_per_cpu).reset();
        request.given.erase(node_by_variable ? "mem" : "mem-per-cpu");
        return {};
    }
    const auto* text =
        node_by_variable
            ? "SLURM_MEM_PER_CPU, SLURM_MEM_PER_GPU, and SLURM_MEM_PER_NODE are mutually exclusive."
            : "--mem, --mem-per-cpu, and --mem-per-gpu are mutually exclusive.";
    return tl::unexpected{Stop{text, kRequestError, true}};
}

std::string default_name(const Request& request, Command command) {
    if (command == Command::salloc) return "interactive";
    if (!request.operands.empty()) return base_name(request.operands.front());
    return request.wrap ? "wrap" : "sbatch";
}

void settle_names(Request& request, const Invocation& caller) {
    const auto name = default_name(request, caller.command);
    if (request.job.name.empty()) request.job.name = name;
    if (request.step.name.empty()) request.step.name = name;
}

/// The command's words with blanks between; they are not quoted, as Slurm's are not.
std::string line_of(const Invocation& caller) {
    if (caller.program.empty()) return {};  // nobody typed it: the request comes from a job file
    std::string line = caller.program;
    for (const auto& word : caller.arguments) line += " " + word;
    return line;
}

void settle_origin(Request& request, const Invocation& caller) {
    request.job.remarks.submit_line = request.step.submit_line = line_of(caller);
    request.job.kind = caller.command == Command::sbatch ? JobKind::batch : JobKind::interactive;
    request.job.submit_host = caller.host;
    request.job.user_name = caller.user;  // for srun's file names; the controller goes by whom it sees
    request.job.submit_session = caller.session;
    if (request.job.work_dir.empty()) request.job.work_dir = request.step.work_dir = caller.work_dir;
    request.step.umask = caller.umask;
}

void settle_program(Request& request, Command command) {
    const auto& operands = request.operands;
    if (command == Command::srun) request.step.arguments = operands;
    if (command != Command::sbatch || operands.empty()) return;
    request.job.batch.command = operands.front();
    request.job.batch.arguments.assign(operands.begin() + 1, operands.end());
}

}  // namespace

bool was_given(const Request& request, std::string_view option) { return request.given.contains(option); }

bool was_given(const Request& request, std::string_view option, Source source) {
    const auto found = request.given.find(option);
    return found != request.given.end() && found->second.source == source;
}

Applied settle(Request& request, const Invocation& caller) {
    settle_origin(request, caller);
    settle_names(request, caller);
    settle_program(request, caller.command);
    settle_files(request, caller.command);
    return check_operands(request, caller.command)
        .and_then([&] { return check_conflicts(request); })
        .and_then([&] { return settle_memory(request); })
        .and_then([&] { return settle_gpus(request); })
        .and_then([&] { return settle_layout(request, caller.command); })
        .and_then([&] { return caller.command == Command::srun ? settle_step(request, caller) : Applied{}; });
}

}  // namespace sluice::submit
