// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/stop_vote.hpp"

#include <catch2/catch.hpp>
#include <csignal>

#include "io/collective.hpp"

namespace sluice::run {
namespace {

TEST_CASE("a signal to one rank stops all of them after the same step") {
    const int last = io::size_of(MPI_COMM_WORLD) - 1;
    StopVote vote{MPI_COMM_WORLD};
    constexpr int kSignalled = 10, kFar = 1000;
    int step = 0;
    while (!vote.stop() && step < kFar) {
        if (++step == kSignalled && io::rank_in(MPI_COMM_WORLD) == last) std::raise(SIGUSR1);
    }
    CHECK(vote.signal() == SIGUSR1);
    CHECK(step >= kSignalled);
    CHECK(step < kSignalled + 10);
    int earliest = 0;
    MPI_Allreduce(&step, &earliest, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    CHECK(step == earliest);
}

TEST_CASE("without a signal nobody stops") {
    StopVote vote{MPI_COMM_WORLD, 1};
    for (int step = 0; step < 20; ++step) CHECK_FALSE(vote.stop());
    CHECK(vote.signal() == 0);
}

}  // namespace
}  // namespace sluice::run
