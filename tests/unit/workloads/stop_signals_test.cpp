// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <csignal>

#include "workloads/run/stop_vote.hpp"

namespace sluice::run {
namespace {

TEST_CASE("the signals that a batch system sends are noted, and given back afterwards") {
    const int signal = GENERATE(SIGTERM, SIGUSR1, SIGUSR2);
    std::signal(signal, SIG_IGN);
    {
        const StopSignals signals;
        CHECK(signals.received() == 0);
        std::raise(signal);
        CHECK(signals.received() == signal);
    }
    CHECK(std::signal(signal, SIG_DFL) == SIG_IGN);
    CHECK(signal_name(signal).rfind("SIG", 0) == 0);
}

}  // namespace
}  // namespace sluice::run
