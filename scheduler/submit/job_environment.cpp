// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/job_environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "scheduler/submit/limits.hpp"
#include "scheduler/submit/surrounding.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

/// Enough for a shell, whatever --export says.
constexpr std::array kMinimal{"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM", "TMPDIR"};

bool goes_always(std::string_view name) {
    return name.starts_with("SLURM_") || name.starts_with("SLUICE_") ||
           std::ranges::find(kMinimal, name) != kMinimal.end();
}

/// NAME=value is set, NAME is taken over from the caller if he has it.
void add_listed(Environment& to, const std::string& item, const Environment& from) {
    const auto equals = item.find('=');
    if (equals != std::string::npos) {
        to.insert_or_assign(item.substr(0, equals), item.substr(equals + 1));
    } else if (const auto found = from.find(item); found != from.end()) {
        to.insert(*found);
    }
}

/// What a file says instead of the caller; what describes the submission stays.
Environment from_file(const Environment& file, const Environment& caller) {
    auto result = file;
    for (const auto& variable : caller) {
        if (goes_always(variable.first)) result.insert(variable);
    }
    return result;
}

Environment chosen(const ExportSpec& spec, const Environment& caller) {
    Environment result;
    for (const auto& variable : caller) {
        if (spec.mode == ExportSpec::Mode::all || goes_always(variable.first)) result.insert(variable);
    }
    for (const auto& item : spec.listed) add_listed(result, item, caller);
    return result;
}

void add_origin(Environment& variables, const Invocation& invocation) {
    variables.insert_or_assign("SLURM_SUBMIT_DIR", invocation.work_dir);
    variables.insert_or_assign("SLURM_SUBMIT_HOST", invocation.host);
    variables.insert_or_assign("SLURM_PRIO_PROCESS", fmt::format("{}", invocation.priority));
}

/// Options of a job that its steps take over as if they were given again.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kPassedOn{
    {{"cpus-per-gpu", "SLURM_CPUS_PER_GPU"},
     {"distribution", "SLURM_DISTRIBUTION"},
     {"gpu-bind", "SLURM_GPU_BIND"},
     {"gpus", "SLURM_GPUS"},
     {"gpus-per-node", "SLURM_GPUS_PER_NODE"},
     {"gpus-per-socket", "SLURM_GPUS_PER_SOCKET"},
     {"gpus-per-task", "SLURM_GPUS_PER_TASK"},
     {"hint", "SLURM_HINT"},
     {"mem-bind", "SLURM_MEM_BIND"},
     {"mem-per-gpu", "SLURM_MEM_PER_GPU"},
     {"ntasks-per-core", "SLURM_NTASKS_PER_CORE"},
     {"ntasks-per-gpu", "SLURM_NTASKS_PER_GPU"},
     {"ntasks-per-socket", "SLURM_NTASKS_PER_SOCKET"},
     {"open-mode", "SLURM_OPEN_MODE"},
     {"threads-per-core", "SLURM_THREADS_PER_CORE"}}};

void pass_on_options(Environment& variables, const Request& request) {
    for (const auto& [option, variable] : kPassedOn) {
        const auto given = request.given.find(option);
        if (given != request.given.end()) variables.insert_or_assign(std::string{variable}, given->second.text);
    }
}

/// All limits unless --propagate names some.
void add_limits(Environment& variables, const Invocation& invocation, const Request& request) {
    const auto& wanted = request.limits;
    const auto names = [&](std::string_view name) { return std::ranges::find(wanted, name) != wanted.end(); };
    if (names("NONE")) return;
    for (const auto& [name, value] : invocation.limits) {
        if (!wanted.empty() && !names("ALL") && !names(name)) continue;
        variables.insert_or_assign(fmt::format("{}{}", kLimitPrefix, name), fmt::format("{}", value));
    }
}

std::vector<std::string> as_list(const Environment& variables) {
    std::vector<std::string> list;
    for (const auto& [name, value] : variables) list.push_back(fmt::format("{}={}", name, value));
    return list;
}

}  // namespace

std::vector<std::string> job_environment(const Invocation& invocation, const Request& request) {
    const bool is_step = invocation.command == Command::srun && request.inside_job.has_value();
    const auto caller =
        is_step ? without_batch_mark(invocation.environment) : without_surrounding(invocation.environment);
    auto variables = request.exported ? from_file(*request.exported, caller) : chosen(request.export_spec, caller);
    if (!is_step) {
        add_origin(variables, invocation);
        pass_on_options(variables, request);
    }
    add_limits(variables, invocation, request);
    variables.try_emplace("SLURM_UMASK", fmt::format("{:04o}", invocation.umask));
    if (!request.export_spec.text.empty() && !same_word(request.export_spec.text, "all")) {
        variables.insert_or_assign("SLURM_EXPORT_ENV", request.export_spec.text);
    }
    return as_list(variables);
}

}  // namespace sluice::submit
