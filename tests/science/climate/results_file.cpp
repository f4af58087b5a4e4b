// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "io/reader.hpp"
#include "tests/science/climate/shell.hpp"

namespace sluice::climate {
namespace {

using Catch::Matchers::Contains;

const std::string kShortRun = " --nx 60 --nz 33 --time 40 --output-every 15 --quiet";

TEST_CASE("the file holds the same bits on 1, 2 and 4 ranks") {
    const Scratch scratch;
    for (const int ranks : {1, 2, 4}) {
        const std::string name = std::to_string(ranks);
        REQUIRE(shell(scratch, climate_on(ranks) + kShortRun + " --output " + name).exit_code == 0);
    }
    const io::Reader one{scratch / "1"}, two{scratch / "2"}, four{scratch / "4"};
    CHECK(one.values("time") == std::vector<double>{0, 15, 30, 40});
    for (const char* name : {"time", "z", "x", "theta_perturbation", "density_perturbation", "u", "w", "mass",
                             "total_energy", "theta_perturbation_min", "theta_perturbation_max", "w_max",
                             "theta_background", "density_background", "pressure_background"}) {
        CAPTURE(name);
        CHECK(one.values(name) == two.values(name));
        CHECK(one.values(name) == four.values(name));
    }
}

TEST_CASE("common tools show dimensions, coordinates and units") {
    const Scratch scratch;
    REQUIRE(shell(scratch, climate_on(2) + kShortRun + " --output out.h5").exit_code == 0);
    const Ended netcdf = shell(scratch, "ncdump -h out.h5");
    CHECK(netcdf.exit_code == 0);
    for (const char* line :
         {"time = UNLIMITED ; // (4 currently)", "z = 33 ;", "x = 60 ;",
          "double theta_perturbation(time, z, x) ;", "theta_perturbation:units = \"K\"",
          "w:standard_name = \"upward_air_velocity\"", ":Conventions = \"CF-1.8\"", ":mpi_ranks = 2",
          ":parameters = \"case=thermal nx=60 nz=33 time=40 output-every=15 "}) {
        CHECK_THAT(netcdf.output, Contains(line));
    }
    const Ended hdf5 = shell(scratch, "h5dump -H out.h5");
    CHECK(hdf5.exit_code == 0);
    CHECK_THAT(hdf5.output, Contains("DATASET \"theta_perturbation\"") && Contains("( 4, 33, 60 )"));
}

TEST_CASE("the report of a file repeats the summary of its run") {
    const Scratch scratch;
    const Ended run = shell(scratch, climate_on(2) + kShortRun + " --output out.h5");
    const Ended report = shell(scratch, CLIMATE " --report out.h5");
    CHECK(run.exit_code == 0);
    CHECK(report.exit_code == 0);
    CHECK(report.output == run.output);
    CHECK_THAT(report.output, Contains("mass relative change: ") && Contains("outcome: completed"));
}

TEST_CASE("the picture of a run and of its report is the same") {
    const Scratch scratch;
    shell(scratch, climate_on(2) + kShortRun + " --output out.h5 --picture run.png");
    shell(scratch, CLIMATE " --report out.h5 --picture report.png");
    CHECK(std::filesystem::file_size(scratch / "run.png") > 10'000);
    CHECK(shell(scratch, "cmp run.png report.png").exit_code == 0);
}

}  // namespace
}  // namespace sluice::climate
