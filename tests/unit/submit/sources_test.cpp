// SPDX-License-Identifier: Apache-2.0
//
// Options from the script, from variables and from the command line, and which of them holds.
#include "tests/unit/submit/invoke.hpp"

#include "scheduler/submit/report.hpp"

using namespace sluice;
using namespace sluice::submit;
using namespace sluice::submit::test;

TEST_CASE("the command line goes before the environment, and that before the script") {
    auto invocation = sbatch("job.sh");
    invocation.directives = {{2, {"-A", "script", "-J", "script", "-p", "script"}}};
    invocation.environment = {{"SBATCH_ACCOUNT", "variable"}, {"SBATCH_JOB_NAME", "variable"}};
    invocation.arguments = {"-A", "line", "job.sh"};
    const auto job = good(invocation).job;
    CHECK(job.account == "line");
    CHECK(job.name == "variable");
    CHECK(job.partitions == std::vector<std::string>{"script"});
}

TEST_CASE("sbatch reads SBATCH_ variables") {
    const auto request = good(under({{"SBATCH_TIMELIMIT", "5"},
                                     {"SBATCH_PARTITION", "p"},
                                     {"SBATCH_QOS", "q"},
                                     {"SBATCH_GRES", "gpu:1"},
                                     {"SBATCH_OUTPUT", "o"},
                                     {"SBATCH_ERROR", "e"},
                                     {"SBATCH_INPUT", "i"},
                                     {"SBATCH_OPEN_MODE", "a"},
                                     {"SBATCH_CONSTRAINT", "c"},
                                     {"SBATCH_MEM_PER_CPU", "3"},
                                     {"SBATCH_NO_REQUEUE", "1"},
                                     {"SBATCH_EXPORT", "NONE"},
                                     {"SLURM_NTASKS", "9"},
                                     {"SLURM_TIMELIMIT", "99"}},
                                    sbatch("x")));
    CHECK(request.job.time_limit == TimeLimit{std::chrono::minutes{5}});
    CHECK(request.job.partitions == std::vector<std::string>{"p"});
    CHECK(request.job.qos == "q");
    CHECK(request.job.gres_per_node == std::vector<GresCount>{{"gpu", "", 1}});
    CHECK(request.job.batch.std_out == "o");
    CHECK(request.job.batch.std_err == "e");
    CHECK(request.job.batch.std_in == "i");
    CHECK(request.job.batch.append);
    CHECK(request.job.constraint == "c");
    CHECK(request.job.memory_per_cpu == Mebibytes{3});
    CHECK(request.job.requeue == false);
    CHECK(request.export_spec.mode == ExportSpec::Mode::none);
    CHECK_FALSE(request.job.tasks);
}

TEST_CASE("a variable switches an option on when it is empty, yes or a number but 0") {
    for (const auto* yes : {"", "yes", "YES", "1", "7", "-1"}) {
        CAPTURE(yes);
        CHECK(good(under({{"SBATCH_WAIT", yes}}, sbatch("x"))).wait);
    }
    for (const auto* no : {"0", "no", "true", "y", "00", "1x"}) {
        CAPTURE(no);
        CHECK_FALSE(good(under({{"SBATCH_WAIT", no}}, sbatch("x"))).wait);
    }
}

TEST_CASE("a variable for an optional value may be empty") {
    CHECK(good(under({{"SBATCH_EXCLUSIVE", ""}}, sbatch("x"))).job.sharing == Sharing::exclusive);
    CHECK(good(under({{"SBATCH_EXCLUSIVE", "user"}}, sbatch("x"))).job.sharing == Sharing::exclusive);
    CHECK(bad(under({{"SBATCH_EXCLUSIVE", "0"}}, sbatch("x"))).err ==
          "sbatch: error: Invalid --exclusive specification\n");
}

TEST_CASE("a bad variable is refused like the option") {
    CHECK(bad(under({{"SBATCH_TIMELIMIT", ""}}, sbatch("x"))) ==
          Exit{255, "", "sbatch: error: Invalid --time specification\n"});
}

TEST_CASE("a variable for memory gives way to the other option") {
    const auto per_cpu = good(under({{"SLURM_MEM_PER_NODE", "100"}}, srun("--mem-per-cpu=7", "x"))).job;
    CHECK(per_cpu.memory_per_cpu == Mebibytes{7});
    CHECK_FALSE(per_cpu.memory_per_node);

    auto by_script = under({{"SBATCH_MEM_PER_CPU", "5"}}, sbatch("x"));
    by_script.directives = {{2, {"--mem=1G"}}};
    CHECK(good(by_script).job.memory_per_node == Mebibytes{1024});
    CHECK_FALSE(good(by_script).job.memory_per_cpu);
}

TEST_CASE("how verbose to be") {
    CHECK(good(under({{"SBATCH_DEBUG", "3"}}, sbatch("x"))).verbosity == 3);
    CHECK(good(under({{"SBATCH_DEBUG", "0"}}, sbatch("x"))).verbosity == 0);
    CHECK(good(under({{"SBATCH_DEBUG", "3"}}, sbatch("-v", "x"))).verbosity == 1);
    CHECK(good(under({{"SLURM_DEBUG", "1"}}, srun("x"))).verbosity == 1);
}

TEST_CASE("a script cannot ask for help and cannot replace itself") {
    auto invocation = sbatch("job.sh");
    invocation.directives = {{2, {"--help", "--version", "--wrap=date", "-n2"}}};
    const auto request = good(invocation);
    CHECK(request.job.tasks == 2);
    CHECK_FALSE(request.wrap);
}

TEST_CASE("sbatch learns from the command line which script to read") {
    const auto named = find_script(sbatch("-n2", "job.sh", "a"));
    REQUIRE(named.has_value());
    CHECK(named->operands == std::vector<std::string>{"job.sh", "a"});
    CHECK_FALSE(named->wrap);
    CHECK(find_script(sbatch("--wrap=date"))->wrap == "date");
    CHECK(find_script(sbatch("--mem=x", "job.sh")).error().code == 255);
    CHECK(find_script(sbatch("-V")).error().out == "slurm 22.05.8 (Sluice 0.1.0)\n");
}

TEST_CASE("option -v prints the options in force") {
    const auto request = good(sbatch("-v", "--mem=1024mb", "-t90", "-N2-2", "-H", "-J", "", "--nice", "x"));
    CHECK(report(Command::sbatch, request) ==
          "sbatch: defined options\n"
          "sbatch: -------------------- --------------------\n"
          "sbatch: hold                : set\n"
          "sbatch: job-name            : \n"
          "sbatch: mem                 : 1G\n"
          "sbatch: nice                : 100\n"
          "sbatch: nodes               : 2\n"
          "sbatch: time                : 01:30:00\n"
          "sbatch: verbose             : 1\n"
          "sbatch: -------------------- --------------------\n"
          "sbatch: end of defined options\n");
}
