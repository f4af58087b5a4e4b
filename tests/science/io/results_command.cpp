// SPDX-License-Identifier: Apache-2.0
// `sluice results` on the files that the sample workloads write.
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "io/reader.hpp"
#include "tests/science/shell.hpp"

namespace sluice {
namespace {

using Catch::Matchers::Contains;
using science::Ended;
using science::Scratch;
using science::shell;

const std::string kTwoRanks = MPIRUN " -n 2 ";
const std::string kClimate =
    kTwoRanks + CLIMATE " --nx 40 --nz 20 --time 20 --output-every 10 --output out.h5 --quiet";
const std::string kMonteCarlo =
    kTwoRanks + MONTECARLO " --product european --paths 4e6 --output out.h5 --quiet";
const std::string kDocking = kTwoRanks + DOCKING " --receptor " SAMPLE "/receptor.pdbqt --ligands " SAMPLE
                                                 "/ligands/ZINC62720948.pdbqt --box " SAMPLE
                                                 "/box.txt --exhaustiveness 1 --output out.h5 --quiet";

void make_file(const Scratch& scratch, const std::string& command = kClimate) {
    const Ended run = shell(scratch, command);
    INFO(run.output);
    REQUIRE(run.exit_code == 0);
}

void flip_bit(const std::filesystem::path& path, std::uint64_t byte, int bit) {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekg(static_cast<std::streamoff>(byte));
    const int before = file.get();
    file.seekp(static_cast<std::streamoff>(byte));
    file.put(static_cast<char>(before ^ (1 << bit)));
}

TEST_CASE("a whole file is printed with origin, dimensions, units and ranges") {
    const Scratch scratch;
    make_file(scratch);
    const Ended printed = shell(scratch, RESULTS " out.h5");
    CHECK(printed.exit_code == 0);
    CHECK_THAT(printed.output, Contains("command_line") && Contains("node_list") && Contains("start_time") &&
                                   Contains("dimensions: time = 3, z = 20, x = 40") && Contains("w[time 3, z 20, x 40]") &&
                                   Contains(" m s-1") && Contains("every checksum fits"));
    CHECK(shell(scratch, RESULTS " --quiet out.h5").output.empty());
}

TEST_CASE("a flipped bit in any chunk is found, with variable and place") {
    struct Made {
        std::string command;
        std::vector<std::string> variables;
    };
    const auto [command, variables] = GENERATE(values<Made>({
        {kClimate, {"theta_perturbation", "w", "mass", "z"}},
        {kMonteCarlo, {"value", "standard_error", "value_1"}},
        {kDocking, {"position", "affinity", "ranking", "best_pose"}},
    }));
    const Scratch scratch;
    make_file(scratch, command);
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    for (const std::string& variable : variables) {
        std::filesystem::copy_file(scratch / "out.h5", scratch / "bad.h5", std::filesystem::copy_options::overwrite_existing);
        const io::Reader reader{scratch / "out.h5"};
        const io::Extents first(reader.shape(variable).size(), 0);
        const auto chunk = reader.bytes_of_chunk(variable, first);
        REQUIRE(chunk);
        flip_bit(scratch / "bad.h5", chunk->first + random() % chunk->count, static_cast<int>(random() % 8));
        const Ended printed = shell(scratch, RESULTS " bad.h5 --picture bad.png");
        CHECK(printed.exit_code == 1);
        CHECK_THAT(printed.output, Contains("variable '" + variable + "' is damaged, elements [0") &&
                                       Contains("bytes " + std::to_string(chunk->first) + " to"));
        CHECK_FALSE(std::filesystem::exists(scratch / "bad.png"));
    }
}

TEST_CASE("a file is drawn without a display, and mistakes are told") {
    const Scratch scratch;
    make_file(scratch);
    CHECK(shell(scratch, "env -u DISPLAY " RESULTS " --quiet out.h5 --picture a.png --variable w --record 2").exit_code == 0);
    CHECK_THAT(shell(scratch, "head -c 4 a.png").output, Contains("PNG"));
    struct Mistake {
        std::string options, says;
    };
    const auto [options, says] = GENERATE(values<Mistake>({
        {"", "name one file"},
        {"missing.h5", "cannot read missing.h5: No such file or directory"},
        {"out.h5 --variable w", "choose what --picture draws"},
        {"out.h5 --picture a.png --variable v", "there is no variable 'v' in out.h5"},
        {"out.h5 --picture a.png --record 9", "it has no record"},
        {"out.h5 --picture missing/a.png", "missing/a.png"},
    }));
    const Ended ended = shell(scratch, RESULTS " --quiet " + options);
    CHECK(ended.exit_code == 1);
    CHECK_THAT(ended.output, Contains("sluice results: error: ") && Contains(says));
}

TEST_CASE("prices and poses are drawn as their files ask") {
    const auto [command, variable] = GENERATE(table<std::string, std::string>(
        {{kMonteCarlo, "value_1"}, {kDocking, "ranking"}, {kDocking, "best_pose"}}));
    const Scratch scratch;
    make_file(scratch, command);
    for (const std::string& wish : {std::string{}, " --variable " + variable}) {
        const Ended drawn = shell(scratch, "env -u DISPLAY " RESULTS " --quiet out.h5 --picture a.png" + wish);
        INFO(drawn.output);
        CHECK(drawn.exit_code == 0);
    }
}

}  // namespace
}  // namespace sluice
