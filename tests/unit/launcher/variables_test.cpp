// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/variables.hpp"

#include <catch2/catch.hpp>

#include "scheduler/submit/count_list.hpp"
#include "tests/unit/launcher/sample_order.hpp"


using namespace sluice;
using namespace sluice::step;

namespace {

const UserAccount kAda{"ada", "/home/ada", "/bin/zsh"};

Variables variables_of(const StepOrder& order) { return node_variables(order, kAda, "/opt/sluice/bin"); }

/// "absent" for what is not set, so that a failing check shows it.
std::string value(const Variables& variables, std::string_view name) {
    const auto found = variables.find(name);
    return found == variables.end() ? "absent" : found->second;
}

}  // namespace

TEST_CASE("equal counts of neighbours are folded") {
    CHECK(submit::fold_counts(std::vector<std::uint32_t>{2, 2, 2, 1}) == "2(x3),1");
    CHECK(submit::fold_counts(std::vector<std::uint32_t>{1, 2, 1}) == "1,2,1");
    CHECK(submit::fold_counts(std::vector<std::uint32_t>{6, 6}) == "6(x2)");
    CHECK(submit::fold_counts(std::vector<std::uint32_t>{}).empty());
}

TEST_CASE("a batch script knows its job") {
    const auto variables = variables_of(test::batch_order());
    CHECK(value(variables, "SLURM_JOB_ID") == "12");
    CHECK(value(variables, "SLURM_JOBID") == "12");
    CHECK(value(variables, "SLURM_JOB_NAME") == "wave");
    CHECK(value(variables, "SLURM_JOB_NODELIST") == "n[1-3]");
    CHECK(value(variables, "SLURM_NODELIST") == "n[1-3]");
    CHECK(value(variables, "SLURM_NNODES") == "3");
    CHECK(value(variables, "SLURM_JOB_CPUS_PER_NODE") == "4(x3)");
    CHECK(value(variables, "SLURM_TASKS_PER_NODE") == "2(x2),1");
    CHECK(value(variables, "SLURM_CPUS_ON_NODE") == "4");
    CHECK(value(variables, "SLURM_SUBMIT_DIR") == "/home/ada/run");
    CHECK(value(variables, "SLURMD_NODENAME") == "n1");
    CHECK(value(variables, "SLURM_CLUSTER_NAME") == "tiny");
    CHECK(value(variables, "SLURM_TOPOLOGY_ADDR") == "spine.leaf1.n1");
    CHECK(value(variables, "ENVIRONMENT") == "BATCH");
    CHECK(value(variables, "SLURM_STEP_ID") == "absent");
}

TEST_CASE("a task of an array knows the array and its place in it") {
    auto order = test::batch_order();
    CHECK(value(variables_of(order), "SLURM_ARRAY_JOB_ID") == "absent");
    order.job.spec.array.tasks = {{2, 14, 4}};
    order.job.array_job = JobId{10};
    order.job.array_task = 6;
    const auto variables = variables_of(order);
    CHECK(value(variables, "SLURM_JOB_ID") == "12");
    CHECK(value(variables, "SLURM_ARRAY_JOB_ID") == "10");
    CHECK(value(variables, "SLURM_ARRAY_TASK_ID") == "6");
    CHECK(value(variables, "SLURM_ARRAY_TASK_COUNT") == "4");
    CHECK(value(variables, "SLURM_ARRAY_TASK_MIN") == "2");
    CHECK(value(variables, "SLURM_ARRAY_TASK_MAX") == "14");
    CHECK(value(variables, "SLURM_ARRAY_TASK_STEP") == "4");
}

TEST_CASE("srun in a script must not take the number of tasks for granted") {
    auto order = test::batch_order();
    CHECK(value(variables_of(order), "SLURM_NTASKS") == "absent");
    SECTION("-n") {
        order.job.spec.tasks = 5;
        CHECK(value(variables_of(order), "SLURM_NTASKS") == "5");
        CHECK(value(variables_of(order), "SLURM_NPROCS") == "5");
    }
    SECTION("--ntasks-per-node") {
        order.job.spec.tasks_per_node = 2;
        CHECK(value(variables_of(order), "SLURM_NTASKS") == "5");
        CHECK(value(variables_of(order), "SLURM_NTASKS_PER_NODE") == "2");
    }
}

TEST_CASE("memory and restarts are told only where there are any") {
    auto order = test::batch_order();
    CHECK(value(variables_of(order), "SLURM_MEM_PER_NODE") == "absent");
    CHECK(value(variables_of(order), "SLURM_RESTART_COUNT") == "absent");
    order.job.spec.memory_per_node = Mebibytes{4096};
    order.job.attempt = Attempt{2};
    CHECK(value(variables_of(order), "SLURM_MEM_PER_NODE") == "4096");
    CHECK(value(variables_of(order), "SLURM_RESTART_COUNT") == "2");
}

TEST_CASE("a task knows its step and its place") {
    auto variables = variables_of(test::srun_order());
    add_task_variables(variables, test::srun_order(), 1);
    CHECK(value(variables, "SLURM_STEP_ID") == "3");
    CHECK(value(variables, "SLURM_STEPID") == "3");
    CHECK(value(variables, "SLURM_STEP_NODELIST") == "n[2-3]");
    CHECK(value(variables, "SLURM_NODELIST") == "n[1-3]");  // the job's
    CHECK(value(variables, "SLURM_JOB_NUM_NODES") == "3");
    CHECK(value(variables, "SLURM_NNODES") == "2");
    CHECK(value(variables, "SLURM_NTASKS") == "5");
    CHECK(value(variables, "SLURM_STEP_TASKS_PER_NODE") == "3,2");
    CHECK(value(variables, "SLURM_TASKS_PER_NODE") == "3,2");
    CHECK(value(variables, "SLURM_PROCID") == "4");
    CHECK(value(variables, "SLURM_LOCALID") == "1");
    CHECK(value(variables, "SLURM_NODEID") == "1");
    CHECK(value(variables, "SLURM_GTIDS") == "2,4");
    CHECK(value(variables, "SLURM_CPUS_ON_NODE") == "4");  // the job's: its tasks may use all of them
    auto exact = test::srun_order();
    exact.step.spec.exact = true;
    CHECK(value(variables_of(exact), "SLURM_CPUS_ON_NODE") == "2");
    CHECK(value(variables, "SLURM_SRUN_COMM_PORT") == "4711");
    CHECK(value(variables, "SLURM_LAUNCH_NODE_IPADDR") == "10.0.0.5");
    CHECK(value(variables, "SLURM_UMASK") == "0022");
}

TEST_CASE("a task inherits the script's variables, but not that it is one") {
    auto order = test::srun_order();
    order.environment = {"ENVIRONMENT=BATCH", "SLURM_PROCID=0", "ANSWER=42", "EMPTY=", "=odd", "odd"};
    const auto variables = variables_of(order);
    CHECK(value(variables, "ENVIRONMENT") == "absent");
    CHECK(value(variables, "ANSWER") == "42");
    CHECK(value(variables, "EMPTY").empty());
    CHECK_FALSE(variables.contains(""));
    CHECK_FALSE(variables.contains("odd"));
}

TEST_CASE("GPUs of the node's share are visible") {
    const auto variables = variables_of(test::batch_order());
    CHECK(value(variables, "CUDA_VISIBLE_DEVICES") == "0,2");
    CHECK(value(variables, "SLURM_JOB_GPUS") == "0,2");
    CHECK(value(variables, "SLURM_GPUS_ON_NODE") == "2");
    CHECK(value(variables_of(test::srun_order()), "CUDA_VISIBLE_DEVICES") == "absent");  // n3 has none
}

TEST_CASE("the cluster's defaults give way to the job, its overrides do not") {
    auto order = test::batch_order();
    order.context.defaults = {"OMP_NUM_THREADS=1", "STACK=small"};
    order.context.overrides = {"OMPI_MCA_orte_tmpdir_base=/node/tmp"};
    order.environment = {"OMP_NUM_THREADS=8", "OMPI_MCA_orte_tmpdir_base=/other/tmp"};
    const auto variables = variables_of(order);
    CHECK(value(variables, "OMP_NUM_THREADS") == "8");
    CHECK(value(variables, "STACK") == "small");
    CHECK(value(variables, "OMPI_MCA_orte_tmpdir_base") == "/node/tmp");
}

TEST_CASE("a job that was given no environment can still log in and call srun") {
    const auto variables = variables_of(test::batch_order());
    CHECK(value(variables, "HOME") == "/home/ada");
    CHECK(value(variables, "SHELL") == "/bin/zsh");
    CHECK(value(variables, "USER") == "ada");
    CHECK(value(variables, "PATH") == "/opt/sluice/bin:/usr/local/bin:/usr/bin:/bin");
    CHECK(value(variables, "SLUICE_CONF") == "/etc/sluice/cluster.yaml");
}
