// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/job_environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scheduler/submit/surrounding.hpp"

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

std::vector<std::string> as_list(const Environment& variables) {
    std::vector<std::string> list;
    for (const auto& [name, value] : variables) list.push_back(fmt::format("{}={}", name, value));
    return list;
}

}  // namespace

std::vector<std::string> job_environment(const Invocation& invocation, const Request& request) {
    const bool is_step = invocation.command == Command::srun && request.inside_job.has_value();
    auto variables = chosen(request.export_spec, is_step ? without_batch_mark(invocation.environment)
                                                         : without_surrounding(invocation.environment));
    if (!is_step) add_origin(variables, invocation);
    variables.try_emplace("SLURM_UMASK", fmt::format("{:04o}", invocation.umask));
    if (!request.export_spec.text.empty()) {
        variables.insert_or_assign("SLURM_EXPORT_ENV", request.export_spec.text);
    }
    return as_list(variables);
}

}  // namespace sluice::submit
