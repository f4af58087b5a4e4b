// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/science/climate/shell.hpp"

namespace sluice::climate {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("a mistake is told before anything is computed") {
    struct Mistake {
        std::string options, says;
    };
    const auto [options, says] = GENERATE(values<Mistake>({
        {"--nx 15", "--nx must be from 16 to 100000, not 15"},
        {"--nz 1000000", "--nz must be from 16 to 100000"},
        {"--nx many", "'--nx'"},
        {"--time 0", "--time must be a number of seconds above 0"},
        {"--time nan", "--time must be a number of seconds above 0"},
        {"--output-every -5", "--output-every must be a number of seconds above 0"},
        {"--case tornado", "there is no case 'tornado'; choose one of thermal, robert, wave"},
        {"--output missing/out.h5", "--output: there is no directory missing"},
        {"--picture .", "--picture must name a file"},
        {"--nxx 5", "unrecognised option '--nxx'"},
        {"--report a.h5 --nx 9", "--nx has no meaning with --report"},
        {"stray", "too many positional options"},
    }));
    const Scratch scratch;
    const Ended ended = shell(scratch, CLIMATE " " + options);
    CHECK(ended.exit_code == 2);
    CHECK_THAT(ended.output, StartsWith("climate: ") && Contains(says) && Contains("--help"));
}

TEST_CASE("more ranks than the mesh can feed are refused, once for all of them") {
    const Scratch scratch;
    const Ended ended = shell(scratch, climate_on(4) + " --nx 18 --nz 18 --time 1");
    CHECK(ended.exit_code == 0);
    const Ended refused =
        shell(scratch, climate_on(5) + " --nx 18 --nz 18 2>&1 | grep -c '5 ranks are too many for 18 x 18'");
    CHECK(refused.output == "1\n");
}

TEST_CASE("a file that is not there cannot be reported") {
    const Scratch scratch;
    const Ended ended = shell(scratch, CLIMATE " --report none.h5");
    CHECK(ended.exit_code == 1);
    CHECK(ended.output == "climate: cannot read none.h5: No such file or directory\n");
}

TEST_CASE("help and version need no MPI") {
    const Scratch scratch;
    const Ended help = shell(scratch, CLIMATE " --help");
    CHECK(help.exit_code == 0);
    CHECK_THAT(help.output, Contains("--output-every") && Contains("hydrostatic"));
    const Ended version = shell(scratch, CLIMATE " --version");
    CHECK(version.exit_code == 0);
    CHECK_THAT(version.output, StartsWith("climate (Sluice) "));
}

TEST_CASE("progress without a terminal is a line for every tenth") {
    const Scratch scratch;
    const Ended run = shell(scratch, climate_on(1) + " --nx 32 --nz 16 --time 200 | grep -c ' % '");
    CHECK(run.output == "10\n");
}

}  // namespace
}  // namespace sluice::climate
