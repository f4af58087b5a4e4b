// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/submit/invoke.hpp"

#include <algorithm>

#include "scheduler/submit/job_environment.hpp"

using namespace sluice;
using namespace sluice::submit;
using namespace sluice::submit::test;

namespace {

using Variables = std::vector<std::string>;

Variables sent(const Invocation& invocation) { return job_environment(invocation, good(invocation)); }

bool has(const Variables& variables, std::string_view name) {
    return std::ranges::any_of(variables,
                               [&](std::string_view v) { return v.substr(0, v.find('=')) == name; });
}

bool has_all(const Variables& variables, const Variables& wanted) {
    return std::ranges::all_of(
        wanted, [&](const auto& v) { return std::ranges::find(variables, v) != variables.end(); });
}

const Environment kLogin{{"PATH", "/bin"}, {"HOME", "/home/ada"}, {"USER", "ada"},
                         {"MY", "1"},      {"OTHER", "2"},        {"SLUICE_CONF", "/c.yaml"}};

Environment inside(Environment environment) {
    environment.insert({{"SLURM_JOB_ID", "5"},
                        {"SLURM_NTASKS", "8"},
                        {"SLURM_PROCID", "3"},
                        {"SLURM_SUBMIT_DIR", "/old"},
                        {"SLURM_UMASK", "0077"},
                        {"SLURM_TIME_FORMAT", "%s"},
                        {"SLURM_EXPORT_ENV", "ALL"},
                        {"PMIX_RANK", "3"},
                        {"PMIX_MCA_gds", "hash"},
                        {"PMI_FD", "4"},
                        {"ENVIRONMENT", "BATCH"},
                        {"CUDA_VISIBLE_DEVICES", "0"},
                        {"SLURM_ARRAY_TASK_ID", "1"},
                        {"OMPI_COMM_WORLD_RANK", "3"},
                        {"OMPI_MCA_btl", "tcp"}});
    return environment;
}

}  // namespace

TEST_CASE("by default a job gets all variables and learns where it came from") {
    const auto variables = sent(under(kLogin, sbatch("x")));
    CHECK(has_all(variables,
                  {"PATH=/bin", "MY=1", "OTHER=2", "SLUICE_CONF=/c.yaml", "SLURM_SUBMIT_DIR=/home/ada/run",
                   "SLURM_SUBMIT_HOST=login1", "SLURM_UMASK=0022", "SLURM_PRIO_PROCESS=0"}));
    CHECK_FALSE(has(variables, "SLURM_EXPORT_ENV"));
    CHECK(std::ranges::is_sorted(variables));
}

TEST_CASE("option --export=NONE leaves what a shell needs") {
    for (const auto* none : {"--export=NONE", "--export=none", "--export=NIL"}) {
        const auto variables = sent(under(kLogin, sbatch(none, "x")));
        CHECK(has_all(variables, {"PATH=/bin", "HOME=/home/ada", "USER=ada", "SLUICE_CONF=/c.yaml"}));
        CHECK_FALSE(has(variables, "MY"));
    }
    CHECK(has_all(sent(under(kLogin, sbatch("--export=NONE", "x"))), {"SLURM_EXPORT_ENV=NONE"}));
}

TEST_CASE("option --export names variables or sets them") {
    const auto variables = sent(under(kLogin, sbatch("--export=MY,NEW=a=b,ABSENT", "x")));
    CHECK(has_all(variables, {"MY=1", "NEW=a=b", "PATH=/bin", "SLURM_EXPORT_ENV=MY,NEW=a=b,ABSENT"}));
    CHECK_FALSE(has(variables, "OTHER"));
    CHECK_FALSE(has(variables, "ABSENT"));
}

TEST_CASE("option --export=ALL is what happens anyway") {
    CHECK_FALSE(has(sent(under(kLogin, sbatch("--export=ALL", "x"))), "SLURM_EXPORT_ENV"));
}

TEST_CASE("option --export-file gives the variables instead of the caller") {
    auto invocation = under(kLogin, sbatch("--export-file=vars", "x"));
    CHECK(bad(invocation) == Exit{1, "", "sbatch: error: Could not open user environment file vars\n"});
    invocation.read_file = [](const std::string& path) -> Result<std::string> {
        if (path == "vars") return std::string{"NEW=two\nlines\0PATH=/opt\0=odd\0odd", 32};
        return fail(Errc::io_error, "no such file");
    };
    const auto variables = sent(invocation);
    CHECK(has_all(variables, {"NEW=two\nlines", "PATH=/opt", "HOME=/home/ada", "SLURM_SUBMIT_HOST=login1"}));
    CHECK_FALSE(has(variables, "MY"));
    CHECK_FALSE(has(variables, "odd"));
}

TEST_CASE("option --export=ALL,NAME=value adds to all") {
    const auto variables = sent(under(kLogin, sbatch("--export=ALL,MY=9", "x")));
    CHECK(has_all(variables, {"MY=9", "OTHER=2"}));
}

TEST_CASE("quotes keep commas in an exported value") {
    CHECK(has_all(sent(under(kLogin, sbatch("--export=A='x,y',B=\"p,q\"", "x"))), {"A=x,y", "B=p,q"}));
}

TEST_CASE("a job submitted from inside another does not inherit it") {
    const auto variables = sent(under(inside(kLogin), sbatch("x")));
    for (const auto* name :
         {"SLURM_JOB_ID", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_EXPORT_ENV", "PMIX_RANK", "PMI_FD",
          "ENVIRONMENT", "CUDA_VISIBLE_DEVICES", "SLURM_ARRAY_TASK_ID", "OMPI_COMM_WORLD_RANK"}) {
        CAPTURE(name);
        CHECK_FALSE(has(variables, name));
    }
    CHECK(has_all(variables, {"SLURM_TIME_FORMAT=%s", "PMIX_MCA_gds=hash", "OMPI_MCA_btl=tcp", "MY=1",
                              "SLURM_SUBMIT_DIR=/home/ada/run", "SLURM_UMASK=0022"}));
}

TEST_CASE("outside a job such variables are the user's own settings") {
    const auto variables = sent(under({{"SLURM_CPU_BIND", "none"}, {"SLURM_UMASK", "0077"}}, sbatch("x")));
    CHECK(has_all(variables, {"SLURM_CPU_BIND=none", "SLURM_UMASK=0077"}));
}

TEST_CASE("a step keeps the variables of its job") {
    const auto variables = sent(under(inside(kLogin), srun("x")));
    CHECK(has_all(variables, {"SLURM_JOB_ID=5", "SLURM_NTASKS=8", "SLURM_SUBMIT_DIR=/old", "MY=1"}));
    CHECK_FALSE(has(variables, "ENVIRONMENT"));

    const auto bare = sent(under(inside(kLogin), srun("--export=NONE", "x")));
    CHECK(has_all(bare, {"SLURM_JOB_ID=5", "PATH=/bin"}));
    CHECK_FALSE(has(bare, "MY"));
}
