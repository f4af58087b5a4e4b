// SPDX-License-Identifier: Apache-2.0
// The program under MPI: the same digits on any number of ranks, after signals, and after kills.
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/science/shell.hpp"

namespace sluice::montecarlo {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using science::Ended;
using science::Scratch;
using science::shell;

std::string on(int ranks) { return MPIRUN " -n " + std::to_string(ranks) + " " MONTECARLO " --quiet "; }

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream{path} << text; }

const std::string kPortfolio =
    "sampling: {paths: 1e5, greeks: true}\n"
    "instruments:\n"
    "  - {name: asian, product: asian, steps: 12}\n"
    "  - {name: put, product: american, right: put, steps: 10, training-paths: 20000}\n"
    "  - {name: pair, product: max-call, spot: '90,100', steps: 3, training-paths: 20000}\n"
    "  - {name: smile, product: heston, steps: 8}\n"
    "risk: {positions: [{value: 1000}, {value: -500, deviation: 0.02}], correlation: 0.3}\n";

/// Long enough to be interrupted: about a second.
const std::string kLong =
    "--product asian --steps 100 --paths 5e5 --checkpoint kept.h5 --checkpoint-every 1e-3 ";

TEST_CASE("prices, greeks and risk have the same digits on 1, 2, 3, 4 and 8 ranks") {
    const Scratch scratch;
    write(scratch / "portfolio.yaml", kPortfolio);
    const std::string points = GENERATE(" --points pseudo", " --points sobol --antithetic true");
    const Ended alone = shell(scratch, on(1) + "portfolio.yaml" + points);
    INFO(alone.output);
    REQUIRE(alone.exit_code == 0);
    CHECK_THAT(alone.output, Contains("asian") && Contains("vega") && Contains("ES 99 %"));
    for (const int ranks : {2, 3, 4, 8})
        CHECK(shell(scratch, on(ranks) + "portfolio.yaml" + points).output == alone.output);
}

TEST_CASE("the target error ends a run at the same path on any number of ranks") {
    const Scratch scratch;
    const std::string options = "--product asian --steps 20 --controls false --paths 1e9 --target-error 0.02";
    const Ended alone = shell(scratch, on(1) + options);
    REQUIRE(alone.exit_code == 0);
    CHECK(shell(scratch, on(3) + options).output == alone.output);
}

TEST_CASE("SIGTERM leaves a checkpoint and code 75; another number of ranks ends with the same digits") {
    const Scratch scratch;
    const Ended whole = shell(scratch, on(1) + "--product asian --steps 100 --paths 5e5");
    const Ended stopped = shell(scratch, MONTECARLO " --quiet " + kLong +
                                             "& until [ -e kept.h5 ]; do :; done; kill -TERM $!; wait $!");
    CHECK(stopped.exit_code == 75);
    CHECK_THAT(stopped.output, Contains("stopped by SIGTERM") && Contains("kept.h5"));
    const Ended rest = shell(scratch, on(3) + kLong);
    CHECK(rest.exit_code == 0);
    CHECK(rest.output == whole.output);
}

TEST_CASE("killed again and again at random moments, a run ends with the same digits") {
    const Scratch scratch;
    const Ended whole = shell(scratch, on(1) + "--product asian --steps 100 --paths 5e5");
    for (const char* delay : {"0.23", "0.67"}) {
        shell(scratch, "timeout -s KILL " + std::string{delay} + " " MONTECARLO " --quiet " + kLong);
        // mpirun is killed, too: it can wait for ever for a rank that is killed while it connects.
        const Ended killed =
            shell(scratch, on(2) + kLong + "& mpi=$!; timeout " + delay +
                               " tail --pid=$mpi -f /dev/null; pkill -KILL -P $mpi; kill -KILL $mpi; wait $mpi");
        CHECK(killed.exit_code != 75);
    }
    const Ended rest = shell(scratch, on(3) + kLong);
    CHECK(rest.exit_code == 0);
    CHECK(rest.output == whole.output);
}

TEST_CASE("a checkpoint of another job is refused") {
    const Scratch scratch;
    REQUIRE(shell(scratch, MONTECARLO
                  " --quiet --product european --paths 1 --checkpoint kept.h5 --checkpoint-every 1e-9")
                .exit_code == 0);
    const Ended other =
        shell(scratch, MONTECARLO " --quiet --product european --strike 90 --checkpoint kept.h5");
    CHECK(other.exit_code == 1);
    CHECK_THAT(other.output, Contains("kept.h5 is the checkpoint of another job"));
}

TEST_CASE("the file describes itself") {
    const Scratch scratch;
    REQUIRE(shell(scratch, on(2) + "--product european --paths 1 --greeks true --output out.h5").exit_code ==
            0);
    const Ended header = shell(scratch, "ncdump -h out.h5");
    for (const char* what : {"estimate = 5", "standard_error:units", "command_line", "seed", "mpi_ranks",
                             "end_time", "european: gamma", "value_1(paths_1)"}) {
        CHECK_THAT(header.output, Contains(what));
    }
}

TEST_CASE("a mistake is told with its place before anything is computed") {
    struct Mistake {
        std::string options, says;
    };
    const auto [options, says] = GENERATE(values<Mistake>({
        {"", "name a portfolio file or a --product"},
        {"--product swaption", "--product is 'swaption'; it must be one of european, asian"},
        {"--product european --strike -5", "--strike must be a number from 1e-12"},
        {"--product european --strike ten", "--strike must be a number"},
        {"--product european --steps 5", "--steps has no meaning for product european"},
        {"--product asian --steps 5000 --points sobol", "take fewer steps or pseudo points"},
        {"--product basket --spot 100,100 --correlation 1.5", "--correlation must be a number from -1 to 1"},
        {"--product basket --spot 100,100,100 --correlation -0.9", "not positive definite"},
        {"--product basket --spot 100,100 --weights 1,2,3", "--spot has 2 values for 3 assets"},
        {"--product european --paths 0", "--paths must be a number from 1"},
        {"--product european --output missing/out.h5", "there is no directory missing"},
        {"absent.yaml", "cannot read absent.yaml"},
        {"bad.yaml", "bad.yaml:3: stirke has no meaning for product asian; it takes"},
        {"good.yaml --strike 5", "--strike has no meaning beside a portfolio file"},
    }));
    const Scratch scratch;
    write(scratch / "bad.yaml", "instruments:\n  - product: asian\n    stirke: 5\n");
    write(scratch / "good.yaml", kPortfolio);
    const Ended ended = shell(scratch, MONTECARLO " " + options);
    CHECK(ended.exit_code == 2);
    CHECK_THAT(ended.output, StartsWith("montecarlo: ") && Contains(says) && Contains("--help"));
}

TEST_CASE("help tells method and options without MPI") {
    const Scratch scratch;
    const Ended help = shell(scratch, MONTECARLO " --help");
    CHECK(help.exit_code == 0);
    CHECK_THAT(help.output,
               Contains("risk-neutral") && Contains("--target-error") && Contains("--checkpoint"));
}

}  // namespace
}  // namespace sluice::montecarlo
