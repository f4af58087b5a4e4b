// SPDX-License-Identifier: Apache-2.0
//
// Which of its job's nodes a step uses, how many tasks each gets, and which ranks those are.
#pragma once

#include <vector>

#include "scheduler/engine/cluster_state.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::engine {

/// Errors: Errc::step_resources when the step fits the job but not beside its other steps now, so that
/// it can wait; any other code when it can never fit.
Result<std::vector<StepShare>> lay_out_step(const StepSpec& spec, const JobEntry& entry, const ClusterState& state);

}  // namespace sluice::engine
