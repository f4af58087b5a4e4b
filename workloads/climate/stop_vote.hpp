// SPDX-License-Identifier: Apache-2.0
// SIGTERM, agreed on by all ranks: the signal reaches them at different moments, they must stop after the
// same step.
#pragma once

#include <mpi.h>

namespace sluice::climate {

class StopVote {
  public:
    /// Takes SIGTERM over from now on.
    explicit StopVote(MPI_Comm comm);
    StopVote(const StopVote&) = delete;
    StopVote& operator=(const StopVote&) = delete;
    ~StopVote();

    /// Has any rank been told to stop? Same answer on every rank; call once a step. Every few steps it
    /// collects the vote that was started a few steps ago, so that nobody waits, and starts the next.
    bool stop();

  private:
    static constexpr int kStepsPerVote = 4;

    void start_vote();

    MPI_Comm comm_;
    MPI_Request request_ = MPI_REQUEST_NULL;
    int mine_ = 0, any_ = 0;
    int steps_ = 0;
};

}  // namespace sluice::climate
