// SPDX-License-Identifier: Apache-2.0
//
// salloc: the job it makes, the command it runs here, and how both end.
#include <catch2/catch.hpp>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("salloc runs a command here, and srun in it uses the job") {
    const Cluster cluster;
    const auto ran = cluster.run(
        "salloc -N2 -n4 -c1 bash -c 'echo $SLURM_JOB_ID $SLURM_JOB_NODELIST $SLURM_JOB_NUM_NODES $SLURM_NNODES "
        "$SLURM_NTASKS $SLURM_TASKS_PER_NODE $SLURM_JOB_CPUS_PER_NODE ${SLURM_PROCID-none}; srun -l hostname >/dev/null; "
        "srun printenv SLURM_PROCID | sort | xargs; exit 7'");
    INFO(ran.err);
    CHECK(ran.status == 7);
    CHECK(ran.out == "1 n[1-2] 2 2 4 2(x2) 2(x2) none\n0 1 2 3\n");
    CHECK(contains(ran.err, "salloc: Granted job allocation 1\nsalloc: Relinquishing job allocation 1\n"));
    CHECK(cluster.wait_for_state("1", "FAILED"));
    CHECK(cluster.field("1", "JobName") == "interactive");
    CHECK(cluster.field("1", "ExitCode") == "7:0");
}

TEST_CASE("salloc without a command is called interactive and runs the shell") {
    const Cluster cluster;
    const auto ran = cluster.run("echo 'echo in $SLURM_JOB_NAME' | SHELL=/bin/sh salloc -Q -n1");
    CHECK(ran.status == 0);
    CHECK(ran.out == "in interactive\n");
    CHECK(ran.err.empty());
}

TEST_CASE("an allocation without a shell lasts until somebody ends it, and srun --jobid uses it") {
    const Cluster cluster;
    const auto ran = cluster.run("salloc --no-shell -N1 -J kept");
    CHECK(ran.status == 0);
    CHECK(contains(ran.err, "salloc: Granted job allocation 1\n"));
    CHECK(cluster.out("srun --jobid=1 printenv SLURM_JOB_NAME") == "kept");
    CHECK(cluster.field("1", "JobState") == "RUNNING");
    CHECK(cluster.run("scancel 1").status == 0);
    CHECK(cluster.wait_for_state("1", "CANCELLED"));
}

TEST_CASE("salloc tells that it waits, and gives up when interrupted or in time") {
    const Cluster cluster;
    const auto interrupted = cluster.run(
        "salloc --begin=now+1hour -n1 true 2>err & pid=$!; "
        "until grep -q queued err; do sleep 0.05; done; kill -INT $pid; wait $pid; echo $?");
    CHECK(interrupted.out == "1\n");
    CHECK(cluster.file("err") ==
          "salloc: Pending job allocation 1\nsalloc: job 1 queued and waiting for resources\n"
          "salloc: error: Job allocation 1 has been revoked\n");
    CHECK(cluster.wait_for_state("1", "CANCELLED"));

    const auto late = cluster.run("salloc --immediate=1 --hold -n1 true");
    CHECK(late.status == 1);
    CHECK(contains(late.err, "salloc: Pending job allocation 2\nsalloc: job 2 queued and waiting for resources\n"));
    CHECK(contains(late.err, "salloc: error: Job submit/allocate failed: "));
    CHECK(cluster.run("salloc --immediate=60 true").status == 0);
    CHECK(contains(cluster.run("salloc -N99 true").err, "salloc: error: Job submit/allocate failed: "));
}

TEST_CASE("a command is told when its job is taken away") {
    const Cluster cluster;
    const auto ran = cluster.run(
        "salloc -K -n1 bash -c 'trap \"echo told; exit 3\" TERM; scancel $SLURM_JOB_ID; while :; do sleep 0.1; done'");
    CHECK(ran.status == 3);
    CHECK(ran.out == "told\n");
    CHECK(contains(ran.err, "salloc: Job allocation 1 has been revoked.\n"));
    CHECK(cluster.wait_for_state("1", "CANCELLED"));
}

TEST_CASE("salloc at a terminal gives it to the command and takes it back") {
    const Cluster cluster;
    // The shell that salloc runs must be in the foreground to read from the terminal at all.
    const auto ran = cluster.run("echo 'echo in-$((40 + 2)); exit 5' | script -qec 'salloc -n1 sh' /dev/null");
    INFO(ran.out);
    CHECK(ran.status == 5);
    CHECK(contains(ran.out, "in-42"));
    CHECK(contains(ran.out, "Relinquishing job allocation 1"));
}
