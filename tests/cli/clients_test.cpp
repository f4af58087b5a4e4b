// SPDX-License-Identifier: Apache-2.0
//
// What workflow engines, launchers and monitors call, word for word, and the patterns with which they read the
// answers. Each case runs real jobs as its client does.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

bool matches(const std::string& text, const std::string& pattern) { return std::regex_match(text, std::regex{pattern}); }

std::string first_match(const std::string& text, const std::string& pattern) {
    std::smatch found;
    return std::regex_search(text, found, std::regex{pattern}) ? found[1].str() : "";
}

bool every_line_matches(const std::string& text, const std::string& pattern) {
    const auto lines = lines_of(text);
    return !lines.empty() && std::ranges::all_of(lines, [&](const std::string& line) { return matches(line, pattern); });
}

constexpr const char* kStateCode = "PD|R|CA|CF|CG|CD|F|TO|NF|S|ST|PR|BF";

}  // namespace

TEST_CASE("submitit: an array of pickled calls, a check point on the warning signal, the same task again") {
    const Cluster cluster;
    // As SlurmExecutor._make_sbatch_string writes it.
    write_file(cluster.work() + "/submission.sh",
               "#!/bin/bash\n\n# Parameters\n#SBATCH --array=0-2%2\n#SBATCH --cpus-per-task=1\n"
               "#SBATCH --error=%A_%a_0_log.err\n#SBATCH --job-name=submitit\n#SBATCH --mem=100MB\n#SBATCH --nodes=1\n"
               "#SBATCH --ntasks-per-node=1\n#SBATCH --open-mode=append\n#SBATCH --output=%A_%a_0_log.out\n"
               "#SBATCH --signal=USR2@90\n#SBATCH --time=5\n#SBATCH --wckey=submitit\n\n# command\n"
               "export SUBMITIT_EXECUTOR=slurm\n"
               "srun --unbuffered --output %A_%a_%t_log.out --error %A_%a_%t_log.err bash task.sh\n");
    write_file(cluster.work() + "/task.sh",
               "trap 'echo bypassed' TERM CONT\n"
               "trap 'scontrol requeue ${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}; exit 0' USR2\n"
               "echo task $SLURM_ARRAY_TASK_ID restart ${SLURM_RESTART_COUNT:-0}\n"
               "[ $SLURM_ARRAY_TASK_ID != 1 ] || [ -n \"$SLURM_RESTART_COUNT\" ] || { touch waiting; while :; do sleep 0.1; done; }\n");
    const auto ran = cluster.run("sbatch submission.sh");
    const auto id = first_match(ran.out, "job ([0-9]+)");
    REQUIRE(!id.empty());
    const auto states = "sacct -o JobID,State,NodeList --parsable2 -j " + id;
    CHECK(lines_of(cluster.out(states))[0] == "JobID|State|NodeList");
    CHECK(every_line_matches(cluster.out(states + " -n"), R"(\d+(_\d+|_\[[-0-9,%]+\])?(\.\w+)?\|\w+.*\|.*)"));
    REQUIRE(eventually([&] { return cluster.run("test -e waiting").status == 0; }));
    CHECK(cluster.run("scancel " + id + "_1 --signal USR2").status == 0);
    REQUIRE(eventually([&] { return cluster.file(id + "_1_0_log.out").find("task 1 restart 1") != std::string::npos; }));
    REQUIRE(cluster.wait_for_state(id + "_1", "COMPLETED"));
    CHECK(cluster.file(id + "_0_0_log.out").find("task 0 restart 0\n") == 0);
    CHECK(cluster.file(id + "_1_0_log.out").find("task 1 restart 0\n") == 0);
}

TEST_CASE("ReFrame: sacct by dates and squeue by ids, hosts and partitions") {
    const Cluster cluster;
    write_file(cluster.work() + "/rfm_job.sh",
               "#!/bin/bash\n#SBATCH --job-name=\"rfm_Hello\"\n#SBATCH --ntasks=2\n#SBATCH --ntasks-per-node=1\n"
               "#SBATCH --output=rfm_job.out\n#SBATCH --error=rfm_job.err\n#SBATCH --time=0:5:0\nsrun hostname\n");
    const auto id = first_match(cluster.out("sbatch rfm_job.sh"), R"(Submitted batch job (\d+))");
    REQUIRE(!id.empty());
    CHECK(matches(cluster.out("squeue -h -j " + id + " -o '%i|%T|%N|%r'"), R"(\d+\|[A-Z]+\|.*\|.+)"));
    REQUIRE(cluster.wait_for_state(id, "COMPLETED"));
    const auto rows = cluster.out("SLURM_TIME_FORMAT=%s sacct -S $(date +%F) -P -j " + id + " -o jobid,state,exitcode,end,nodelist");
    CHECK(!first_match(rows, "(" + id + R"(\|COMPLETED\|0:0\|\d+\|\S+))").empty());
    const auto nodes = cluster.out("scontrol show hostname $(sacct -X -n -P -j " + id + " -o nodelist)");
    CHECK(lines_of(nodes).size() == 2);
    CHECK(every_line_matches(cluster.out("scontrol -a show -o nodes"), R"(NodeName=\S+ .*ActiveFeatures=\S+ .*State=\S+ .*Partitions=\S+ .*)"));
    CHECK(cluster.out("scontrol -a show -o partitions").find("Default=YES") != std::string::npos);
    CHECK(matches(cluster.out("srun --version"), R"(slurm(-wlm)? \d+\.\d+\.\d+.*)"));
    const auto tried = cluster.run("srun -n1 --test-only true");
    CHECK(!first_match(tried.err, "(partition \\S+)").empty());
}

TEST_CASE("Snakemake 7: --slurm, with the id as the last word of all that sbatch says") {
    const Cluster cluster;
    cluster.run("mkdir -p .snakemake/slurm_logs/rule_a");
    const auto said = cluster.out(
        "sbatch -J 0f7e63a2-snakejob -o .snakemake/slurm_logs/rule_a/%j.log --export=ALL -t 5 --mem 100 --cpus-per-task=1 "
        "-D $PWD --wrap='srun -n1 --cpu-bind=q sh -c \"echo made > result.txt\"' 2>&1");
    const auto id = first_match(said, R"((\d+)\s*$)");
    REQUIRE(!id.empty());
    REQUIRE(cluster.wait_for_state(id, "COMPLETED"));
    CHECK(lines_of(cluster.out("sacct -P -n --format=JobIdRaw,State -j " + id))[0] == id + "|COMPLETED");
    CHECK(first_match(cluster.out("scontrol show jobid -dd " + id), R"(JobState=(\w+))") == "COMPLETED");
    CHECK(cluster.file("result.txt") == "made\n");
    CHECK(cluster.out("sinfo -o %P").find('*') != std::string::npos);
    CHECK(cluster.run("sacct -nu $(id -un) -o Account%20").status == 0);
    CHECK(cluster.run("sacctmgr -n -s list user $(id -un) format=account%20").status == 0);
}

TEST_CASE("Snakemake 8 and Snakemake profiles: jobs by name, sacct -b") {
    const Cluster cluster;
    const std::string name = "a4e1c0b2-6d7f";
    const auto id = cluster.out("sbatch --parsable --job-name " + name +
                                " --output log-%j.txt --export=ALL --comment rule_b --mem 100 --cpus-per-task=1 --wrap='true'");
    REQUIRE(matches(id, R"(\d+)"));
    REQUIRE(cluster.wait_for_state(id, "COMPLETED"));
    const auto rows = "sacct -X --parsable2 --clusters all --noheader --format=JobIdRaw,State --starttime $(date +%FT00:00) "
                      "--endtime now --name " + name;
    CHECK(cluster.out(rows) == id + "|COMPLETED");
    CHECK(cluster.out("squeue --format='%i|%T' --states=all --noheader --name " + name) == id + "|COMPLETED");
    CHECK(!first_match(cluster.out("scontrol show config"), R"(MinJobAge\s+= (\d+) sec)").empty());
    CHECK(matches(lines_of(cluster.out("sacct -P -b -j " + id + " -n"))[0], id + R"(\|COMPLETED\|0:0)"));
    CHECK(every_line_matches(cluster.out("squeue -t all --user $(id -un) --format=%i,%T -h"), R"(\d+,[A-Z_]+)"));
    CHECK(cluster.out("scontrol -o show job " + id).find("JobState=COMPLETED") != std::string::npos);
    const auto blocked = cluster.out("sbatch --parsable --hold --wrap true");
    CHECK(cluster.run("scancel " + blocked + " --clusters=all").status == 0);
    CHECK(cluster.wait_for_state(blocked, "CANCELLED"));
}

TEST_CASE("Nextflow: .command.run, and every line of squeue two words") {
    const Cluster cluster;
    write_file(cluster.work() + "/.command.run",
               "#!/bin/bash\n#SBATCH -J nf-sayHello_(1)\n#SBATCH -o .command.log\n#SBATCH --no-requeue\n"
               "#SBATCH --signal B:USR2@30\n#SBATCH -c 1\n#SBATCH -t 00:05:00\n#SBATCH --mem 100M\n"
               "trap 'exit 130' USR2\necho hello > .exitcode-test\n");
    const auto id = first_match(cluster.out("sbatch .command.run"), R"(Submitted batch job (\d+))");
    write_file(cluster.work() + "/array.run",
               "#!/bin/bash\n#SBATCH --array 0-2\n#SBATCH -J nf-array\n#SBATCH -o /dev/null\n#SBATCH --no-requeue\n"
               "touch done-$SLURM_ARRAY_TASK_ID\n");
    const auto array = first_match(cluster.out("sbatch < array.run"), R"((\d+))");
    const std::string status = "squeue --noheader -o \"%i %t\" -t all -u $(id -un)";
    CHECK(every_line_matches(cluster.out(status), fmt::format(R"(\S+ ({}))", kStateCode)));
    REQUIRE(cluster.wait_for_state(id, "COMPLETED"));
    REQUIRE(eventually([&] { return cluster.run("test -e done-0 -a -e done-1 -a -e done-2").status == 0; }));
    CHECK(eventually([&] { return cluster.out(status).find(array + "_2 CD") != std::string::npos; }));
    const auto a = cluster.submit("--hold --wrap true"), b = cluster.submit("--hold --wrap true");
    CHECK(cluster.run("scancel " + a + " " + b).status == 0);
    CHECK(cluster.out("squeue --noheader -o '%i %t' -t all -j " + a + "," + b) == a + " CA\n" + b + " CA");
}

TEST_CASE("dask-jobqueue and Parsl: pilots with placeholders of the old kind") {
    const Cluster cluster;
    write_file(cluster.work() + "/dask.sh",
               "#!/usr/bin/env bash\n\n#SBATCH -J dask-worker\n#SBATCH -e dask-%J.err\n#SBATCH -o dask-%J.out\n#SBATCH -n 1\n"
               "#SBATCH --cpus-per-task=1\n#SBATCH --mem=382M\n#SBATCH -t 00:05:00\n\necho worker\n");
    const auto dask = first_match(cluster.out("sbatch dask.sh"), R"((\d+))");
    REQUIRE(cluster.wait_for_state(dask, "COMPLETED"));
    CHECK(cluster.file("dask-" + dask + ".out") == "worker\n");

    write_file(cluster.work() + "/parsl.sh",
               "#!/bin/bash\n\n#SBATCH --job-name=parsl.block-0\n#SBATCH --output=parsl.out\n#SBATCH --error=parsl.err\n"
               "#SBATCH --nodes=2\n#SBATCH --time=5\n#SBATCH --ntasks-per-node=1\n#SBATCH --exclusive\n\n"
               "export CORES=$SLURM_CPUS_ON_NODE\nexport NODES=$SLURM_JOB_NUM_NODES\n"
               "cat << 'SLURM_EOF' > cmd.sh\necho pilot $SLURM_PROCID\nSLURM_EOF\nchmod a+x cmd.sh\n"
               "srun --ntasks 2 -l bash cmd.sh\n");
    const auto parsl = first_match(cluster.out("sbatch parsl.sh"), R"(^Submitted batch job (\S*))");
    REQUIRE(cluster.wait_for_state(parsl, "COMPLETED"));
    CHECK(cluster.file("parsl.out").find("1: pilot 1") != std::string::npos);
    const auto both = cluster.out("sacct -X --noheader --format=jobid,state%20 --job '" + dask + "," + parsl + "'");
    CHECK(every_line_matches(both, R"(\d+\s+COMPLETED\s*)"));
    CHECK(every_line_matches(cluster.out("squeue -t all --noheader --format='%i %t' --job '" + parsl + "'"), R"(\d+ CD)"));
}

TEST_CASE("Open OnDemand and JupyterHub: scripts on standard input, columns between separators") {
    const Cluster cluster;
    const auto id = first_match(cluster.out("echo '#!/bin/bash\nsleep 60' | sbatch -J dashboard -D $PWD -o out.txt -t 00:05:00 -n 1 "
                                            "--export NONE --parsable"), R"(^(\d+))");
    REQUIRE(cluster.wait_for_state(id, "RUNNING"));
    CHECK(matches(cluster.out("squeue -h -j " + id + " -o '%T %B'"), R"(RUNNING \S+)"));
    const auto table = cluster.out("squeue --all --states=all --noconvert -O $'JobID:\x1f,Name:\x1f,State:\x1f,NodeList:\x1f' -j " + id);
    CHECK(table.find(id + "\x1f" "dashboard\x1f" "RUNNING\x1f") != std::string::npos);
    const auto history = cluster.out("sacct -P --delimiter $'\x1f' -n --units G --allocations -o User,Group,JobId,JobName,Elapsed,ReqMem,"
                                     "AllocCPUS,ReqCPUS,Timelimit,State,TotalCPU,MaxRSS,Partition,Submit,Start,End,ReqTRES -j " + id);
    CHECK(std::ranges::count(history, '\x1f') == 16);
    CHECK(matches(cluster.out("sinfo -aho %F/%C"), R"(\d+/\d+/\d+/\d+/\d+/\d+/\d+/\d+)"));
    CHECK(every_line_matches(cluster.out("sinfo -ahNO nodehost:100,gres:512,gresused:512,statelong"), ".*\\S.*"));
    for (const auto& line : lines_of(cluster.out("scontrol show part -o"))) {
        CHECK(matches(line, R"((\S+=\S*\s*)+)"));
    }
    CHECK(cluster.run("scontrol hold 4242").status == 1);
    CHECK(cluster.run("squeue -h -j 4242").err.find("Invalid job id specified") != std::string::npos);
    CHECK(cluster.run("scancel " + id).status == 0);
}

TEST_CASE("PyTorch recipes: the first host, names of shells, what a task knows") {
    const Cluster cluster;
    write_file(cluster.work() + "/train.sh",
               "#!/bin/bash\n#SBATCH -N 2 --ntasks-per-node=2\n"
               "head=$(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n 1)\n"
               "srun --nodes=1 --ntasks=1 -w $head hostname --ip-address >/dev/null && echo address\n"
               "srun sh -c 'echo $SLURM_PROCID $SLURM_LOCALID $SLURM_NODEID $SLURM_NTASKS $SLURM_NTASKS_PER_NODE $SLURM_NNODES'\n");
    const auto id = cluster.submit("-o train.txt train.sh");
    REQUIRE(cluster.wait_for_state(id, "COMPLETED"));
    const auto text = cluster.file("train.txt");
    CHECK(text.find("address\n") != std::string::npos);
    for (const auto* line : {"0 0 0 4 2 2\n", "1 1 0 4 2 2\n", "2 0 1 4 2 2\n", "3 1 1 4 2 2\n"}) {
        CAPTURE(line);
        CHECK(text.find(line) != std::string::npos);
    }
    CHECK(cluster.out("srun -n1 bash -c 'echo $SLURM_JOB_NAME'") == "bash");
    CHECK(cluster.out("echo 'echo $SLURM_JOB_NAME' | SHELL=/bin/sh salloc -Q -n1") == "interactive");
}

TEST_CASE("exporters: bare numbers and the states that they count") {
    const Cluster cluster;
    const auto running = cluster.submit("-n2 --wrap 'sleep 60'");
    const auto held = cluster.submit("--hold --wrap true");
    REQUIRE(cluster.wait_for_state(running, "RUNNING"));
    CHECK(every_line_matches(cluster.out("squeue -a -r -h -o '%A|%a|%T|%C'"), R"(\d+\|\S*\|[A-Z_]+\|\d+)"));
    CHECK(cluster.out("squeue -a -r -h -o%P --states=PENDING").find("batch") == 0);
    CHECK(matches(cluster.out("sinfo -h -o %C"), R"(\d+/\d+/\d+/\d+)"));
    CHECK(every_line_matches(cluster.out("sinfo -h -o '%D,%T'"), R"(\d+,(alloc|mix|idle|comp|down|drain)\S*)"));
    CHECK(every_line_matches(cluster.out("sinfo -h -N -O NodeList,AllocMem,Memory,CPUsState,StateLong"),
                             R"(\S+\s+\d+\s+\d+\s+\d+/\d+/\d+/\d+\s+\S+\s*)"));
    CHECK(every_line_matches(
        cluster.out("squeue --states=all -h -r -o '{\"a\": \"%a\", \"id\": %A, \"end_time\": \"%e\", \"u\": \"%u\", \"state\": \"%T\", "
                    "\"p\": \"%P\", \"cpu\": %C, \"mem\": \"%m\", \"array_id\": \"%K\", \"r\": \"%R\"}'"),
        R"(\{"a": "\S*", "id": \d+, "end_time": "\S+", "u": "\S+", "state": "[A-Z]+", "p": "batch", "cpu": \d+, "mem": "\w+", "array_id": "\S+", "r": ".*"\})"));
    CHECK(cluster.run("sacct -P -n -o jobid,jobname,nodelist,nnodes,partition,exitcode,derivedexitcode,state,user,start,submit,end,reason "
                      "-s RUNNING,PENDING --allocations --starttime $(date +%FT00:00) --endtime now").status == 0);
    CHECK(cluster.run("sshare -n -P -o account,fairshare").status == 0);
    CHECK(cluster.run("scancel " + running + " " + held).status == 0);
}

TEST_CASE("a Snakemake workflow runs by --cluster and by --slurm") {
    const Cluster cluster;
    if (cluster.run("command -v snakemake").status != 0) {
        WARN("snakemake is not installed");
        return;
    }
    write_file(cluster.work() + "/Snakefile",
               "rule all:\n    input: 'sum.txt'\n"
               "rule part:\n    output: 'part{i}.txt'\n    shell: 'echo {wildcards.i} > {output}'\n"
               "rule total:\n    input: expand('part{i}.txt', i=[1, 2, 3])\n    output: 'sum.txt'\n    shell: 'cat {input} > {output}'\n");
    const auto by_cluster = cluster.run("HOME=$PWD snakemake -j 4 --latency-wait 5 --cluster 'sbatch --parsable -t 5 -o /dev/null' 2>&1");
    INFO(by_cluster.out);
    CHECK(by_cluster.status == 0);
    CHECK(cluster.file("sum.txt") == "1\n2\n3\n");
    cluster.run("rm -f *.txt");
    const auto by_slurm = cluster.run("HOME=$PWD USER=$(id -un) snakemake -j 4 --latency-wait 5 --slurm --default-resources mem_mb=800 runtime=5 "
                                      "slurm_partition=batch 2>&1");
    INFO(by_slurm.out);
    CHECK(by_slurm.status == 0);
    CHECK(cluster.file("sum.txt") == "1\n2\n3\n");
}
