// SPDX-License-Identifier: Apache-2.0
//
// The options of srun alone.
#include "tests/unit/submit/invoke.hpp"

using namespace sluice;
using namespace sluice::submit;
using namespace sluice::submit::test;

TEST_CASE("a bare srun") {
    const auto request = good(srun("/bin/prog", "-n", "x"));
    CHECK(request.job.kind == JobKind::interactive);
    CHECK(request.job.batch == BatchSpec{});
    CHECK(request.step.arguments == std::vector<std::string>{"/bin/prog", "-n", "x"});
    CHECK(request.step.work_dir == "/home/ada/run");
    CHECK(request.step.umask == 022);
    CHECK(request.step.files == StepFiles{});
    CHECK_FALSE(request.inside_job);
    CHECK_FALSE(request.immediate);
    CHECK_FALSE(request.wait_after_first_exit);
    CHECK(request.mpi.empty());
}

TEST_CASE("how a step is started") {
    const auto request = good(
        srun("-r2", "--jobid=7", "-m", "cyclic", "--overlap", "-K", "-l", "-u", "-W30", "-c2", "-O", "x"));
    CHECK(request.step.relative == 2);
    CHECK(request.inside_job == JobId{7});
    CHECK(request.step.distribution == Distribution::cyclic);
    CHECK(request.step.overlap);
    CHECK(request.step.overcommit);
    CHECK(request.step.kill_on_bad_exit);
    CHECK(request.step.cpus_per_task == 2);
    CHECK(request.label);
    CHECK(request.unbuffered);
    CHECK(request.wait_after_first_exit == Duration{30});
    CHECK_FALSE(good(srun("-W0", "x")).wait_after_first_exit);
    CHECK_FALSE(good(srun("-K0", "x")).step.kill_on_bad_exit);
    CHECK(good(srun("--exact", "x")).exclusive_step);
    CHECK(good(srun("--exclusive", "x")).exclusive_step);
}

TEST_CASE("giving up at once or after a while") {
    CHECK(good(srun("-I", "x")).immediate == Duration{1});
    CHECK(good(srun("-I5", "x")).immediate == Duration{5});
    CHECK(good(srun("--immediate=3", "x")).step.immediate);
    CHECK(bad(srun("--immediate=x", "x")) ==
          Exit{1, "", "srun: error: Invalid numeric value \"x\" for immediate.\n"});
}

TEST_CASE("the order of tasks on nodes, sockets and cores") {
    for (const auto* text : {"block", "block:block", "block:cyclic:fcyclic", "*", "BLOCK", "block,NoPack"}) {
        CAPTURE(text);
        CHECK(good(srun("-m", text, "x")).step.distribution == Distribution::block);
    }
    const auto step = good(srun("-m", "cyclic:block:fcyclic", "x")).step;
    CHECK(step.distribution == Distribution::cyclic);
    CHECK(step.socket_order == SocketOrder::block);
    CHECK(step.core_order == SocketOrder::fcyclic);
    CHECK(good(srun("-m", "plane=3", "x")).step.distribution == Distribution::plane);
    CHECK(good(srun("-m", "plane=3", "x")).step.plane_size == 3);
    CHECK(bad(srun("-m", "foo", "x")) ==
          Exit{255, "", "srun: error: Invalid --distribution specification\n"});
    for (const auto* text : {"block:foo", "plane=", "plane=0", "block:block:block:block"}) {
        CAPTURE(text);
        CHECK(bad(srun("-m", text, "x")).code == 255);
    }
}

TEST_CASE("tasks on the hosts of a list, one after the other") {
    const auto step = good(srun("-m", "arbitrary", "-w", "b,a,b", "x")).step;
    CHECK(step.node_list == std::vector<std::string>{"b", "a", "b"});
    CHECK(step.tasks == 3);
    const auto job = good(srun("-m", "arbitrary", "-w", "b,a,b", "x")).job;
    CHECK(job.node_list == std::vector<std::string>{"b", "a"});
    CHECK(job.min_cpus_per_node == 2);
    CHECK(good(srun("-m", "arbitrary", "-w", "b,a,b", "-n2", "x")).step.node_list == std::vector<std::string>{"b", "a"});
    CHECK(bad(srun("-m", "arbitrary", "x")).code == 1);
    CHECK(bad(srun("-m", "arbitrary", "-w", "a", "-n2", "x")).code == 1);

    auto invocation = under({{"SLURM_HOSTFILE", "/hosts"}}, srun("-m", "arbitrary", "-N2", "x"));
    invocation.read_file = [](const std::string& path) { return Result<std::string>{path == "/hosts" ? "n2\nn1\nn2\n" : ""}; };
    CHECK(good(invocation).step.node_list == std::vector<std::string>{"n2", "n1", "n2"});
}

TEST_CASE("kinds of MPI") {
    CHECK(good(srun("--mpi=none", "x")).step.mpi == MpiKind::none);
    CHECK(good(srun("--mpi=pmix", "x")).step.mpi == MpiKind::pmix);
    CHECK(good(srun("--mpi=pmix_v4", "x")).mpi == "pmix_v4");
    CHECK(good(under({{"SLURM_MPI_TYPE", "pmix"}}, srun("x"))).mpi == "pmix");
    CHECK(bad(srun("--mpi=list")) == Exit{0, "MPI plugin types are...\n\tnone\n\tpmi2\n\tpmix\n", ""});
    CHECK(bad(srun("--mpi=foo", "x")) ==
          Exit{1, "", "srun: error: Invalid MPI type 'foo', --mpi=list for acceptable types\n"});
    CHECK(good(srun("--mpi=pmi2", "x")).step.mpi == MpiKind::pmi2);
    CHECK(good(srun("--mpi=auto", "x")).step.mpi == MpiKind::automatic);
}

TEST_CASE("what tasks are bound to") {
    struct Case {
        const char* text;
        CpuBindKind kind;
        std::vector<std::string> list;
        bool verbose;
    };
    const std::vector<Case> table{{"none", CpuBindKind::none, {}, false},
                                  {"q", CpuBindKind::automatic, {}, false},
                                  {"v,none", CpuBindKind::none, {}, true},
                                  {"verbose,cores", CpuBindKind::cores, {}, true},
                                  {"map_cpu:0,1,2", CpuBindKind::map_cpu, {"0", "1", "2"}, false},
                                  {"quiet,mask_cpu:0x3,2*0xc", CpuBindKind::mask_cpu, {"0x3", "0xc", "0xc"}, false},
                                  {"map_ldom:1", CpuBindKind::map_ldom, {"1"}, false},
                                  {"rank", CpuBindKind::rank, {}, false}};
    for (const auto& c : table) {
        CAPTURE(c.text);
        const auto bind = good(srun("--cpu-bind", c.text, "x")).step.bind;
        CHECK(bind.cpu == c.kind);
        CHECK(bind.cpu_list == c.list);
        CHECK(bind.cpu_verbose == c.verbose);
    }
    CHECK(good(srun("--cpu_bind=none", "x")).step.bind.cpu == CpuBindKind::none);
    CHECK(good(under({{"SLURM_CPU_BIND", "none"}}, srun("x"))).step.bind.cpu == CpuBindKind::none);
    CHECK(bad(srun("--cpu-bind=foo", "x")) == Exit{1, "",
                                                   "srun: error: unrecognized --cpu-bind argument \"foo\"\n"
                                                   "srun: fatal: Failed to parse --cpu-bind= values.\n"});
    CHECK(bad(srun("--cpu-bind=map_cpu", "x")).err ==
          "srun: error: missing list for \"--cpu-bind=map_cpu:<list>\"\n"
          "srun: fatal: Failed to parse --cpu-bind= values.\n");
    CHECK(good(srun("--mem-bind=v,local", "x")).step.bind.memory == MemBindKind::local);
    CHECK(good(srun("--gpu-bind=single:2", "x")).step.bind.gpu_count == 2);
    CHECK(bad(srun("--gpu-bind=single:0", "x")).code == 1);
}

TEST_CASE("the mask of a task is not taken for the wish of a step that is started from it") {
    CHECK(good(under({{"SLURM_STEP_ID", "0"}, {"SLURM_CPU_BIND", "quiet,mask_cpu:0x1"}}, srun("x"))).step.bind.cpu ==
          CpuBindKind::automatic);
}

TEST_CASE("a step counts with what was asked for it, not with what its job has") {
    const Environment in_job{{"SLURM_JOB_ID", "7"}, {"SLURM_MEM_PER_NODE", "4000"}, {"SLURM_GPUS_PER_NODE", "2"}};
    const auto plain = good(under(in_job, srun("x"))).step;
    CHECK_FALSE(plain.memory_per_node);
    CHECK_FALSE(plain.gres_given);
    CHECK_FALSE(plain.exact);
    const auto asked = good(under(in_job, srun("--mem=100", "--gres=gpu:1", "-c2", "x"))).step;
    CHECK(asked.memory_per_node == Mebibytes{100});
    CHECK(asked.gres_given);
    CHECK(asked.gres_per_node == std::vector<GresCount>{{"gpu", "", 1}});
    CHECK(asked.exact);
    const auto none = good(under(in_job, srun("--gres=none", "x"))).step;
    CHECK(none.gres_given);
    CHECK(none.gres_per_node.empty());
}

TEST_CASE("which ranks run which program") {
    const auto with_file = [](const std::string& text) {
        auto invocation = srun("--multi-prog", "conf");
        invocation.read_file = [text](const std::string&) { return Result<std::string>{text}; };
        return invocation;
    };
    const auto programs = good(with_file("# all\n0 master 'a b' %t\n1-2,4\tworker \\# %o # rest\n* other\n")).step.programs;
    REQUIRE(programs.size() == 3);
    CHECK(programs[0] == RankProgram{{0}, {"master", "a b", "%t"}});
    CHECK(programs[1] == RankProgram{{1, 2, 4}, {"worker", "#", "%o"}});
    CHECK(programs[2] == RankProgram{{}, {"other"}});
    CHECK(bad(with_file("0 a\nx b\n")).err == "srun: error: Invalid line 2: bad task number \"x\"\n");
    CHECK(bad(with_file("0 a\n0 b\n")).err == "srun: error: Invalid line 2: task 0 has a program already\n");
    CHECK(bad(with_file("0\n")).err == "srun: error: Invalid line 1: no program\n");
    CHECK(bad(with_file("\n")).code == 1);
}

TEST_CASE("where the streams of tasks go") {
    const auto both = good(srun("-o", "out.%t", "x"));
    CHECK(both.step.files.std_out == "out.%t");
    CHECK(both.step.files.std_err == "out.%t");

    const auto apart = good(srun("-o", "out", "-e", "err", "-i", "in", "--open-mode=a", "x"));
    CHECK(apart.step.files == StepFiles{"in", "out", "err", true});
    CHECK(apart.input_mode == "in");

    CHECK(good(srun("-o", "none", "x")).step.files == StepFiles{"", "/dev/null", "", false});
    CHECK(good(srun("-e", "none", "x")).step.files == StepFiles{"", "", "/dev/null", false});
    CHECK(good(srun("-o", "out", "-e", "all", "x")).step.files == StepFiles{"", "out", "", false});

    const auto one = good(srun("-o", "3", "-i", "2", "x"));
    CHECK(one.step.files == StepFiles{});
    CHECK(one.output_mode == "3");
    CHECK(one.input_mode == "2");
    CHECK(good(under({{"SLURM_STDOUTMODE", "o"}}, srun("x"))).step.files.std_out == "o");
}

TEST_CASE("what srun cannot be told together") {
    CHECK(bad(srun("--exclusive", "--overlap", "x")) ==
          Exit{1, "", "srun: error: --exclusive and --overlap are mutually exclusive\n"});
    CHECK(good(srun("--exact", "--overlap", "x")).step.overlap);
}

TEST_CASE("bad numbers of srun") {
    CHECK(bad(srun("--jobid=x", "y")).err == "srun: error: Invalid numeric value \"x\" for --jobid.\n");
    CHECK(bad(srun("--jobid=0", "y")).err == "srun: error: Invalid numeric value \"0\" for --jobid.\n");
    CHECK(bad(srun("-r-1", "y")).err == "srun: error: Invalid numeric value \"-1\" for --relative.\n");
    CHECK(bad(srun("-Wx", "y")) == Exit{1, "", "srun: error: Invalid numeric value \"x\" for --wait.\n"});
    CHECK(bad(under({{"SLURM_JOB_ID", "x"}}, srun("y"))).err ==
          "srun: error: Invalid numeric value \"x\" for --jobid.\n");
}

TEST_CASE("srun reads SLURM_ variables") {
    const auto request = good(under({{"SLURM_DISTRIBUTION", "cyclic"},
                                     {"SLURM_LABELIO", "1"},
                                     {"SLURM_UNBUFFEREDIO", "0"},
                                     {"SLURM_KILL_BAD_EXIT", "1"},
                                     {"SLURM_OVERCOMMIT", "1"},
                                     {"SLURM_WAIT", "3"},
                                     {"SLURM_NPROCS", "4"},
                                     {"SLURM_CPUS_PER_TASK", "5"},
                                     {"SRUN_CPUS_PER_TASK", "6"},
                                     {"SLURM_EXPORT_ENV", "NONE"},
                                     {"SLURM_JOB_NAME", "mine"},
                                     {"SLURM_NNODES", "1-2"}},
                                    srun("x")));
    CHECK(request.step.distribution == Distribution::cyclic);
    CHECK(request.label);
    CHECK_FALSE(request.unbuffered);
    CHECK(request.step.kill_on_bad_exit);
    CHECK(request.step.overcommit);
    CHECK(request.wait_after_first_exit == Duration{3});
    CHECK(request.step.tasks == 4);
    CHECK(request.step.cpus_per_task == 6);
    CHECK(request.export_spec.mode == ExportSpec::Mode::none);
    CHECK(request.job.name == "mine");
    CHECK(request.step.max_nodes == 2);
}

TEST_CASE("options that srun has not yet") {
    for (const auto* option : {"--no-allocate", "--whole", "--preserve-env"}) {
        CAPTURE(option);
        const auto exit = bad(srun(option, "x"));
        CHECK(exit.code == 255);
        CHECK(exit.err == std::string{"srun: error: "} + option + " is not supported yet\n");
    }
}
