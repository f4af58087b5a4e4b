// SPDX-License-Identifier: Apache-2.0
// The tools that people of each field use open the workloads' files, and read all that is in them.
#include <catch2/catch.hpp>

#include "tests/science/shell.hpp"

namespace sluice {
namespace {

using Catch::Matchers::Contains;
using science::Ended;
using science::Scratch;
using science::shell;

constexpr int kMissing = 77;  // exit code for a tool that the machine has not got

const std::string kPlane = CLIMATE " --nx 40 --nz 20 --time 20 --output-every 10";
const std::string kSphere = CLIMATE " --case galewsky --elements 2 --time 1200 --output-every 600";
const std::string kPrices = MONTECARLO " --product european --paths 4e6";
const std::string kPoses = DOCKING " --receptor " SAMPLE "/receptor.pdbqt --ligands some --box " SAMPLE
                                   "/box.txt --exhaustiveness 1";

/// Docking takes two ligands, with names of different lengths.
void write_file(const Scratch& scratch, const std::string& command) {
    shell(scratch, "mkdir some; cp " SAMPLE "/ligands/ZINC62720948.pdbqt some; cp " SAMPLE
                   "/ligands/CHEMBL37522.pdbqt some");
    const Ended run = shell(scratch, command + " --output out.h5 --quiet");
    INFO(run.output);
    REQUIRE(run.exit_code == 0);
}

/// The machine's own Python may have what the first one on the path lacks.
std::string with_python(const std::string& library) {
    return "for python in python3 /usr/bin/python3; do command -v $python > /dev/null || continue; "
           "$python " OPEN_WHOLLY " " +
           library + " out.h5; code=$?; [ $code = 77 ] || exit $code; done; exit 77";
}

std::string if_present(const std::string& tool, const std::string& command) {
    return "command -v " + tool + " > /dev/null || exit 77; " + command;
}

/// What the tool printed; nothing if the machine has not got it.
std::string read_by(const Scratch& scratch, const std::string& tool, const std::string& command) {
    const Ended ended = shell(scratch, command);
    if (ended.exit_code == kMissing) {
        WARN("skipped: " << tool << " is not installed");
        return {};
    }
    INFO(tool << ": " << ended.output);
    CHECK(ended.exit_code == 0);
    return ended.output;
}

TEST_CASE("usual tools read everything in the file of each workload") {
    const auto [command, variable] = GENERATE(table<std::string, std::string>({{kPlane, "theta_perturbation"},
                                                                               {kSphere, "vorticity"},
                                                                               {kPrices, "standard_error"},
                                                                               {kPoses, "ranked_ligand"}}));
    const Scratch scratch;
    write_file(scratch, command);
    for (const std::string tool : {"ncdump", "h5dump"})
        CHECK_THAT(read_by(scratch, tool, if_present(tool, tool + " out.h5")), Contains(variable));
    for (const std::string library : {"h5py", "netcdf4", "h5netcdf"}) {
        const std::string read = read_by(scratch, library, with_python(library));
        if (!read.empty()) CHECK_THAT(read, Contains(variable));
    }
}

TEST_CASE("the file of climate says what its dimensions are, to cdo too") {
    const std::string command = GENERATE(kPlane, kSphere);
    const Scratch scratch;
    write_file(scratch, command);
    CHECK_THAT(shell(scratch, "ncdump -h out.h5").output, Contains("time = UNLIMITED"));
    CHECK_THAT(shell(scratch, "h5dump -p -H -d u out.h5").output, Contains("FLETCHER32"));
    const std::string read = read_by(scratch, "cdo", if_present("cdo", "cdo info out.h5"));
    if (!read.empty()) CHECK_THAT(read, Contains("Minimum") && !Contains("Warning"));
}

TEST_CASE("texts are strings to xarray and to ncdump") {
    const Scratch scratch;
    write_file(scratch, kPoses);
    CHECK_THAT(shell(scratch, "ncdump -v ranked_ligand out.h5").output,
               Contains("\"ZINC62720948\"") && Contains("\"CHEMBL37522\""));
    const std::string read = read_by(scratch, "netcdf4", with_python("netcdf4"));
    if (!read.empty()) CHECK_THAT(read, Contains("ranked_ligand (2,)"));
}

}  // namespace
}  // namespace sluice
