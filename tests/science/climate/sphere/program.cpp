// SPDX-License-Identifier: Apache-2.0
// The program on the sphere: files, ranks, restarts, mistakes.
#include <catch2/catch.hpp>

#include "io/reader.hpp"
#include "tests/science/climate/shell.hpp"

namespace sluice::climate {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

const std::string kRun =
    " --case galewsky --elements 4 --time 21600 --output-every 7200 --longitudes 48 --quiet";

/// Everything that a run computes.
std::vector<double> digits(const std::filesystem::path& path) {
    const io::Reader file{path};
    std::vector<double> all;
    for (const char* name :
         {"time", "lat", "lon", "ground", "vorticity", "height", "u", "v", "mass", "total_energy",
          "potential_enstrophy", "height_min", "height_max", "wind_max", "vorticity_min", "vorticity_max",
          "depth_change_l1", "depth_change_l2", "depth_change_linf"}) {
        const std::vector<double> values = file.values(name);
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

TEST_CASE("on the sphere the file holds the same bits on 1, 2, 3, 4 and 8 ranks") {
    const Scratch scratch;
    REQUIRE(shell(scratch, climate_on(1) + kRun + " --output 1 --picture 1.png").exit_code == 0);
    for (const int ranks : {2, 3, 4, 8}) {
        const std::string name = std::to_string(ranks);
        REQUIRE(shell(scratch, climate_on(ranks) + kRun + " --output " + name + " --picture " + name + ".png")
                    .exit_code == 0);
        CHECK(digits(scratch / name) == digits(scratch / "1"));
        CHECK(shell(scratch, "cmp 1.png " + name + ".png").exit_code == 0);
    }
    CHECK(io::Reader{scratch / "1"}.values("time") == std::vector<double>{0, 7200, 14400, 21600});
}

TEST_CASE("a run on the sphere goes on from its checkpoint on another number of ranks to the same digits") {
    const Scratch scratch;
    // Long enough to be stopped between its first checkpoint and its end.
    const std::string run =
        " --case galewsky --elements 10 --time 518400 --output-every 172800 --longitudes 48 --quiet";
    const std::string saved = run + " --checkpoint saved.h5 --checkpoint-every 0.0001 --output out.h5";
    REQUIRE(shell(scratch, climate_on(1) + run + " --output undisturbed.h5").exit_code == 0);
    const std::string signal = GENERATE("TERM", "KILL");
    shell(scratch, climate_on(2) + saved +
                       " & for n in $(seq 2000); do [ -e saved.h5 ] && break; kill -0 $! || break; "
                       "sleep 0.01; done; pkill -" +
                       signal + " -P $!; wait $!");
    REQUIRE(std::filesystem::exists(scratch / "saved.h5"));
    CHECK_FALSE(std::filesystem::exists(scratch / "out.h5"));
    const Ended rest = shell(scratch, climate_on(3) + saved);
    CAPTURE(rest.output);
    REQUIRE(rest.exit_code == 0);
    CHECK(digits(scratch / "out.h5") == digits(scratch / "undisturbed.h5"));
    CHECK_FALSE(std::filesystem::exists(scratch / "saved.h5"));
}

TEST_CASE("told to stop on the sphere, a run with a checkpoint asks to be continued") {
    const Scratch scratch;
    const Ended ended =
        shell(scratch, CLIMATE
              " --case williamson6 --elements 12 --quiet --checkpoint saved.h5 "
              "--checkpoint-every 0.0001 & for n in $(seq 2000); do [ -e saved.h5 ] && break; "
              "sleep 0.01; done; kill -TERM $!; wait $!");
    CHECK(ended.exit_code == 75);
    CHECK_THAT(ended.output, Contains("the same command goes on from there"));
}

TEST_CASE("common tools see a map of latitudes and longitudes") {
    const Scratch scratch;
    REQUIRE(shell(scratch, climate_on(2) + kRun + " --output out.h5").exit_code == 0);
    const Ended netcdf = shell(scratch, "ncdump -h out.h5");
    CHECK(netcdf.exit_code == 0);
    for (const char* expected :
         {"lat = 24 ;", "lon = 48 ;", "double vorticity(time, lat, lon) ;", "lat:units = \"degrees_north\"",
          "lon:units = \"degrees_east\"", "u:standard_name = \"eastward_wind\"", ":Conventions = \"CF-1.8\"",
          ":parameters = \"case=galewsky elements=4 time=21600 output-every=7200 angle=0 longitudes=48\""}) {
        CHECK_THAT(netcdf.output, Contains(expected));
    }
}

TEST_CASE("the report of a file of the sphere repeats the summary and the picture of its run") {
    const Scratch scratch;
    const Ended run = shell(scratch, climate_on(2) + kRun + " --output out.h5 --picture run.png");
    const Ended report = shell(scratch, CLIMATE " --report out.h5 --picture report.png");
    CHECK(run.exit_code == 0);
    CHECK(report.exit_code == 0);
    CHECK(report.output == run.output);
    CHECK_THAT(report.output, Contains("mass relative change: ") && Contains("outcome: completed"));
    CHECK(shell(scratch, "cmp run.png report.png").exit_code == 0);
}

TEST_CASE("a mistake about the sphere is told before anything is computed") {
    struct Mistake {
        std::string options, says;
    };
    const auto [options, says] = GENERATE(values<Mistake>({
        {"--case williamson2 --elements 1", "--elements must be from 2 to 1000, not 1"},
        {"--case williamson2 --angle 91", "--angle must be from -90 to 90 degrees, not 91"},
        {"--case williamson2 --angle nan", "--angle must be from -90 to 90 degrees"},
        {"--case galewsky --angle 5", "--angle has no meaning with the case galewsky"},
        {"--case williamson6 --nx 50", "--nx has no meaning with the sphere's case williamson6"},
        {"--case williamson6 --viscosity 5", "--viscosity has no meaning with the sphere's case williamson6"},
        {"--case williamson5 --longitudes 51", "--longitudes must be even, not 51"},
        {"--case thermal --elements 8", "--elements has no meaning with the plane case thermal"},
        {"--case williamson7", "williamson5, williamson6, galewsky, jet"},
        {"--report a.h5 --elements 9", "--elements has no meaning with --report"},
    }));
    const Scratch scratch;
    const Ended ended = shell(scratch, CLIMATE " " + options);
    CHECK(ended.exit_code == 2);
    CHECK_THAT(ended.output, StartsWith("climate: ") && Contains(says) && Contains("--help"));
}

TEST_CASE("more ranks than there are elements are refused") {
    const Scratch scratch;
    const Ended refused = shell(scratch, climate_on(25) + " --case williamson2 --elements 2");
    CHECK(refused.exit_code != 0);
    CHECK_THAT(refused.output, Contains("25 ranks are too many for 24 elements"));
}

}  // namespace
}  // namespace sluice::climate
