// SPDX-License-Identifier: Apache-2.0
//
// Bad options, and the very words and codes that Slurm 22.05 has for them.
#include "tests/unit/submit/invoke.hpp"

using namespace sluice;
using namespace sluice::submit;
using namespace sluice::submit::test;

TEST_CASE("bad values are refused in Slurm's words") {
    const struct {
        std::vector<std::string> words;
        int code;
        std::string error;
    } cases[] = {
        {{"--time=zz"}, 255, "Invalid --time specification"},
        {{"--time="}, 255, "Invalid --time specification"},
        {{"-t", "1:2:3:4"}, 255, "Invalid --time specification"},
        {{"-t30s"}, 255, "Invalid --time specification"},
        {{"--mem="}, 255, "Invalid --mem specification"},
        {{"--mem=1gggggg"}, 255, "Invalid --mem specification"},
        {{"--mem=memory"}, 255, "Invalid --mem specification"},
        {{"--mem=-1"}, 255, "Invalid --mem specification"},
        {{"--mem=1.5G"}, 255, "Invalid --mem specification"},
        {{"--mem-per-cpu=memory"}, 255, "Invalid --mem-per-cpu specification"},
        {{"--tmp=x"}, 255, "Invalid --tmp specification"},
        {{"-N3-2"}, 255, "Maximum node count 2 is less than minimum node count 3"},
        {{"-Nx"}, 255, "\"x\" is not a valid node count"},
        {{"-n0"}, 1, "Invalid numeric value \"0\" for --ntasks."},
        {{"-nx"}, 1, "Invalid numeric value \"x\" for --ntasks."},
        {{"-n-1"}, 1, "Invalid numeric value \"-1\" for --ntasks."},
        {{"-n3x"}, 1, "Invalid numeric value \"3x\" for --ntasks."},
        {{"-n2147483648"}, 1, "Invalid numeric value \"2147483648\" for --ntasks."},
        {{"-c0"}, 1, "Invalid numeric value \"0\" for --cpus-per-task."},
        {{"--ntasks-per-node=x"}, 1, "Invalid numeric value \"x\" for --ntasks-per-node."},
        {{"--tasks-per-node=x"}, 1, "Invalid numeric value \"x\" for --ntasks-per-node."},
        {{"--mincpus=0"}, 1, "Invalid numeric value \"0\" for --mincpus."},
        {{"--nice=2147483646"}, 255, "Invalid --nice value, out of range (+/- 2147483645)"},
        {{"--priority=-1"}, 255, "Priority must be >= 0"},
        {{"--priority=4294967294"}, 255, "Priority must be < 4294967294"},
        {{"--open-mode=x"}, 255, "Invalid --open-mode specification"},
        {{"--exclusive=x"}, 255, "Invalid --exclusive specification"},
        {{"--mail-type=foo"}, 255, "Invalid --mail-type specification"},
        {{"--mail-type="}, 255, "Invalid --mail-type specification"},
        {{"--mail-type=END,foo"}, 255, "Invalid --mail-type specification"},
        {{"--gres=gpu:"}, 1, "Invalid generic resource (gres) specification"},
        {{"--gres=gpu:tesla:x"}, 1, "Invalid generic resource (gres) specification"},
        {{"--gpus-per-node="}, 1, "Invalid generic resource (gres) specification"},
        {{"--gres=gpu:1", "--gpus-per-node=2"}, 1, "Invalid generic resource (gres) specification"},
        {{"-Qv"}, 1, "don't specify both --verbose (-v) and --quiet (-Q)"},
        {{"-w", "n[1-3]", "-N2"}, 1, "invalid number of nodes (-N 3-2)"},
        {{"--uid=nosuchuser"}, 255, "Invalid --uid specification"},
        {{"--mcs-label=a"}, 255, "--mcs-label is not supported yet"},
        {{"--array=3-1"}, 1, "Batch job submission failed: Invalid job array specification"},
        {{"--kill-on-invalid-dep=maybe"}, 255, "Invalid --kill-on-invalid-dep specification"},
    };
    for (auto [words, code, error] : cases) {
        CAPTURE(words);
        words.emplace_back("job.sh");
        CHECK(bad(invoke(Command::sbatch, words)) == Exit{code, "", "sbatch: error: " + error + "\n"});
    }
}

TEST_CASE("the bounds of numbers") {
    CHECK(good(sbatch("-n1", "x")).job.tasks == 1);
    CHECK(good(sbatch("-n2147483647", "x")).job.tasks == 2147483647);
    CHECK(good(sbatch("--priority=4294967293", "x")).job.priority == 4294967293);
    CHECK(good(sbatch("--priority=0", "x")).job.priority == 0);
    CHECK(good(sbatch("--nice=2147483645", "x")).job.nice == 2147483645);
    CHECK(good(sbatch("--nice=-2147483645", "x")).job.nice == -2147483645);
}

TEST_CASE("an unknown option is told in getopt's words") {
    CHECK(bad(sbatch("--foo", "x")) ==
          Exit{255, "", "sbatch: unrecognized option '--foo'\nTry \"sbatch --help\" for more information\n"});
    CHECK(bad(srun("-Y", "x")) ==
          Exit{255, "", "srun: invalid option -- 'Y'\nTry \"srun --help\" for more information\n"});
}

TEST_CASE("a bad begin time says where") {
    CHECK(bad(sbatch("--begin=now+zz", "x")) ==
          Exit{255, "",
               "Invalid time specification (pos=3): now+zz\nsbatch: error: Invalid --begin specification\n"});
    CHECK(bad(sbatch("--begin=", "x")).err == "sbatch: error: Invalid --begin specification\n");
}

TEST_CASE("hosts that cannot be read") {
    CHECK(bad(sbatch("-F", "hosts", "x")) ==
          Exit{255, "",
               "sbatch: error: error opening file hosts, No such file or directory\n"
               "sbatch: error: Invalid --nodefile node file\n"});
    CHECK(bad(sbatch("-w", "./hosts", "x")).code == 1);

    const auto exit = bad(sbatch("-w", "n[1-", "x"));
    CHECK(exit.code == 1);
    CHECK_THAT(exit.err,
               Catch::StartsWith("sbatch: error: Batch job submission failed: Invalid node name specified\nsbatch: note: "));
    CHECK_THAT(bad(srun("-w", "n[1-", "x")).err,
               Catch::StartsWith("srun: error: Unable to allocate resources: Invalid node name specified\nsrun: note: "));
}

TEST_CASE("memory is asked for in one way") {
    const std::string fatal =
        "sbatch: fatal: --mem, --mem-per-cpu, and --mem-per-gpu are mutually exclusive.\n";
    CHECK(bad(sbatch("--mem=1", "--mem-per-cpu=2", "x")) == Exit{1, "", fatal});

    auto split = sbatch("--mem-per-cpu=2", "x");
    split.directives = {{2, {"--mem=1"}}};
    CHECK(bad(split) == Exit{1, "", fatal});
    CHECK(bad(under({{"SBATCH_MEM_PER_NODE", "1"}, {"SBATCH_MEM_PER_CPU", "2"}}, sbatch("x"))).err ==
          "sbatch: fatal: SLURM_MEM_PER_CPU, SLURM_MEM_PER_GPU, and SLURM_MEM_PER_NODE are mutually "
          "exclusive.\n");
}

TEST_CASE("operands that make no sense") {
    CHECK(bad(sbatch("--wrap=date", "x")) ==
          Exit{1, "", "sbatch: error: Script arguments not permitted with --wrap option\n"});
    CHECK(bad(srun("-n3")) == Exit{1, "", "srun: fatal: No command given to execute.\n"});
    CHECK(bad(sbatch("-N1", ":", "-N2", "x")) ==
          Exit{255, "", "sbatch: error: heterogeneous jobs are not supported yet\n"});
}

TEST_CASE("bad directives") {
    const auto with = [](std::vector<std::string> words) {
        auto invocation = sbatch("job.sh");
        invocation.directives = {{2, std::move(words)}};
        return invocation;
    };
    CHECK(bad(with({"--foo"})).err ==
          "sbatch: unrecognized option '--foo'\nTry \"sbatch --help\" for more information\n");
    CHECK(bad(with({"-N1", "foo", "-n2"})) ==
          Exit{255, "", "sbatch: error: Invalid directive found in batch script: foo\n"});
    CHECK(bad(with({"-t", "zz"})) == Exit{255, "", "sbatch: error: Invalid --time specification\n"});
    CHECK(bad(with({"-n", "2", "-J"})).err ==
          "sbatch: option requires an argument -- 'J'\nTry \"sbatch --help\" for more information\n");
    CHECK(bad(with({"hetjob"})).err == "sbatch: error: heterogeneous jobs are not supported yet\n");
}

TEST_CASE("a dependency that is none is refused as the controller would, and quoted") {
    const auto refused = bad(sbatch("--dependency=before:3", "job.sh"));
    CHECK(refused.code == 1);
    CHECK(refused.err ==
          "sbatch: error: Batch job submission failed: Job dependency problem\n"
          "sbatch: note: 'before:3' is not a dependency\n");
}
