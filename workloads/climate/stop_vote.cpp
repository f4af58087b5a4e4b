// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/stop_vote.hpp"

#include <csignal>
#include <exception>

#include "workloads/climate/patient_wait.hpp"

namespace sluice::climate {
namespace {

volatile std::sig_atomic_t told_to_stop = 0;

void note_signal(int /*signal*/) { told_to_stop = 1; }

}  // namespace

StopVote::StopVote(MPI_Comm comm) : comm_{comm} {
    std::signal(SIGTERM, note_signal);
    start_vote();
}

StopVote::~StopVote() {
    if (std::uncaught_exceptions() == 0) wait_for({&request_, 1});  // after a failure nobody may answer
}

bool StopVote::stop() {
    if (++steps_ % kStepsPerVote != 0) return false;
    wait_for({&request_, 1});
    const bool decided = any_ != 0;
    start_vote();
    return decided;
}

void StopVote::start_vote() {
    mine_ = told_to_stop;
    MPI_Iallreduce(&mine_, &any_, 1, MPI_INT, MPI_MAX, comm_, &request_);
}

}  // namespace sluice::climate
