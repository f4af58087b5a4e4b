// SPDX-License-Identifier: Apache-2.0
//
// Variables that only a batch script has.
#include "launcher/step/variables.hpp"
#include "scheduler/submit/job_variables.hpp"

namespace sluice::step {

void add_batch_variables(Variables& variables, const StepOrder& order) {
    variables["ENVIRONMENT"] = "BATCH";
    variables["SLURM_PRIO_PROCESS"] = "0";
    variables["SLURM_NODE_ALIASES"] = "(null)";  // there are no nodes in a cloud; some scripts print it
    submit::add_request_variables(variables, order.job);
    if (const auto* share = order.node_share()) {
        variables["SLURM_CPUS_ON_NODE"] = std::to_string(share->cpus);
    }
}

}  // namespace sluice::step
