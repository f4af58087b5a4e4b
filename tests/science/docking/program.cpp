// SPDX-License-Identifier: Apache-2.0
// The program as users run it: mistakes, the same digits on any number of ranks, and going on after a kill.
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "io/reader.hpp"
#include "tests/science/shell.hpp"

namespace sluice::docking {
namespace {

using Catch::Matchers::Contains;
using science::Ended;
using science::Scratch;
using science::shell;

/// A folder with the receptor, the box and two small ligands.
void prepare(const Scratch& scratch) {
    const std::string sample = SAMPLE;
    shell(scratch, "mkdir in && cp " + sample + "/ligands/ZINC62720948.pdbqt " + sample +
                       "/ligands/ZINC44550662.pdbqt in && cp " + sample + "/receptor.pdbqt " + sample +
                       "/box.txt .");
}

const std::string kScreen =
    " --receptor receptor.pdbqt --ligands in --box box.txt --exhaustiveness 1 --quiet --save-every 0.001 "
    "--output ";

std::string on(int ranks) { return MPIRUN " -n " + std::to_string(ranks) + " " DOCKING; }

/// Starts a run and sends it a signal when its first ligand is in the file; ends with its exit code.
Ended interrupted(const Scratch& scratch, const std::string& file, const std::string& signal) {
    return shell(scratch, DOCKING + kScreen + file + " & pid=$!; for n in $(seq 9000); do [ -e " + file +
                              " ] && break; sleep 0.01; done; kill -" + signal + " $pid; wait $pid");
}

/// Every number of the file; unused places are not numbers and are compared as bits, too.
std::string digits(const Scratch& scratch, const std::string& file) {
    const io::Reader reader{scratch / file};
    std::string bits = reader.text("ligands") + reader.text("parameters") + reader.text("outcome");
    for (const char* name :
         {"docked", "modes", "rank", "score", "affinity", "inter", "intra", "gauss1", "gauss2", "repulsion",
          "hydrophobic", "hydrogen_bond", "rmsd", "cluster", "total", "position"}) {
        const std::vector<double> values = reader.values(name);
        bits.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
    }
    return bits;
}

TEST_CASE("a mistake in the command line or a molecule is told before anything is computed") {
    const Scratch scratch;
    prepare(scratch);
    std::ofstream{scratch / "bad.pdbqt"} << "ROOT\nATOM  broken\n";
    std::ofstream{scratch / "flat.txt"} << "center_x = 0\nsize_y = wide\n";
    struct Mistake {
        std::string options, says;
    };
    for (const auto& [options, says] : std::vector<Mistake>{
             {"", "--receptor is missing"},
             {"--receptor none.pdbqt", "--receptor: cannot read none.pdbqt"},
             {"--receptor receptor.pdbqt --ligands in", "--box is missing"},
             {"--receptor receptor.pdbqt --ligands in --box flat.txt",
              "flat.txt:2: expected 'size_y = number'"},
             {"--receptor receptor.pdbqt --ligands bad.pdbqt --box box.txt",
              "bad.pdbqt:2: '' in columns 31 to 38"},
             {"--receptor receptor.pdbqt --ligands in --box box.txt --exhaustiveness 0",
              "--exhaustiveness must be from 1"},
             {"--receptor receptor.pdbqt --ligands in --box box.txt --poses nowhere",
              "--poses: there is no directory"},
             {"--score-only --seed 3", "--seed has no meaning with --score-only"},
         }) {
        const Ended ended = shell(scratch, DOCKING " " + options);
        CHECK(ended.exit_code == 2);
        CHECK_THAT(ended.output, Contains(says));
    }
}

TEST_CASE("results are the same on any number of ranks, and after a kill or a stop") {
    const Scratch scratch;
    prepare(scratch);
    REQUIRE(shell(scratch, on(1) + kScreen + "one.h5 --poses .").exit_code == 0);
    CHECK(shell(scratch, "grep -c MODEL ZINC62720948.pdbqt").exit_code == 0);
    const std::string expected = digits(scratch, "one.h5");

    for (const int ranks : {2, 3, 4, 8}) {
        const std::string file = std::to_string(ranks) + ".h5";
        REQUIRE(shell(scratch, on(ranks) + kScreen + file).exit_code == 0);
        CHECK(digits(scratch, file) == expected);
    }

    CHECK(interrupted(scratch, "killed.h5", "KILL").exit_code == 137);
    CHECK(io::Reader{scratch / "killed.h5"}.text("outcome") == "to be continued");
    REQUIRE(shell(scratch, on(2) + kScreen + "killed.h5").exit_code == 0);
    CHECK(digits(scratch, "killed.h5") == expected);

    const Ended stopped = interrupted(scratch, "stopped.h5", "TERM");
    CHECK(stopped.exit_code == 75);
    CHECK_THAT(stopped.output, Contains("stopped by SIGTERM"));
    REQUIRE(shell(scratch, DOCKING + kScreen + "stopped.h5").exit_code == 0);
    CHECK(digits(scratch, "stopped.h5") == expected);

    const Ended other_seed = shell(scratch, DOCKING + kScreen + "one.h5 --seed 6");
    CHECK(other_seed.exit_code == 2);
    CHECK_THAT(other_seed.output, Contains("is of a run with other parameters"));
    const Ended other_ligands = shell(scratch, "rm in/ZINC44550662.pdbqt; " DOCKING + kScreen + "one.h5");
    CHECK(other_ligands.exit_code == 2);
    CHECK_THAT(other_ligands.output, Contains("is of a run with other molecules"));
}

TEST_CASE("killed at random moments, a screening goes on elsewhere to the same digits") {
    const Scratch scratch;
    prepare(scratch);
    REQUIRE(shell(scratch, on(1) + kScreen + "whole.h5").exit_code == 0);
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    // mpirun is killed, too: it can wait for ever for a rank that is killed while it connects.
    for (const int ranks : {1, 3, 2}) {
        const double delay = std::uniform_real_distribution{0.2, 3.0}(random);
        shell(scratch, on(ranks) + kScreen + "out.h5 & mpi=$!; timeout " + std::to_string(delay) +
                           " tail --pid=$mpi -f /dev/null; pkill -KILL -P $mpi; kill -KILL $mpi; wait $mpi");
    }
    REQUIRE(shell(scratch, on(4) + kScreen + "out.h5").exit_code == 0);
    CHECK(digits(scratch, "out.h5") == digits(scratch, "whole.h5"));
}

}  // namespace
}  // namespace sluice::docking
