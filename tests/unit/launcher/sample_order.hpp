// SPDX-License-Identifier: Apache-2.0
//
// A launch order for tests: job 12 has four CPUs on each of n1, n2 and n3, and five tasks there.
#pragma once

#include "launcher/step/order.hpp"

namespace sluice::test {

inline Job sample_job() {
    Job job;
    job.id = JobId{12};
    job.partition = "batch";
    job.spec.name = "wave";
    job.spec.user = UserId{1000};
    job.spec.group = GroupId{100};
    job.spec.user_name = "ada";
    job.spec.work_dir = "/home/ada/run";
    job.spec.submit_host = "login1";
    job.shares = {{"n1", 2, 4, {0, 1}, {}, {{"gpu", "tesla", {2, 0}}}}, {"n2", 2, 4, {0, 1}, {}, {}},
                  {"n3", 1, 4, {0}, {}, {}}};
    return job;
}

inline step::NodeContext sample_context(const std::string& node) {
    step::NodeContext context;
    context.cluster = "tiny";
    context.node = node;
    context.config_path = "/etc/sluice/cluster.yaml";
    context.topology_address = "spine.leaf1." + node;
    context.topology_pattern = "switch.switch.node";
    return context;
}

inline step::StepOrder batch_order() {
    step::StepOrder order;
    order.job = sample_job();
    order.key = {{order.job.id, kBatchStep}, order.job.attempt};
    order.step.job = order.job.id;
    order.step.number = kBatchStep;
    order.step.shares = {{"n1", {0}, 4, {}, {}, {}, false, false, {}, {}}};
    order.context = sample_context("n1");
    return order;
}

/// Step 12.3: tasks 0, 1, 3 on n2 and 2, 4 on n3. This is n3's part.
inline step::StepOrder srun_order() {
    step::StepOrder order;
    order.job = sample_job();
    order.key = {{order.job.id, StepNumber{3}}, order.job.attempt};
    order.position = 1;
    order.step.job = order.job.id;
    order.step.number = StepNumber{3};
    order.step.shares = {{"n2", {0, 1, 3}, 3, {}, {}, {}, false, false, {}, {}}, {"n3", {2, 4}, 2, {}, {}, {}, false, false, {}, {}}};
    order.step.spec.arguments = {"/bin/wave"};
    order.step.spec.work_dir = "/home/ada/run";
    order.step.spec.client = {"10.0.0.5", 4711, "key"};
    order.context = sample_context("n3");
    return order;
}

}  // namespace sluice::test
