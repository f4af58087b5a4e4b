// SPDX-License-Identifier: Apache-2.0
//
// Nodes, tasks and host lists brought into line.
#include "tests/unit/submit/invoke.hpp"

using namespace sluice;
using namespace sluice::submit;
using namespace sluice::submit::test;

namespace {

using Hosts = std::vector<std::string>;
using Warnings = std::vector<std::string>;

/// Inside a job of three nodes and six tasks, two on each node.
Invocation inside_job(Invocation invocation) {
    return under({{"SLURM_JOB_ID", "5"},
                  {"SLURM_JOB_NUM_NODES", "3"},
                  {"SLURM_NTASKS", "6"},
                  {"SLURM_NTASKS_PER_NODE", "2"},
                  {"SLURM_JOB_NAME", "outer"}},
                 std::move(invocation));
}

}  // namespace

TEST_CASE("more nodes than tasks are too many") {
    const auto fewer = good(sbatch("-N3", "-n2", "x"));
    CHECK(fewer.job.min_nodes == 2);
    CHECK(fewer.job.max_nodes == 2);
    CHECK(fewer.warnings == Warnings{"Warning: can't run 2 processes on 3 nodes, setting nnodes to 2"});

    const auto enough = good(sbatch("-N3", "-n3", "x"));
    CHECK(enough.job.min_nodes == 3);
    CHECK(enough.warnings.empty());
}

TEST_CASE("a range of nodes ends at the number of tasks") {
    const auto job = good(sbatch("-N2-4", "-n3", "x"));
    CHECK(job.job.min_nodes == 2);
    CHECK(job.job.max_nodes == 3);
    CHECK(job.warnings.empty());
    CHECK(good(sbatch("-N2-4", "-n4", "x")).job.max_nodes == 4);
}

TEST_CASE("named hosts raise the least number of nodes") {
    const auto job = good(sbatch("-N1-3", "-w", "n1,n2", "x")).job;
    CHECK(job.min_nodes == 2);
    CHECK(job.max_nodes == 3);
    CHECK(good(sbatch("-N3", "-w", "n1,n2", "x")).job.min_nodes == 3);
    CHECK_FALSE(good(sbatch("-w", "n1,n2", "x")).job.min_nodes);
}

TEST_CASE("srun takes the first of too many named hosts") {
    const auto request = good(srun("-N1", "-w", "n1,n2", "x"));
    CHECK(request.step.node_list == Hosts{"n1"});
    CHECK(request.warnings ==
          Warnings{"error: Required nodelist includes more nodes than permitted by max-node count (2 > 1). "
                   "Eliminating nodes from the nodelist."});
    CHECK(good(srun("-N2", "-w", "n1,n2", "x")).warnings.empty());
}

TEST_CASE("named hosts without a task are left out") {
    const auto request = good(sbatch("-n2", "-w", "n[1-3]", "x"));
    CHECK(request.job.node_list == Hosts{"n1", "n2"});
    CHECK(request.warnings == Warnings{"Warning: can't run 2 processes on 3 nodes, setting nnodes to 2"});
}

TEST_CASE("a step inherits the job's nodes and tasks") {
    const auto request = good(inside_job(srun("./prog")));
    CHECK(request.inside_job == JobId{5});
    CHECK(request.step.min_nodes == 3);
    CHECK(request.step.max_nodes == 3);
    CHECK(request.step.tasks == 6);
    CHECK(request.step.tasks_per_node == 2);
    CHECK(request.step.name == "prog");
    CHECK(request.warnings.empty());
}

TEST_CASE("inherited numbers give way in silence") {
    const auto fewer_tasks = good(inside_job(srun("-n1", "x")));
    CHECK(fewer_tasks.step.min_nodes == 1);
    CHECK(fewer_tasks.step.max_nodes == 1);
    CHECK_FALSE(fewer_tasks.step.tasks_per_node);
    CHECK(fewer_tasks.warnings.empty());

    const auto other_tasks = good(inside_job(srun("-n4", "x")));
    CHECK(other_tasks.step.min_nodes == 3);
    CHECK(other_tasks.step.tasks == 4);
    CHECK_FALSE(other_tasks.step.tasks_per_node);
    CHECK(other_tasks.warnings.empty());

    const auto one_node = good(inside_job(srun("-N1", "-n1", "-w", "n2", "x")));
    CHECK(one_node.step.node_list == Hosts{"n2"});
    CHECK(one_node.step.tasks == 1);
    CHECK(one_node.warnings.empty());
}

TEST_CASE("a number of tasks goes before a number for each node") {
    const auto request = good(srun("-N2", "-n6", "--ntasks-per-node=4", "x"));
    CHECK(request.step.tasks == 6);
    CHECK_FALSE(request.step.tasks_per_node);
    CHECK(request.warnings == Warnings{"Warning: can't honor --ntasks-per-node set to 4 which doesn't match "
                                       "the requested tasks 6 with the number "
                                       "of requested nodes 2. Ignoring --ntasks-per-node."});
    CHECK(good(srun("-N2", "-n8", "--ntasks-per-node=4", "x")).warnings.empty());
    CHECK(good(srun("-n6", "--ntasks-per-node=4", "x")).step.tasks_per_node == 4);
    CHECK(good(sbatch("-N2", "-n6", "--ntasks-per-node=4", "x")).job.tasks_per_node == 4);
}

TEST_CASE("the steps that mpirun and hydra start need no warning") {
    const auto orted =
        good(inside_job(srun("--ntasks-per-node=1", "--kill-on-bad-exit", "--mpi=none", "--nodes=2",
                             "--nodelist=n2,n3", "--ntasks=2", "orted", "-mca", "ess", "\"slurm\"")));
    CHECK(orted.warnings.empty());
    CHECK(orted.step.node_list == Hosts{"n2", "n3"});
    CHECK(orted.step.tasks == 2);
    CHECK(orted.step.tasks_per_node == 1);
    CHECK(orted.step.kill_on_bad_exit);
    CHECK(orted.step.mpi == MpiKind::none);
    CHECK(orted.step.arguments == std::vector<std::string>{"orted", "-mca", "ess", "\"slurm\""});

    const auto proxies = good(
        inside_job(srun("-N", "3", "-n", "3", "--input", "none", "hydra_pmi_proxy", "--proxy-id", "-1")));
    CHECK(proxies.warnings.empty());
    CHECK(proxies.step.tasks == 3);
    CHECK(proxies.input_mode == "none");
    CHECK(proxies.step.files.std_in == "/dev/null");
}
