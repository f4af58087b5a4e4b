// SPDX-License-Identifier: Apache-2.0
//
// Job arrays and dependencies on a live cluster.
#include <catch2/catch.hpp>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

TEST_CASE("each task of an array runs with its own number and files, and is accounted under the array's") {
    const Cluster cluster;
    const auto ran = cluster.run("sbatch --wait --array=1-5:2 --wrap 'echo $SLURM_ARRAY_JOB_ID $SLURM_ARRAY_TASK_ID of "
                                 "$SLURM_ARRAY_TASK_COUNT; exit $SLURM_ARRAY_TASK_ID'");
    CHECK(ran.out == "Submitted batch job 1\n");
    CHECK(ran.status == 5);  // the worst
    CHECK(cluster.file("slurm-1_1.out") == "1 1 of 3\n");
    CHECK(cluster.file("slurm-1_5.out") == "1 5 of 3\n");
    CHECK(cluster.out("sacct -X -n -P -j 1 -o jobid,state,exitcode") ==
          "1_1|FAILED|1:0\n1_3|FAILED|3:0\n1_5|FAILED|5:0");
    CHECK(cluster.out("sacct -n -P -j 1_3 -o jobid") == "1_3\n1_3.batch");
    CHECK(cluster.field("1_3", "ArrayJobId") == "1");
}

TEST_CASE("an array is throttled, shown, changed and cancelled task by task") {
    const Cluster cluster;
    const auto array = cluster.submit("--array=0-9%2 -o /dev/null --wrap 'while [ ! -e go ]; do sleep 0.1; done'");
    REQUIRE(eventually([&] { return cluster.out("squeue -h -t R -j " + array + " -o %i -S i") == array + "_0\n" + array + "_1"; }));
    CHECK(cluster.out("squeue -h -t PD -j " + array + " -o '%i %r'") == array + "_[2-9%2] JobArrayTaskLimit");
    CHECK(cluster.out("squeue -h -r -t PD -j " + array + "_[8-9] -o %i") == array + "_8\n" + array + "_9");
    CHECK(cluster.field(array + "_4", "JobId") == array);
    CHECK(cluster.run("scontrol update jobid=" + array + "_4 timelimit=2").status == 0);
    CHECK(cluster.field(array + "_4", "TimeLimit") == "00:02:00");
    CHECK(cluster.run("scancel " + array + "_[5-8]").status == 0);
    CHECK(cluster.out("squeue -h -t PD -j " + array + " -o %K -S i") == "4\n2-3,9%2");
    CHECK(cluster.run("scontrol update jobid=" + array + " arraytaskthrottle 4").status == 0);
    REQUIRE(eventually([&] { return cluster.out("squeue -h -t R -j " + array + " | wc -l") == "4"; }));
    CHECK(cluster.run("scancel " + array).status == 0);
    CHECK(eventually([&] { return cluster.out("squeue -h -j " + array + " -t PD,R,CG").empty(); }));
}

TEST_CASE("a job waits for another, or for a whole array, and says so") {
    const Cluster cluster;
    const auto array = cluster.submit("--array=0-1 -o /dev/null --wrap 'while [ ! -e go ]; do sleep 0.1; done'");
    const auto after = cluster.submit("-d afterok:" + array + " -o /dev/null --wrap true");
    const auto corresponding = cluster.submit("--array=0-1 -d aftercorr:" + array + " -o /dev/null --wrap true");
    const auto never = cluster.submit("-d afternotok:" + array + "_0 --kill-on-invalid-dep=yes -o /dev/null --wrap true");
    CHECK(cluster.field(after, "Reason") == "Dependency");
    CHECK(cluster.field(after, "Dependency") == "afterok:" + array + "_*(unfulfilled)");
    CHECK(cluster.out("sluice why " + after).find("waits for other jobs") != std::string::npos);
    const auto refused = cluster.run("sbatch -d afterok:9999 --wrap true");
    CHECK(refused.status == 1);
    CHECK(refused.err.find("Batch job submission failed: Job dependency problem") != std::string::npos);
    write_file(cluster.work() + "/go", "");
    CHECK(cluster.wait_for_state(after, "COMPLETED"));
    CHECK(cluster.wait_for_state(corresponding + "_1", "COMPLETED"));
    CHECK(cluster.wait_for_state(never, "CANCELLED"));
}
