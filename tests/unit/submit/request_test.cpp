// SPDX-License-Identifier: Apache-2.0
//
// Good options and what they put into the request.
#include "tests/unit/submit/invoke.hpp"

using namespace sluice;
using namespace sluice::submit;
using namespace sluice::submit::test;

TEST_CASE("a bare sbatch asks for the defaults") {
    const auto request = good(sbatch("dir/job.sh", "a", "-n"));
    const auto& job = request.job;
    CHECK(job.kind == JobKind::batch);
    CHECK(job.name == "job.sh");
    CHECK(job.batch.command == "dir/job.sh");
    CHECK(job.batch.arguments == std::vector<std::string>{"a", "-n"});
    CHECK(job.batch.std_out == "slurm-%j.out");
    CHECK(job.batch.std_err.empty());
    CHECK(job.batch.std_in.empty());
    CHECK(job.work_dir == "/home/ada/run");
    CHECK(job.submit_host == "login1");
    CHECK_FALSE(job.min_nodes);
    CHECK_FALSE(job.tasks);
    CHECK_FALSE(job.time_limit);
    CHECK_FALSE(job.unlimited_time);
    CHECK_FALSE(job.requeue);
    CHECK(job.user_name.empty());
}

TEST_CASE("the name of a job without --job-name") {
    CHECK(good(sbatch()).job.name == "sbatch");
    CHECK(good(sbatch("--wrap=date")).job.name == "wrap");
    CHECK(good(srun("/bin/hostname")).job.name == "hostname");
    CHECK(good(srun("bash")).step.name == "bash");
    CHECK(good(invoke(Command::salloc, {})).job.name == "interactive");
    CHECK(good(sbatch("-J", "x", "job.sh")).job.name == "x");
}

TEST_CASE("salloc without a shell, or with a bell") {
    const auto request = good(invoke(Command::salloc, {"--no-shell", "--bell", "--wait-all-nodes=1"}));
    CHECK(request.no_shell);
    CHECK(request.bell);
    CHECK_FALSE(good(invoke(Command::salloc, {"--bell", "--no-bell", "bash"})).bell);
    CHECK(good(invoke(Command::salloc, {"bash"})).job.name == "interactive");
    CHECK(bad(invoke(Command::salloc, {"--wait-all-nodes=2"})).code == 255);
}

TEST_CASE("amounts of nodes, tasks and CPUs") {
    const auto job = good(sbatch("-N2-4", "-n8", "-c3", "--tasks-per-node=2", "--mincpus=6", "x")).job;
    CHECK(job.min_nodes == 2);
    CHECK(job.max_nodes == 4);
    CHECK(job.tasks == 8);
    CHECK(job.cpus_per_task == 3);
    CHECK(job.tasks_per_node == 2);
    CHECK(job.min_cpus_per_node == 6);
    CHECK(good(sbatch("-N3", "x")).job.max_nodes == 3);
}

TEST_CASE("amounts of memory and disk are mebibytes") {
    const auto node = good(sbatch("--mem=2G", "--tmp=10gb", "x")).job;
    CHECK(node.memory_per_node == Mebibytes{2048});
    CHECK(node.tmp_disk == Mebibytes{10240});
    CHECK(good(sbatch("--mem-per-cpu=500", "x")).job.memory_per_cpu == Mebibytes{500});
    CHECK(good(sbatch("--mem=0", "x")).job.memory_per_node == Mebibytes{0});
    CHECK(good(sbatch("--mem=1K", "x")).job.memory_per_node == Mebibytes{1});
}

TEST_CASE("time limits") {
    using namespace std::chrono_literals;
    CHECK(good(sbatch("-t90", "x")).job.time_limit == TimeLimit{90min});
    CHECK(good(sbatch("-t1:30", "x")).job.time_limit == TimeLimit{2min});
    CHECK(good(sbatch("-t1-1", "x")).job.time_limit == TimeLimit{25h});
    for (const auto* text : {"UNLIMITED", "infinite", "-1", "0"}) {
        CAPTURE(text);
        const auto job = good(sbatch("-t", text, "x")).job;
        CHECK(job.unlimited_time);
        CHECK_FALSE(job.time_limit);
    }
    CHECK_FALSE(good(sbatch("-t0", "-t5", "x")).job.unlimited_time);
}

TEST_CASE("generic resources and GPUs") {
    using Gres = std::vector<GresCount>;
    CHECK(good(sbatch("--gres=gpu:tesla:2,nvme", "x")).job.gres_per_node ==
          Gres{{"gpu", "tesla", 2}, {"nvme", "", 1}});
    CHECK(good(sbatch("--gpus-per-node=2", "x")).job.gres_per_node == Gres{{"gpu", "", 2}});
    CHECK(good(sbatch("--gpus-per-node=tesla:1,k80:2", "x")).job.gres_per_node ==
          Gres{{"gpu", "tesla", 1}, {"gpu", "k80", 2}});
    CHECK(good(sbatch("--gpus-per-node=2", "--gpus-per-node=3", "x")).job.gres_per_node ==
          Gres{{"gpu", "", 3}});
    CHECK(good(sbatch("--gres=nvme:1", "--gpus-per-node=1", "x")).job.gres_per_node ==
          Gres{{"nvme", "", 1}, {"gpu", "", 1}});
    CHECK(good(sbatch("--gres=craynetwork:0", "x")).job.gres_per_node.empty());
    CHECK(good(sbatch("--gres=gpu:1", "--gres=none", "x")).job.gres_per_node.empty());
}

TEST_CASE("whose job it is and where it goes") {
    const auto job =
        good(sbatch("-A", "acct", "-q", "fast", "--comment=a b", "-p", "a,b", "-C", "x&y", "x")).job;
    CHECK(job.account == "acct");
    CHECK(job.qos == "fast");
    CHECK(job.comment == "a b");
    CHECK(job.partitions == std::vector<std::string>{"a", "b"});
    CHECK(job.constraint == "x&y");
}

TEST_CASE("when a job starts") {
    const auto job = good(sbatch("-H", "--nice", "--priority=7", "--begin=now+60", "--requeue", "x")).job;
    CHECK(job.hold);
    CHECK(job.nice == 100);
    CHECK(job.priority == 7);
    CHECK(job.begin == kNow + Duration{60});
    CHECK(job.requeue == true);
    CHECK(good(sbatch("--nice=-5", "x")).job.nice == -5);
    CHECK(good(sbatch("--requeue", "--no-requeue", "x")).job.requeue == false);
}

TEST_CASE("whole nodes and shared ones") {
    CHECK(good(sbatch("x")).job.sharing == Sharing::normal);
    CHECK(good(sbatch("--exclusive", "x")).job.sharing == Sharing::exclusive);
    CHECK(good(sbatch("--exclusive=user", "x")).job.sharing == Sharing::exclusive);
    CHECK(good(sbatch("--exclusive", "-s", "x")).job.sharing == Sharing::asked);
    CHECK(good(sbatch("-O", "--contiguous", "x")).job.overcommit);
    CHECK(good(sbatch("-O", "--contiguous", "x")).job.contiguous);
}

TEST_CASE("files of a batch script") {
    const auto batch =
        good(sbatch("-o", "%x.out", "-e", "err", "-i", "in", "--open-mode=append", "x")).job.batch;
    CHECK(batch.std_out == "%x.out");
    CHECK(batch.std_err == "err");
    CHECK(batch.std_in == "in");
    CHECK(batch.append);
    CHECK(good(sbatch("-o", "none", "x")).job.batch.std_out == "/dev/null");
    CHECK(good(sbatch("-i", "none", "x")).job.batch.std_in == "/dev/null");
}

TEST_CASE("the working directory is seen from that of the caller") {
    CHECK(good(sbatch("-D", "sub", "x")).job.work_dir == "/home/ada/run/sub");
    CHECK(good(sbatch("-D", "/data", "x")).job.work_dir == "/data");
}

TEST_CASE("host lists are expanded, each host once") {
    using Hosts = std::vector<std::string>;
    CHECK(good(sbatch("-w", "n[1-2],n1,n4", "x")).job.node_list == Hosts{"n1", "n2", "n4"});
    CHECK(good(sbatch("-x", "n3", "x")).job.exclude == Hosts{"n3"});

    auto with_file = sbatch("-F", "hosts", "x");
    with_file.read_file = [](const std::string& path) -> Result<std::string> {
        CHECK(path == "hosts");
        return "n1 n2 # the fast ones\n\nn[4-5],n7\n";
    };
    CHECK(good(with_file).job.node_list == Hosts{"n1", "n2", "n4", "n5", "n7"});
}

TEST_CASE("the last of two settings holds") {
    CHECK(good(sbatch("-n2", "-n3", "x")).job.tasks == 3);
    CHECK(good(sbatch("-w", "n1", "-w", "n2", "x")).job.node_list == std::vector<std::string>{"n2"});
}

TEST_CASE("what sbatch itself is told") {
    const auto request = good(sbatch("--parsable", "-W", "--test-only", "-vv", "x"));
    CHECK(request.parsable);
    CHECK(request.wait);
    CHECK(request.test_only);
    CHECK(request.verbosity == 2);
    CHECK(good(sbatch("-Q", "x")).quiet);
    CHECK(good(sbatch("--wrap", "echo a b")).wrap == "echo a b");
}

TEST_CASE("what is told by mail, and whom") {
    const auto mail = good(sbatch("--mail-type=BEGIN,end", "--mail-user=ada@here", "x")).job.mail;
    CHECK(mail.wants(MailOn::begin));
    CHECK(mail.wants(MailOn::end));
    CHECK_FALSE(mail.wants(MailOn::fail));
    CHECK(mail.to == "ada@here");
    CHECK(good(sbatch("--mail-type=END", "--mail-type=none", "x")).job.mail.on == 0);
    CHECK(good(sbatch("x")).job.mail == MailSpec{});
}

TEST_CASE("what decides nothing is kept to be shown") {
    auto caller = sbatch("--network=ib", "--delay-boot=5", "x");
    caller.program = "/usr/bin/sbatch";
    const auto remarks = good(caller).job.remarks;
    CHECK(remarks.network == "ib");
    CHECK(remarks.delay_boot == std::chrono::minutes{5});
    CHECK(remarks.submit_line == "/usr/bin/sbatch --network=ib --delay-boot=5 x");
}

TEST_CASE("few switches, for a while") {
    using namespace std::chrono_literals;
    const auto job = good(sbatch("--switches=2@10:30", "--segment=4", "x")).job;
    CHECK(job.switches == 2);
    CHECK(job.switches_wait == 11min);  // as time limits, in whole minutes
    CHECK(job.segment == 4);
    const auto plain = good(sbatch("--switches=1", "x")).job;
    CHECK(plain.switches == 1);
    CHECK_FALSE(plain.switches_wait);
    for (const auto* wrong :
         {"--switches=0", "--switches=x", "--switches=1@", "--switches=1@x", "--segment=0"}) {
        CAPTURE(wrong);
        bad(sbatch(wrong, "x"));
    }
}

TEST_CASE("an array has its indexes, and files of its own for each task") {
    const auto request = good(sbatch("--array=0-15:4%2", "job.sh"));
    CHECK(request.job.array == ArraySpec{{{0, 12, 4}}, 2});
    CHECK(request.job.batch.std_out == "slurm-%A_%a.out");
    CHECK(good(under({{"SBATCH_ARRAY_INX", "[1,3]"}}, sbatch("job.sh"))).job.array.tasks.size() == 2);
}

TEST_CASE("what a job waits for, and when it must be done") {
    const auto job = good(sbatch("-dafterok:12:13,singleton", "--kill-on-invalid-dep=yes",
                                 "--deadline=now+1hour", "--time-min=5", "job.sh"))
                         .job;
    CHECK(job.dependency == "afterok:12:13,singleton");
    CHECK(job.kill_on_invalid_dependency == true);
    CHECK(job.deadline == kNow + std::chrono::hours{1});
    CHECK(job.time_min == std::chrono::minutes{5});
}

TEST_CASE("what a script asks of other clusters changes nothing") {
    const auto plain = good(sbatch("x")).job;
    for (const auto* option :
         {"--wckey=k", "--power=level", "--profile=none", "--acctg-freq=30",
          "--cpu-freq=high", "--reboot", "--bb=x", "--get-user-env", "-Mhere",
          "--use-min-nodes", "--spread-job", "--prefer=fast"}) {
        INFO(option);
        CHECK(good(sbatch(option, "x")).job == plain);
    }
}
