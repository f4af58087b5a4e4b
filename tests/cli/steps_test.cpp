// SPDX-License-Identifier: Apache-2.0
//
// Steps as their users write them: what shares the job with what, which task runs where and with what.
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Two nodes of two sockets with two cores, and two GPUs each.
const std::string kTwoNodes = R"(cluster: two
nodes:
  - names: n[1-2]
    sockets: 2
    cores_per_socket: 2
    memory: 4G
    gres: gpu:2
partitions:
  - {name: batch, nodes: ALL, default: true}
scheduling: {kill_wait: 1s}
)";

/// Runs a script as a batch job on both nodes and returns what it printed.
std::string batch(const Cluster& cluster, const std::string& script, const std::string& options = "-N2 --exclusive") {
    write_file(cluster.work() + "/job.sh", "#!/bin/bash\n" + script + "\n");
    const auto job = cluster.submit(options + " -o job.out job.sh");
    REQUIRE(eventually([&] { return !cluster.field(job, "EndTime").empty() && cluster.field(job, "JobState") != "RUNNING" &&
                                    cluster.field(job, "JobState") != "PENDING"; }, std::chrono::seconds{60}));
    return cluster.file("job.out");
}

}  // namespace

TEST_CASE("steps that fit run beside each other, and one that does not waits for its turn") {
    const Cluster cluster{kTwoNodes};
    const auto text = batch(cluster,
                            "srun -n1 -c2 -w n1 sh -c 'echo a; while [ ! -e go ]; do sleep 0.05; done; echo a-ends' & first=$!\n"
                            "srun -n1 -c2 -w n1 sh -c 'echo b; while [ ! -e go ]; do sleep 0.05; done' & second=$!\n"
                            "until grep -q a job.out && grep -q b job.out; do sleep 0.05; done\n"
                            "srun -n1 -c2 -w n1 --immediate=1 echo never; echo immediate $?\n"
                            "srun -n1 -w n1 --overlap echo overlap\n"
                            "srun -Q -n1 -c2 -w n1 echo after & third=$!\n"
                            "touch go; wait $first $second $third\n");
    INFO(text);
    CHECK(contains(text, "immediate 1"));
    CHECK(contains(text, "overlap"));
    CHECK_FALSE(contains(text, "never"));
    CHECK(contains(text, "after"));
}

TEST_CASE("tasks are dealt to nodes in blocks, in turn, in planes and as a list says") {
    const Cluster cluster{kTwoNodes};
    const auto where = [&](const std::string& options) {
        return cluster.out("salloc -Q -N2 --exclusive srun -l " + options + " printenv SLURMD_NODENAME | sort -n | cut -d' ' -f2 | xargs");
    };
    CHECK(where("-n4 -m block") == "n1 n1 n2 n2");
    CHECK(where("-n4 -m cyclic") == "n1 n2 n1 n2");
    CHECK(where("-n6 -m plane=2") == "n1 n1 n2 n2 n1 n1");
    write_file(cluster.work() + "/hosts", "n2\nn1\nn2\n");
    CHECK(cluster.out("SLURM_HOSTFILE=hosts srun -l -m arbitrary printenv SLURMD_NODENAME | sort -n | cut -d' ' -f2 | xargs") ==
          "n2 n1 n2");
}

TEST_CASE("each task of --multi-prog runs its line of the file") {
    const Cluster cluster{kTwoNodes};
    write_file(cluster.work() + "/conf", "0 echo first %t\n1-2 echo 'of two' %t %o\n* echo rest %t\n");
    CHECK(cluster.out("srun -n4 --multi-prog conf | sort") == "first 0\nof two 1 0\nof two 2 1\nrest 3");
    const auto missing = cluster.run("srun -n2 --multi-prog nothing");
    CHECK(missing.status == 1);
    CHECK(contains(missing.err, "Unable to open file nothing"));
}

TEST_CASE("streams of tasks: a pattern for each, none, all, and one task") {
    const Cluster cluster{kTwoNodes};
    CHECK(cluster.run("srun -n2 -o 'o.%t.%j.%s' -e none sh -c 'echo out $SLURM_PROCID; echo err >&2'").err.empty());
    CHECK(cluster.file("o.0.1.0") == "out 0\n");
    CHECK(cluster.file("o.1.1.0") == "out 1\n");
    CHECK(cluster.out("srun -n2 -o 1 printenv SLURM_PROCID") == "1");
    CHECK(cluster.out("echo in | srun -n2 -i 1 -l sh -c 'read x; echo got $x' | sort") == "0: got\n1: got in");
    CHECK(cluster.out("echo in | srun -n2 -i all cat | xargs") == "in in");
    CHECK(cluster.out("echo in | srun -n1 -i none cat").empty());
    cluster.run("srun -n1 -o log echo one; srun -n1 -o log --open-mode=append echo two");
    CHECK(cluster.file("log") == "one\ntwo\n");
    cluster.run("srun -n1 -o log echo three");
    CHECK(cluster.file("log") == "three\n");
}

TEST_CASE("a failing task ends the step when asked to, and so does the first end after a while") {
    const Cluster cluster{kTwoNodes};
    const auto killed = cluster.run("srun -K -n2 sh -c 'if [ $SLURM_PROCID = 0 ]; then exit 2; fi; sleep 600'");
    CHECK(killed.status == 2);
    CHECK(contains(killed.err, "exit code 2"));
    const auto waited = cluster.run("srun -W1 -n2 sh -c '[ $SLURM_PROCID = 0 ] || sleep 600'");
    CHECK(waited.status != 0);
    CHECK(contains(waited.err, "Timed out waiting for job step to complete"));
}

TEST_CASE("a program is copied to the nodes, and the copy runs") {
    const Cluster cluster{kTwoNodes};
    write_file(cluster.work() + "/prog", "#!/bin/sh\necho $0 $1\n");
    cluster.out("chmod 755 prog");
    const auto copy = cluster.work() + "/copy";
    CHECK(cluster.out("srun -n1 --bcast=" + copy + " prog x") == copy + " x");
    CHECK(cluster.out("stat -c %a copy") == "755");
    CHECK(cluster.out("srun -n1 --bcast prog y") == cluster.work() + "/./slurm_bcast_2.0_n1 y");
    const auto refused = cluster.run("srun -n1 --bcast=/no/such/folder/x prog");
    CHECK(refused.status == 1);
    CHECK(contains(refused.err, "/no/such/folder/x: No such file or directory"));
}

TEST_CASE("programs before and after: of the step here, of each task there") {
    const Cluster cluster{kTwoNodes};
    write_file(cluster.work() + "/tp", "#!/bin/sh\necho export COLOUR=red\necho unset GONE\necho print from prolog\n");
    write_file(cluster.work() + "/te", "#!/bin/sh\necho epilog $SLURM_PROCID\n");
    write_file(cluster.work() + "/p", "#!/bin/sh\necho before $# words\n");
    cluster.out("chmod 755 tp te p");
    CHECK(cluster.out("GONE=1 srun -n1 --task-prolog=$PWD/tp --task-epilog=$PWD/te --prolog=$PWD/p --epilog=none "
                      "sh -c 'echo $COLOUR ${GONE-gone}'") ==
          "before 3 words\nfrom prolog\nred gone\nepilog 0");
}

TEST_CASE("tasks have the caller's umask, limits, directory and variables") {
    const Cluster cluster{kTwoNodes};
    CHECK(cluster.out("umask 037; srun -n1 sh -c umask") == "0037");
    CHECK(cluster.out("ulimit -S -n 321; srun -n1 sh -c 'ulimit -n'") == "321");
    CHECK(cluster.out("ulimit -S -n 321; srun --propagate=NONE -n1 sh -c 'ulimit -n'") != "321");
    CHECK(cluster.out("ulimit -S -n 321; srun -n1 env | grep -c RLIMIT || true") == "0");
    CHECK(cluster.out("srun -n1 -D /tmp pwd") == "/tmp");
    CHECK(cluster.out("A=1 B=2 srun -n1 --export=A,C=3 sh -c 'echo $A $B $C'") == "1 3");
    CHECK(cluster.out("A=1 srun -n1 --export=NONE sh -c 'echo x$A'") == "x");
}

TEST_CASE("memory and GPUs of steps are theirs alone and are shown") {
    const Cluster cluster{kTwoNodes};
    const auto text = batch(cluster,
                            "srun -n1 --gres=gpu:1 --mem=100M sh -c 'echo one $SLURM_STEP_GPUS of $SLURM_JOB_GPUS; scontrol show step "
                            "$SLURM_JOB_ID.0 | grep TRES; until [ -e go ]; do sleep 0.05; done' & first=$!\n"
                            "until grep -q TRES job.out; do sleep 0.05; done\n"
                            "srun -n1 --gres=gpu:1 sh -c 'echo two $SLURM_STEP_GPUS'\n"
                            "srun -n1 sh -c 'echo shared $CUDA_VISIBLE_DEVICES'\n"
                            "srun -n1 --gres=none sh -c 'echo none [$CUDA_VISIBLE_DEVICES]'\n"
                            "srun -N1 -n2 --gpus-per-task=1 -w n2 --overlap sh -c 'echo each $CUDA_VISIBLE_DEVICES' | sort\n"
                            "touch go; wait\n",
                            "-N2 --exclusive --mem=1G --gpus-per-node=2");
    INFO(text);
    CHECK(contains(text, "one 0 of 0,1\n"));
    CHECK(contains(text, "TRES=cpu=1,mem=100M,node=1,gres/gpu=1"));
    CHECK(contains(text, "two 1\n"));
    CHECK(contains(text, "shared 0,1\n"));
    CHECK(contains(text, "none []\n"));
    CHECK(contains(text, "each 0\neach 1\n"));
}

TEST_CASE("bindings are reported as asked for; an emulated node does not enforce them") {
    const Cluster cluster{kTwoNodes};
    const auto mask = [&](const std::string& options) {
        return cluster.out("srun -w n1 -n2 " + options + " sh -c 'echo $SLURM_CPU_BIND' 2>&1 | sed 's/\\[[0-9]*\\]/[]/' | sort");
    };
    CHECK(mask("--exact --cpu-bind=verbose,cores") ==
          "cpu-bind-cores=MASK - n1, task  0  0 []: mask 0x1 set\ncpu-bind-cores=MASK - n1, task  1  1 []: mask 0x2 set\n"
          "verbose,mask_cpu:0x1,0x2\nverbose,mask_cpu:0x1,0x2");
    CHECK(contains(mask("--cpu-bind=v,map_cpu:3,1"), "cpu-bind=MAP  - n1, task  0  0 []: mask 0x8 set"));
    CHECK(contains(mask("--cpu-bind=v,none"), "cpu-bind=NONE - n1, task  0  0 []: mask 0xf\n"));
    CHECK(contains(mask("--cpu-bind=none --mem-bind=v,map_mem:1"), "mem-bind=MAP  - n1, task  0  0 []: mask 0x2 set"));
}

TEST_CASE("sbcast copies a file to the nodes of a job") {
    const Cluster cluster{kTwoNodes};
    write_file(cluster.work() + "/source", std::string(300'000, 'x') + "end\n");
    cluster.out("chmod 640 source");
    CHECK(cluster.run("salloc -Q -N2 sbcast source copied").status != 0);  // both nodes have this folder
    CHECK(cluster.out("salloc -Q -N2 sbcast -f source copied; cmp source copied && stat -c %a copied") == "640");
    const auto refused = cluster.run("salloc -Q -N1 sbcast source copied");
    CHECK(refused.status == 1);
    CHECK(contains(refused.err, "sbcast: error: REQUEST_FILE_BCAST(n1): File exists"));
    CHECK(contains(cluster.run("salloc -Q -N1 sbcast source /no/such/folder/x").err, "REQUEST_FILE_BCAST(n1): No such file or directory"));
    CHECK(cluster.run("sbcast source copied").status == 1);
}
