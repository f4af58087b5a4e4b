// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/variables.hpp"

#include <string_view>

#include "scheduler/submit/count_list.hpp"
#include "scheduler/submit/job_variables.hpp"


namespace sluice::step {
namespace {

void set_all(Variables& variables, const std::vector<std::string>& assignments) {
    for (const auto& assignment : assignments) {
        const auto equals = assignment.find('=');
        if (equals == 0 || equals == std::string::npos) continue;
        variables[assignment.substr(0, equals)] = assignment.substr(equals + 1);
    }
}

/// For variables that must be there even when the submitter exported nothing.
void add_login_variables(Variables& variables, const UserAccount& account, const std::string& bin_dir) {
    variables.try_emplace("USER", account.name);
    variables.try_emplace("LOGNAME", account.name);
    variables.try_emplace("HOME", account.home);
    variables.try_emplace("SHELL", account.shell.empty() ? "/bin/sh" : account.shell);
    variables.try_emplace("PATH", bin_dir + ":/usr/local/bin:/usr/bin:/bin");
}

void add_node_context(Variables& variables, const NodeContext& context) {
    variables["SLURM_CLUSTER_NAME"] = context.cluster;
    variables["SLURMD_NODENAME"] = context.node;
    variables["SLURM_TOPOLOGY_ADDR"] = context.topology_address;
    variables["SLURM_TOPOLOGY_ADDR_PATTERN"] = context.topology_pattern;
    variables["SLUICE_CONF"] = context.config_path;
}

}  // namespace

Variables node_variables(const StepOrder& order, const UserAccount& account, const std::string& bin_dir) {
    Variables variables;
    set_all(variables, order.context.defaults);
    set_all(variables, order.environment);
    set_all(variables, order.context.overrides);
    add_login_variables(variables, account, bin_dir);
    add_node_context(variables, order.context);
    submit::add_job_variables(variables, order.job);
    add_gres_variables(variables, order);
    if (order.is_batch()) {
        add_batch_variables(variables, order);
    } else {
        add_step_variables(variables, order);
    }
    return variables;
}

void add_task_variables(Variables& variables, const StepOrder& order, std::uint32_t local) {
    const auto& tasks = order.share().tasks;
    variables["SLURM_PROCID"] = std::to_string(tasks[local]);
    variables["SLURM_LOCALID"] = std::to_string(local);
    variables["SLURM_NODEID"] = std::to_string(order.position);
    variables["SLURM_GTIDS"] = submit::join(tasks);
}

std::vector<std::string> as_list(const Variables& variables) {
    std::vector<std::string> list;
    list.reserve(variables.size());
    for (const auto& [name, value] : variables) list.push_back(name + "=" + value);
    return list;
}

}  // namespace sluice::step
