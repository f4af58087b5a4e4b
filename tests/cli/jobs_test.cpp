// SPDX-License-Identifier: Apache-2.0
//
// Batch jobs from submission to accounting on a live cluster.
#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

/// When a job started, in seconds since 1970; 0 if it has not.
long start_of(const Cluster& cluster, const std::string& job) {
    const auto text = cluster.run("SLURM_TIME_FORMAT=%s sacct -X -n -P -j " + job + " -o start").out;
    return text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) == 0 ? 0 : std::stol(text);
}

}  // namespace

TEST_CASE("a batch job runs where it was submitted, with its arguments and environment, and is accounted") {
    const Cluster cluster;
    write_file(cluster.work() + "/job.sh",
               "#!/bin/bash\n#SBATCH --job-name=first --ntasks=2\n#SBATCH -N 2\n"
               "echo \"$1 in $PWD\"\necho \"$SLURM_JOB_NAME $SLURM_JOB_NUM_NODES $SLURM_NTASKS $COLOUR\"\nexit 3\n");
    const auto ran = cluster.run("COLOUR=green sbatch job.sh argument");
    CHECK(ran.status == 0);
    CHECK(ran.out == "Submitted batch job 1\n");
    CHECK(ran.err.empty());
    REQUIRE(cluster.wait_for_state("1", "FAILED"));
    CHECK(cluster.file("slurm-1.out") == "argument in " + cluster.work() + "\nfirst 2 2 green\n");
    CHECK(cluster.field("1", "ExitCode") == "3:0");
    CHECK(cluster.field("1", "Reason") == "NonZeroExitCode");
    CHECK(cluster.out("sacct -n -P -j 1 -o jobid,state,exitcode") == "1|FAILED|3:0\n1.batch|FAILED|3:0");
}

TEST_CASE("a job is in squeue and sacct as soon as sbatch returned") {
    const Cluster cluster;
    const auto job = cluster.submit("--hold --wrap true");
    CHECK(cluster.out("squeue -h -j " + job + " -o '%i %T %r'") == job + " PENDING JobHeldUser");
    CHECK(cluster.out("sacct -X -n -P -j " + job + " -o state") == "PENDING");
    CHECK(cluster.field(job, "Priority") == "0");
    CHECK(cluster.run("scontrol release " + job).status == 0);
    CHECK(cluster.wait_for_state(job, "COMPLETED"));
}

TEST_CASE("sbatch --wait ends with the job's exit code") {
    const Cluster cluster;
    CHECK(cluster.run("sbatch --wait -o /dev/null --wrap 'exit 5'").status == 5);
    CHECK(cluster.run("sbatch --wait -o /dev/null --wrap true").status == 0);
}

TEST_CASE("a later job that fits in a hole starts ahead of a blocked wide job and does not delay it") {
    const Cluster cluster;
    // Seven of eight nodes are busy for three minutes at most, until `go` appears; the wide job needs all eight.
    const auto busy = cluster.submit("-N7 --exclusive -t 3 -o /dev/null --wrap 'while [ ! -e go ]; do sleep 0.1; done'");
    REQUIRE(cluster.wait_for_state(busy, "RUNNING"));
    const auto wide = cluster.submit("-N8 --exclusive -t 1 -o /dev/null --wrap true");
    const auto too_long = cluster.submit("-N1 -t 5 -o /dev/null --wrap true");
    const auto fits = cluster.submit("-N1 -t 1 -o /dev/null --wrap true");
    REQUIRE(cluster.wait_for_state(fits, "COMPLETED"));
    const auto promised = std::stol(cluster.out("SLURM_TIME_FORMAT=%s squeue -h -j " + wide + " -o %S"));
    CHECK(cluster.field(wide, "JobState") == "PENDING");
    CHECK(cluster.field(wide, "Reason") == "Resources");
    CHECK(cluster.field(too_long, "JobState") == "PENDING");
    write_file(cluster.work() + "/go", "");
    REQUIRE(cluster.wait_for_state(wide, "COMPLETED"));
    CHECK(start_of(cluster, fits) <= start_of(cluster, wide));
    CHECK(start_of(cluster, wide) <= promised);
    REQUIRE(cluster.wait_for_state(too_long, "COMPLETED"));
    CHECK(start_of(cluster, too_long) >= start_of(cluster, wide));
}

TEST_CASE("a pending job is cancelled without a trace of running; a running one is ended") {
    const Cluster cluster;
    const auto running = cluster.submit("-N8 --exclusive -o out.txt --wrap 'echo started; sleep 600'");
    const auto waiting = cluster.submit("-N1 -t 20 --exclusive -o /dev/null --wrap true");
    REQUIRE(eventually([&] { return cluster.file("out.txt") == "started\n"; }));
    CHECK(cluster.run("scancel " + waiting).status == 0);
    CHECK(cluster.field(waiting, "JobState") == "CANCELLED");
    CHECK(cluster.run("scancel " + running).status == 0);
    REQUIRE(cluster.wait_for_state(running, "CANCELLED"));
    CHECK(std::regex_search(cluster.file("out.txt"), std::regex{R"(\*\*\* JOB \d+ ON n1 CANCELLED AT )"}));
    CHECK(cluster.out("sacct -X -n -P -j " + running + " -o state") == "CANCELLED by " + cluster.out("id -u"));
    CHECK(eventually([&] { return cluster.processes().find("sleep 600") == std::string::npos; }));
}

TEST_CASE("a job over its time limit is ended as TIMEOUT although it exits with 0 on SIGTERM") {
    const Cluster cluster;
    const auto job = cluster.submit("-o out.txt -t 1 --wrap 'trap \"exit 0\" TERM; echo on; while :; do sleep 0.1; done'");
    // A limit counts whole minutes, so this takes one.
    REQUIRE(cluster.wait_for_state(job, "TIMEOUT", std::chrono::seconds{90}));
    CHECK(cluster.field(job, "Reason") == "TimeLimit");
    CHECK(cluster.file("out.txt").find("DUE TO TIME LIMIT") != std::string::npos);
}

TEST_CASE("a job is requeued, under the same id, and counts its restarts") {
    const Cluster cluster;
    const auto job = cluster.submit("--requeue -o out.txt --open-mode=append --wrap 'echo \"run ${SLURM_RESTART_COUNT:-0}\"; while [ ! -e go ]; do sleep 0.1; done'");
    REQUIRE(eventually([&] { return cluster.file("out.txt") == "run 0\n"; }));
    REQUIRE(cluster.run("scontrol requeue " + job).status == 0);
    REQUIRE(eventually([&] { return cluster.file("out.txt").find("run 1\n") != std::string::npos; }));
    write_file(cluster.work() + "/go", "");
    CHECK(cluster.wait_for_state(job, "COMPLETED"));
    CHECK(cluster.field(job, "Restarts") == "1");
}

TEST_CASE("a job that is requeued and held waits until it is released") {
    const Cluster cluster;
    const auto job = cluster.submit("-o /dev/null --wrap 'sleep 100'");
    REQUIRE(cluster.wait_for_state(job, "RUNNING"));
    CHECK(cluster.run("scontrol requeuehold " + job).status == 0);
    REQUIRE(cluster.wait_for_state(job, "PENDING"));
    CHECK(cluster.field(job, "Reason") == "job_requeued_in_held_state");
    CHECK(cluster.field(job, "Restarts") == "1");
    CHECK(cluster.run("scontrol release " + job).status == 0);
    CHECK(cluster.wait_for_state(job, "RUNNING"));

    const auto ended = cluster.submit("-o /dev/null --wrap true");
    REQUIRE(cluster.wait_for_state(ended, "COMPLETED"));
    CHECK(cluster.run("scontrol requeuehold " + ended).status == 0);
    CHECK(cluster.field(ended, "JobState") == "PENDING");
    CHECK(cluster.field(ended, "Priority") == "0");
}

TEST_CASE("scontrol top puts a waiting job before the others of its user") {
    const Cluster cluster;
    const auto busy = cluster.submit("-N8 --exclusive -t 10 -o /dev/null --wrap 'sleep 100'");
    REQUIRE(cluster.wait_for_state(busy, "RUNNING"));
    const auto wait = [&](const std::string& more) {
        return cluster.submit("-N8 --exclusive -t 10 -o /dev/null --wrap true " + more);
    };
    const auto first = wait(""), second = wait(""), held = wait("--hold"), third = wait("");
    CHECK(cluster.run("scontrol top " + third).status == 0);
    CHECK(cluster.out("squeue -h -t PD -S -p,i -o %i") == third + "\n" + first + "\n" + second + "\n" + held);
    CHECK(cluster.run("scontrol top " + held).status == 1);
    CHECK(cluster.run("scontrol top " + busy).err == "Job is no longer pending execution for job " + busy + "\n");
}

TEST_CASE("a running job gets a line, and its script can be had again") {
    const Cluster cluster;
    write_file(cluster.work() + "/job.sh", "#!/bin/sh\n# mine\nsleep 100\n");
    const auto job = cluster.submit("-o out job.sh");
    REQUIRE(cluster.wait_for_state(job, "RUNNING"));
    CHECK(cluster.run("scontrol wait_job " + job).status == 0);
    CHECK(cluster.run("scontrol notify " + job + " five minutes").status == 0);
    CHECK(eventually([&] { return cluster.file("out") == "slurmstepd: error: five minutes\n"; }));
    CHECK(cluster.out("scontrol write batch_script " + job + " -") == "#!/bin/sh\n# mine\nsleep 100");
    CHECK(cluster.out("scontrol write batch_script " + job) ==
          "batch script for job " + job + " written to slurm-" + job + ".sh");
    CHECK(cluster.file("slurm-" + job + ".sh") == cluster.file("job.sh"));
    CHECK(cluster.run("scontrol write batch_script 4711 -").status == 1);
}

TEST_CASE("a drained node takes no job until it is resumed, and sluice why says so") {
    const Cluster cluster;
    REQUIRE(cluster.run("scontrol update nodename=n1 state=drain reason=testing").status == 0);
    CHECK(cluster.out("sinfo -h -n n1 -p batch -o %t") == "drain");
    const auto job = cluster.submit("-w n1 -o /dev/null --wrap true");
    REQUIRE(eventually([&] { return cluster.out("squeue -h -j " + job + " -o %r").find("ReqNodeNotAvail") == 0; }));
    const auto why = cluster.out("sluice why " + job);
    CHECK(why.find("n1") != std::string::npos);
    REQUIRE(cluster.run("scontrol update nodename=n1 state=resume").status == 0);
    CHECK(cluster.wait_for_state(job, "COMPLETED"));
}

TEST_CASE("sluice why names who holds the nodes and when the job will start") {
    const Cluster cluster;
    const auto busy = cluster.submit("-N8 --exclusive -t 10 -o /dev/null --wrap 'sleep 600'");
    REQUIRE(cluster.wait_for_state(busy, "RUNNING"));
    const auto waiting = cluster.submit("-N1 --exclusive -t 10 -o /dev/null --wrap true");
    const auto why = cluster.out("sluice why " + waiting);
    INFO(why);
    CHECK(why.find(busy) != std::string::npos);
    const auto planned = cluster.out("squeue -h --start -j " + waiting + " -o %S");
    CHECK(planned != "N/A");
    CHECK(why.find(planned) != std::string::npos);
}

TEST_CASE("a job in a directory that cannot be written fails, and no node is blamed") {
    const Cluster cluster;
    const auto job = cluster.submit("-o /proc/no/such/out.txt --wrap true");
    REQUIRE(cluster.wait_for_state(job, "FAILED"));
    CHECK(cluster.field(job, "Reason") == "JobLaunchFailure");
    CHECK(cluster.field(job, "ExitCode") == "0:53");
    CHECK(cluster.out("sinfo -h -p batch -t idle -o %D") == "8");
}
