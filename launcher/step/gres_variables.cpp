// SPDX-License-Identifier: Apache-2.0
//
// Variables that tell programs which GPUs of the node are theirs.
#include <algorithm>

#include "launcher/step/variables.hpp"
#include "scheduler/submit/count_list.hpp"

namespace sluice::step {

std::vector<std::uint32_t> gpu_numbers(const std::vector<GresDevices>& gres) {
    std::vector<std::uint32_t> numbers;
    for (const auto& devices : gres) {
        if (devices.name == "gpu") numbers.insert(numbers.end(), devices.indices.begin(), devices.indices.end());
    }
    std::ranges::sort(numbers);
    return numbers;
}

/// A step of a job with GPUs that has none itself is told so: programs would take all of them otherwise.
void add_gres_variables(Variables& variables, const StepOrder& order) {
    const auto* share = order.node_share();
    if (share == nullptr) return;
    const auto of_job = gpu_numbers(share->gres);
    if (of_job.empty()) return;
    const auto own = order.is_batch() ? of_job : gpu_numbers(order.share().gres);
    const auto list = submit::join(own);
    for (const auto* name : {"CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"}) variables[name] = list;
    variables["SLURM_JOB_GPUS"] = submit::join(of_job);
    variables["SLURM_GPUS_ON_NODE"] = std::to_string(own.size());
    if (!order.is_batch()) variables["SLURM_STEP_GPUS"] = list;
}

}  // namespace sluice::step
