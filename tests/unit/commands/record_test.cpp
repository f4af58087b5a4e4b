// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "samples.hpp"
#include "scheduler/commands/records.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::commands::samples;

TEST_CASE("scontrol shows a running job as Slurm 22.05 does") {
    use_utc();
    auto job = running();
    job.job.spec.batch.arguments = {"arg1", "arg2"};
    job.job.spec.comment = "a b";
    CHECK(job_record(job, RecordStyle::lines) ==
          "JobId=1 JobName=hello\n"
          "   UserId=root(0) GroupId=root(0) MCS_label=N/A\n"
          "   Priority=4294901759 Nice=0 Account=(null) QOS=(null)\n"
          "   JobState=RUNNING Reason=None Dependency=(null)\n"
          "   Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:0\n"
          "   RunTime=00:00:02 TimeLimit=00:30:00 TimeMin=N/A\n"
          "   SubmitTime=2026-11-23T06:29:19 EligibleTime=2026-11-23T06:29:19\n"
          "   AccrueTime=2026-11-23T06:29:19\n"
          "   StartTime=2026-11-23T06:29:20 EndTime=2026-11-23T06:59:20 Deadline=N/A\n"
          "   SuspendTime=None SecsPreSuspend=0 LastSchedEval=2026-11-23T06:29:19 Scheduler=Main\n"
          "   Partition=batch AllocNode:Sid=vm:5939\n"
          "   ReqNodeList=(null) ExcNodeList=(null)\n"
          "   NodeList=n[1-2]\n"
          "   BatchHost=n1\n"
          "   NumNodes=2 NumCPUs=4 NumTasks=4 CPUs/Task=1 ReqB:S:C:T=0:0:*:*\n"
          "   TRES=cpu=4,mem=400M,node=2,billing=4\n"
          "   Socks/Node=* NtasksPerN:B:S:C=0:0:*:* CoreSpec=*\n"
          "   MinCPUsNode=1 MinMemoryNode=200M MinTmpDiskNode=0\n"
          "   Features=(null) DelayBoot=00:00:00\n"
          "   OverSubscribe=OK Contiguous=0 Licenses=(null) Network=(null)\n"
          "   Command=/data/job.sh arg1 arg2\n"
          "   WorkDir=/data\n"
          "   Comment=a b \n"
          "   StdErr=/data/slurm-1.out\n"
          "   StdIn=/dev/null\n"
          "   StdOut=/data/slurm-1.out\n"
          "   Power=\n\n");
}

TEST_CASE("scontrol shows what a waiting job asked for") {
    use_utc();
    auto job = waiting(3, "held");
    job.job.priority = 0;
    job.job.reason = Reason::held_by_user;
    job.job.eligible.reset();
    job.job.time_limit.reset();
    job.job.spec.min_nodes = 2;
    job.job.spec.max_nodes = 4;
    job.job.spec.tasks = 6;
    job.job.spec.tasks_per_node = 3;
    job.job.spec.memory_per_cpu = Mebibytes{1500};
    job.job.spec.gres_per_node = {{"gpu", "tesla", 2}};
    job.job.spec.sharing = Sharing::exclusive;
    const auto text = job_record(job, RecordStyle::one_line);
    for (const std::string part :
         {"JobState=PENDING Reason=JobHeldUser Dependency=(null)",
          " EligibleTime=Unknown AccrueTime=Unknown ", "StartTime=Unknown EndTime=Unknown Deadline=N/A",
          " TimeLimit=UNLIMITED ", " NodeList= NumNodes=2-4 NumCPUs=6 NumTasks=6 ",
          "TRES=cpu=6,mem=9000M,node=2,billing=6,gres/gpu=4 ", "NtasksPerN:B:S:C=3:0:*:* ",
          "MinCPUsNode=3 MinMemoryCPU=1500M MinTmpDiskNode=0 ", "OverSubscribe=NO ",
          "TresPerNode=gres:gpu:tesla:2\n"}) {
        CHECK_THAT(text, Catch::Contains(part));
    }
    CHECK_THAT(text, !Catch::Contains("BatchHost"));
}

TEST_CASE("scontrol --details adds exit codes of steps and what is held on each node") {
    use_utc();
    auto job = running();
    job.detail = true;
    job.job.shares = {share("n1", {0, 1, 3}, 1), share("n2", {0, 1, 3}, 1), share("n3", {0}, 1)};
    job.job.shares[2].gres = {{"gpu", "tesla", {0, 1}}};
    const auto lines = job_record(job, RecordStyle::lines);
    CHECK_THAT(lines, Catch::Contains("ExitCode=0:0\n   DerivedExitCode=0:0\n   RunTime="));
    CHECK_THAT(lines, Catch::Contains("CoreSpec=*\n"
                                      "   JOB_GRES=gpu:tesla:2\n"
                                      "     Nodes=n[1-2] CPU_IDs=0-1,3 Mem=200 GRES=\n"
                                      "     Nodes=n3 CPU_IDs=0 Mem=200 GRES=gpu:tesla:2(IDX:0-1)\n"
                                      "   MinCPUsNode=1"));
    CHECK_THAT(job_record(job, RecordStyle::one_line),
               Catch::Contains("JOB_GRES=gpu:tesla:2 Nodes=n[1-2] CPU_IDs=0-1,3 Mem=200 GRES= Nodes=n3 "));
}

TEST_CASE("a record on one line stays on it whatever a value contains") {
    use_utc();
    auto job = running();
    job.job.spec.comment = "two\nlines";
    const auto text = job_record(job, RecordStyle::one_line);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.back() == '\n');
    CHECK_THAT(text, Catch::StartsWith("JobId=1 JobName=hello UserId=root(0) "));
}

TEST_CASE("an allocation without a script has no output files") {
    auto job = running();
    job.job.spec.kind = JobKind::interactive;
    const auto text = job_record(job, RecordStyle::one_line);
    CHECK_THAT(text, Catch::Contains("BatchFlag=0"));
    CHECK_THAT(text, !Catch::Contains("StdOut"));
}

TEST_CASE("scontrol shows a node as Slurm 22.05 does") {
    use_utc();
    auto n1 = node("n1");
    n1.spec.features = {"fast", "big"};
    n1.spec.address = "127.0.0.1";
    n1.spec.gres = {{"gpu", "tesla", 2}};
    n1.record.hardware.architecture = "x86_64";
    n1.record.hardware.system = "Linux 6.1 #1 SMP";
    n1.record.version = "0.1.0";
    n1.record.boot_time = n1.record.daemon_start = n1.record.last_busy = kNow;
    n1.record.drain = true;
    n1.record.reason = "bad disk";
    n1.record.reason_time = kNow;
    n1.cpus_allocated = 3;
    n1.jobs_running = 1;
    n1.memory_allocated = Mebibytes{200};
    n1.partitions = {"batch", "debug"};
    CHECK(node_record(n1, RecordStyle::lines) ==
          "NodeName=n1 Arch=x86_64 CoresPerSocket=4\n"
          "   CPUAlloc=3 CPUEfctv=4 CPUTot=4 CPULoad=N/A\n"
          "   AvailableFeatures=fast,big\n"
          "   ActiveFeatures=fast,big\n"
          "   Gres=gpu:tesla:2\n"
          "   NodeAddr=127.0.0.1 NodeHostName=n1 Version=22.05.8\n"
          "   OS=Linux 6.1 #1 SMP\n"
          "   RealMemory=4096 AllocMem=200 FreeMem=N/A Sockets=1 Boards=1\n"
          "   State=MIXED+DRAIN ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A\n"
          "   Partitions=batch,debug\n"
          "   BootTime=2026-11-23T06:29:22 SlurmdStartTime=2026-11-23T06:29:22\n"
          "   LastBusyTime=2026-11-23T06:29:22\n"
          "   CfgTRES=cpu=4,mem=4G,billing=4,gres/gpu=2\n"
          "   AllocTRES=cpu=3,mem=200M\n"
          "   CapWatts=n/a\n"
          "   CurrentWatts=0 AveWatts=0\n"
          "   ExtSensorsJoules=n/s ExtSensorsWatts=0 ExtSensorsTemp=n/s\n"
          "   Reason=bad disk [root@2026-11-23T06:29:22]\n\n");
}

TEST_CASE("scontrol shows a partition as Slurm 22.05 does") {
    auto batch = partition("batch", {"n1", "n2"});
    batch.is_default = true;
    batch.max_time = 24h;
    CHECK(partition_record({batch, {node("n1"), node("n2")}}, RecordStyle::lines) ==
          "PartitionName=batch\n"
          "   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL\n"
          "   AllocNodes=ALL Default=YES QoS=N/A\n"
          "   DefaultTime=NONE DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO\n"
          "   MaxNodes=UNLIMITED MaxTime=1-00:00:00 MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED\n"
          "   Nodes=n[1-2]\n"
          "   PriorityJobFactor=1 PriorityTier=1 RootOnly=NO ReqResv=NO OverSubscribe=NO\n"
          "   OverTimeLimit=NONE PreemptMode=OFF\n"
          "   State=UP TotalCPUs=8 TotalNodes=2 SelectTypeParameters=NONE\n"
          "   JobDefaults=(null)\n"
          "   DefMemPerNode=UNLIMITED MaxMemPerNode=UNLIMITED\n"
          "   TRES=cpu=8,mem=8G,node=2,billing=8\n\n");
}

TEST_CASE("scontrol shows a step as Slurm 22.05 does") {
    use_utc();
    StepRow row;
    row.job = running().job;
    row.step.job = JobId{1};
    row.step.number = StepNumber{0};
    row.step.spec.name = "hello";
    row.step.spec.time_limit = 1min;
    row.step.state = JobState::running;
    row.step.started = kNow;
    row.step.shares = {{"n1", {0, 1}, 2, {}, {}, {}, true, false, {}, {}}};
    CHECK(step_record(row, RecordStyle::lines) ==
          "StepId=1.0 UserId=0 StartTime=2026-11-23T06:29:22 TimeLimit=00:01:00\n"
          "   State=RUNNING Partition=batch NodeList=n1\n"
          "   Nodes=1 CPUs=2 Tasks=2 Name=hello Network=(null)\n"
          "   TRES=cpu=2,node=1\n"
          "   ResvPorts=(null)\n"
          "   CPUFreqReq=Default Dist=Block\n\n");
}

TEST_CASE("scontrol shows a tree of switches as Slurm does") {
    ClusterConfig config;
    for (const auto* name : {"n1", "n2", "n3"}) config.nodes.push_back(node(name).spec);
    config.topology.kind = TopologyKind::tree;
    config.topology.switches = {
        {"leaf1", {"n1", "n2"}, {}}, {"leaf2", {"n3"}, {}}, {"spine", {}, {"leaf1", "leaf2"}}};
    CHECK(topology_records(config) ==
          "SwitchName=leaf1 Level=0 LinkSpeed=1 Nodes=n[1-2]\n"
          "SwitchName=leaf2 Level=0 LinkSpeed=1 Nodes=n3\n"
          "SwitchName=spine Level=1 LinkSpeed=1 Nodes=n[1-3] Switches=leaf[1-2]\n");
}

TEST_CASE("show topology lists blocks, and those that they make") {
    ClusterConfig config;
    for (const auto* name : {"n1", "n2", "n3", "n4"}) config.nodes.push_back(node(name).spec);
    config.topology.kind = TopologyKind::block;
    config.topology.block_sizes = {2, 4};
    config.topology.blocks = {{"b1", {"n1", "n2"}, {}}, {"b2", {"n3", "n4"}, {}}};
    CHECK(topology_records(config) ==
          "BlockName=b1 BlockIndex=0 Nodes=n[1-2] BlockSize=2\n"
          "BlockName=b2 BlockIndex=1 Nodes=n[3-4] BlockSize=2\n"
          "AggregatedBlock=b[1-2] BlockIndex=2 Nodes=n[1-4] BlockSize=4\n");
}

TEST_CASE("show topology lists the routers of dragonfly and torus") {
    ClusterConfig config;
    for (const auto* name : {"n1", "n2", "n3", "n4"}) config.nodes.push_back(node(name).spec);
    config.topology.kind = TopologyKind::dragonfly;
    config.topology.groups = 2;
    config.topology.routers = 1;
    config.topology.nodes_per_router = 2;
    CHECK(topology_records(config).starts_with(
        "SwitchName=router1 Level=0 LinkSpeed=1 Nodes=n[1-2]\n"
        "SwitchName=group1 Level=1 LinkSpeed=1 Nodes=n[1-2] Switches=router1\n"));
    config.topology = {};
    config.topology.kind = TopologyKind::torus;
    config.topology.dimensions = {2, 2};
    CHECK(topology_records(config) ==
          "Torus=2x2 Wrap=YES\nCoordinates=0,0 Nodes=n1\nCoordinates=0,1 Nodes=n2\n"
          "Coordinates=1,0 Nodes=n3\nCoordinates=1,1 Nodes=n4\n");
}
