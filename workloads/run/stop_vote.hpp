// SPDX-License-Identifier: Apache-2.0
// The batch system's word that time is up, agreed on by all ranks: a signal reaches them at different
// moments, they must stop after the same step.
#pragma once

#include <mpi.h>

#include <string>

namespace sluice::run {

/// Takes over SIGTERM, SIGUSR1 and SIGUSR2 (what `--signal` and preemption send) for as long as it lives;
/// there may be one. Needs no MPI.
class StopSignals {
  public:
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

    /// The last of them that this process got, or 0.
    int received() const;
};

/// "SIGTERM"
std::string signal_name(int signal);

/// The same for all ranks of a communicator. Collective, like its members.
class StopVote {
  public:
    /// Every `steps_per_vote` steps it collects the vote that was started as many steps ago, so that nobody
    /// waits, and starts the next.
    explicit StopVote(MPI_Comm comm, int steps_per_vote = 4);
    StopVote(const StopVote&) = delete;
    StopVote& operator=(const StopVote&) = delete;
    ~StopVote();

    /// Has any rank been told to stop? Same answer on every rank; call once a step.
    bool stop();

    /// The signal that the ranks agreed to obey, or 0.
    int signal() const { return agreed_; }

  private:
    void start_vote();

    StopSignals signals_;
    MPI_Comm comm_;
    int steps_per_vote_;
    MPI_Request request_ = MPI_REQUEST_NULL;
    int mine_ = 0, any_ = 0;
    int agreed_ = 0;
    int steps_ = 0;
};

}  // namespace sluice::run
