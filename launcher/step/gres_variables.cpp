// SPDX-License-Identifier: Apache-2.0
//
// Variables that tell programs which GPUs of the node are theirs.
#include <algorithm>

#include "launcher/step/variables.hpp"
#include "scheduler/submit/count_list.hpp"

namespace sluice::step {
namespace {

std::vector<std::uint32_t> gpus_of(const NodeShare& share) {
    std::vector<std::uint32_t> indices;
    for (const auto& devices : share.gres) {
        if (devices.name == "gpu") indices.insert(indices.end(), devices.indices.begin(), devices.indices.end());
    }
    std::ranges::sort(indices);
    return indices;
}

}  // namespace

void add_gres_variables(Variables& variables, const StepOrder& order) {
    const auto* share = order.node_share();
    if (share == nullptr) return;
    const auto gpus = gpus_of(*share);
    if (gpus.empty()) return;
    const auto list = submit::join(gpus);
    for (const auto* name : {"CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL", "SLURM_JOB_GPUS"}) {
        variables[name] = list;
    }
    variables["SLURM_GPUS_ON_NODE"] = std::to_string(gpus.size());
    if (!order.is_batch()) variables["SLURM_STEP_GPUS"] = list;
}

}  // namespace sluice::step
