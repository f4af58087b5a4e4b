// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/stop_vote.hpp"

#include <array>
#include <cassert>
#include <csignal>
#include <exception>

#include "workloads/run/patient_wait.hpp"

namespace sluice::run {
namespace {

constexpr std::array kSignals{SIGTERM, SIGUSR1, SIGUSR2};

volatile std::sig_atomic_t last_signal = 0;
bool in_use = false;
std::array<struct sigaction, kSignals.size()> before{};

void note_signal(int signal) { last_signal = signal; }

}  // namespace

StopSignals::StopSignals() {
    assert(!in_use);
    in_use = true;
    last_signal = 0;
    struct sigaction action {};
    action.sa_handler = note_signal;
    action.sa_flags = SA_RESTART;  // a write of results that is under way goes on
    for (std::size_t n = 0; n < kSignals.size(); ++n) sigaction(kSignals[n], &action, &before[n]);
}

StopSignals::~StopSignals() {
    for (std::size_t n = 0; n < kSignals.size(); ++n) sigaction(kSignals[n], &before[n], nullptr);
    in_use = false;
}

int StopSignals::received() const { return last_signal; }

std::string signal_name(int signal) {
    switch (signal) {
        case SIGTERM:
            return "SIGTERM";
        case SIGUSR1:
            return "SIGUSR1";
        case SIGUSR2:
            return "SIGUSR2";
    }
    return "signal " + std::to_string(signal);
}

StopVote::StopVote(MPI_Comm comm, int steps_per_vote) : comm_{comm}, steps_per_vote_{steps_per_vote} {
    start_vote();
}

StopVote::~StopVote() {
    if (std::uncaught_exceptions() == 0) wait_for({&request_, 1});  // after a failure nobody may answer
}

bool StopVote::stop() {
    if (agreed_ != 0) return true;
    if (++steps_ % steps_per_vote_ != 0) return false;
    wait_for({&request_, 1});
    agreed_ = any_;
    start_vote();
    return agreed_ != 0;
}

void StopVote::start_vote() {
    mine_ = signals_.received();
    MPI_Iallreduce(&mine_, &any_, 1, MPI_INT, MPI_MAX, comm_, &request_);
}

}  // namespace sluice::run
