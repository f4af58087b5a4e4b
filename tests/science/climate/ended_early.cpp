// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "io/reader.hpp"
#include "tests/science/climate/shell.hpp"

namespace sluice::climate {
namespace {

using Catch::Matchers::Contains;

/// Starts a run that would take hours, waits until it has begun to write, sends the signal and waits for the
/// end.
Ended signalled(const Scratch& scratch, const std::string& signal) {
    return shell(scratch,
                 CLIMATE
                     " --nx 64 --nz 32 --time 1e6 --output-every 1 --output out.h5 & "
                     "for n in $(seq 600); do ls out.h5*.partial >/dev/null 2>&1 && break; sleep 0.05; done; "
                     "kill -" +
                     signal + " $!; wait $!");
}

TEST_CASE("signals of a batch system end the run after the step with a complete file") {
    const auto [signal, exit_code] = GENERATE(table<std::string, int>({{"TERM", 143}, {"USR1", 138}, {"USR2", 140}}));
    const Scratch scratch;
    const Ended ended = signalled(scratch, signal);
    CHECK(ended.exit_code == exit_code);
    CHECK_THAT(ended.output, Contains("outcome: stopped by SIG" + signal + " at t = "));
    CHECK(shell(scratch, "ls").output == "out.h5\n");
    const io::Reader file{scratch / "out.h5"};
    CHECK_THAT(file.text("outcome"), Contains("stopped by SIG" + signal));
    CHECK(file.shape("theta_perturbation").front() == file.shape("time").front());
    CHECK(shell(scratch, CLIMATE " --report out.h5").exit_code == 0);
}

TEST_CASE("a run that is killed leaves no file under the final name") {
    const Scratch scratch;
    CHECK(signalled(scratch, "KILL").exit_code == 137);
    CHECK_FALSE(std::filesystem::exists(scratch / "out.h5"));
}

}  // namespace
}  // namespace sluice::climate
