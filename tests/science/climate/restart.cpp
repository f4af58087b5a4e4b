// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "io/reader.hpp"
#include "tests/science/climate/shell.hpp"

namespace sluice::climate {
namespace {

using Catch::Matchers::Contains;

const std::string kRun =
    " --quiet --case thermal --nz 32 --time 400 --output-every 100 --output out.h5 --nx ";
const std::string kSaved = " --checkpoint saved.h5 --checkpoint-every 0.0001";
const std::string kCheckpointed = kRun + "64" + kSaved;

/// Everything that a run computes.
std::vector<double> digits(const Scratch& scratch) {
    const io::Reader file{scratch / "out.h5"};
    std::vector<double> all;
    for (const char* name :
         {"time", "mass", "total_energy", "theta_perturbation", "density_perturbation", "u", "w"}) {
        const std::vector<double> values = file.values(name);
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

/// Starts the run, waits for its checkpoint and sends it the signal; says how it ended.
Ended interrupted(const Scratch& scratch, int ranks, const std::string& signal) {
    return shell(scratch, "rm -f mark; touch mark; " + climate_on(ranks) + kCheckpointed +
                              " & for n in $(seq 2000); do [ saved.h5 -nt mark ] && break; "
                              "kill -0 $! || break; sleep 0.01; done; pkill -" +
                              signal + " -P $!; wait $!");
}

TEST_CASE("a run goes on from its checkpoint on another number of ranks and ends with the same digits") {
    const Scratch undisturbed;
    REQUIRE(shell(undisturbed, climate_on(1) + kRun + "64").exit_code == 0);
    const std::string signal = GENERATE("TERM", "USR1", "KILL");
    const Scratch scratch;
    CHECK(interrupted(scratch, 2, signal).exit_code != 0);
    CHECK_FALSE(std::filesystem::exists(scratch / "out.h5"));
    REQUIRE(std::filesystem::exists(scratch / "saved.h5"));
    interrupted(scratch, 1, "KILL");
    const Ended rest = shell(scratch, climate_on(3) + kCheckpointed);
    CAPTURE(rest.output);
    REQUIRE(rest.exit_code == 0);
    CHECK(digits(scratch) == digits(undisturbed));
    CHECK_FALSE(std::filesystem::exists(scratch / "saved.h5"));
}

TEST_CASE("told to stop, a run with a checkpoint asks to be continued") {
    const Scratch scratch;
    const Ended ended =
        shell(scratch, CLIMATE + kCheckpointed +
                           " & for n in $(seq 2000); do [ -e saved.h5 ] && break; sleep 0.01; "
                           "done; kill -TERM $!; wait $!");
    CHECK(ended.exit_code == 75);
    CHECK_THAT(ended.output, Contains("the same command goes on from there"));
}

TEST_CASE("the checkpoint of another run is refused") {
    const Scratch scratch;
    interrupted(scratch, 1, "TERM");
    const Ended ended = shell(scratch, climate_on(1) + kRun + "65" + kSaved);
    CHECK(ended.exit_code != 0);
    CHECK_THAT(ended.output, Contains("saved.h5 is of another run (case=thermal nx=64"));
}

}  // namespace
}  // namespace sluice::climate
