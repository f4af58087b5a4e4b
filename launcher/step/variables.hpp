// SPDX-License-Identifier: Apache-2.0
//
// The environment of batch scripts and tasks: the submitted variables, what cluster.yaml adds, and the
// SLURM_* variables whose names and syntax Slurm's users rely on. All of it is a pure function of the order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "launcher/step/order.hpp"

namespace sluice::step {

using Variables = std::map<std::string, std::string, std::less<>>;

/// The user as the system knows him; only for variables that the submitter did not send.
struct UserAccount {
    std::string name;
    std::string home;
    std::string shell;
};

/// What all tasks of this node share. `bin_dir` holds Sluice's commands.
Variables node_variables(const StepOrder& order, const UserAccount& account, const std::string& bin_dir);

/// What one task has besides; `local` counts this node's tasks from 0.
void add_task_variables(Variables& variables, const StepOrder& order, std::uint32_t local);

/// The numbers of the GPUs among these, ascending.
std::vector<std::uint32_t> gpu_numbers(const std::vector<GresDevices>& gres);

/// "NAME=value"
std::vector<std::string> as_list(const Variables& variables);

/// The parts, each in a file of its own.
void add_batch_variables(Variables& variables, const StepOrder& order);
void add_step_variables(Variables& variables, const StepOrder& order);
void add_gres_variables(Variables& variables, const StepOrder& order);

}  // namespace sluice::step
