// SPDX-License-Identifier: Apache-2.0
// Pieces of work for the ranks of a communicator, one at a time and as they get ready: a slow rank takes
// fewer of them. Rank 0 hands them out and works too, answering the others between two glances at its own
// work.
#pragma once

#include <mpi.h>

#include <functional>
#include <vector>

namespace sluice::docking {

class WorkSharing {
  public:
    /// Asked often by a piece of work that is under way: true, and it must give up.
    using GiveUp = std::function<bool()>;
    /// Does a piece; what it returns reaches rank 0, unless it gave up.
    using Work = std::function<std::vector<double>(int piece, const GiveUp& give_up)>;
    /// On rank 0: a piece is done.
    using Done = std::function<void(int piece, std::vector<double> result)>;

    /// told_to_stop   has this process been told to end? On any rank, it ends the work on all.
    WorkSharing(MPI_Comm comm, Work work, std::function<bool()> told_to_stop);

    /// Collective. `pieces` counts on rank 0, in this order. False if it was stopped before all were done.
    bool run(const std::vector<int>& pieces, const Done& done);

  private:
    void lead(const std::vector<int>& pieces, const Done& done);
    void follow();
    void serve();
    void take_message(int source);
    void hand_out(int rank);
    void order(int rank, int piece);
    void stop_all();

    MPI_Comm comm_;
    Work work_;
    std::function<bool()> told_to_stop_;
    int rank_ = 0, ranks_ = 1;
    // On rank 0:
    std::vector<int> left_;        // pieces, the next at the back
    std::vector<bool> dismissed_;  // told that there is nothing more
    int present_ = 0;              // others that have not said goodbye
    bool stopped_ = false;
    const Done* done_ = nullptr;
};

}  // namespace sluice::docking
