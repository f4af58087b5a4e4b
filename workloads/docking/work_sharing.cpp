// SPDX-License-Identifier: Apache-2.0
//
// Messages. To rank 0: kReady (the piece that is done, or -1), followed by kResult if there is one; kGoodbye
// as the last word (1 if stopped). From rank 0: kOrder, a piece or -1 for "go"; it answers each kReady, but a
// "go" may also come unasked, once, when all must stop.
#include "workloads/docking/work_sharing.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "workloads/run/patient_wait.hpp"

namespace sluice::docking {
namespace {

enum Tag : int { kReady = 1, kResult, kGoodbye, kOrder };
constexpr int kNothing = -1;

bool message_from(int rank, int tag, MPI_Comm comm, MPI_Status& status) {
    int there = 0;
    MPI_Iprobe(rank, tag, comm, &there, &status);
    return there != 0;
}

int receive_int(int rank, int tag, MPI_Comm comm) {
    int value = 0;
    MPI_Recv(&value, 1, MPI_INT, rank, tag, comm, MPI_STATUS_IGNORE);
    return value;
}

void send_int(int value, int rank, int tag, MPI_Comm comm) { MPI_Send(&value, 1, MPI_INT, rank, tag, comm); }

}  // namespace

WorkSharing::WorkSharing(MPI_Comm comm, Work work, std::function<bool()> told_to_stop)
    : comm_{comm}, work_{std::move(work)}, told_to_stop_{std::move(told_to_stop)} {
    MPI_Comm_rank(comm, &rank_);
    MPI_Comm_size(comm, &ranks_);
}

bool WorkSharing::run(const std::vector<int>& pieces, const Done& done) {
    if (rank_ == 0) lead(pieces, done);
    else follow();
    int complete = stopped_ ? 0 : 1;
    MPI_Request request;
    MPI_Ibcast(&complete, 1, MPI_INT, 0, comm_, &request);
    run::wait_for({&request, 1});
    MPI_Status status;  // a "go" that crossed with a goodbye
    if (rank_ != 0 && message_from(0, kOrder, comm_, status)) receive_int(0, kOrder, comm_);
    return complete != 0;
}

void WorkSharing::lead(const std::vector<int>& pieces, const Done& done) {
    left_.assign(pieces.rbegin(), pieces.rend());
    dismissed_.assign(static_cast<std::size_t>(ranks_), false);
    present_ = ranks_ - 1;
    done_ = &done;
    const GiveUp give_up = [this] {
        serve();
        return stopped_;
    };
    while (!give_up() && !left_.empty()) {
        const int piece = left_.back();
        left_.pop_back();
        std::vector<double> result = work_(piece, give_up);
        if (!stopped_) done(piece, std::move(result));
    }
    while (present_ > 0) {
        serve();
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

void WorkSharing::serve() {
    if (!stopped_ && told_to_stop_()) stop_all();
    for (MPI_Status status; present_ > 0 && message_from(MPI_ANY_SOURCE, MPI_ANY_TAG, comm_, status);) {
        if (status.MPI_TAG == kReady) {
            take_message(status.MPI_SOURCE);
        } else {
            const bool was_stopped = receive_int(status.MPI_SOURCE, kGoodbye, comm_) != 0;
            dismissed_[static_cast<std::size_t>(status.MPI_SOURCE)] = true;
            --present_;
            if (was_stopped && !stopped_) stop_all();
        }
    }
}

void WorkSharing::take_message(int source) {
    const int piece = receive_int(source, kReady, comm_);
    if (piece != kNothing) {
        MPI_Status status;
        MPI_Probe(source, kResult, comm_, &status);
        int count = 0;
        MPI_Get_count(&status, MPI_DOUBLE, &count);
        std::vector<double> result(static_cast<std::size_t>(count));
        MPI_Recv(result.data(), count, MPI_DOUBLE, source, kResult, comm_, MPI_STATUS_IGNORE);
        (*done_)(piece, std::move(result));
    }
    hand_out(source);
}

void WorkSharing::hand_out(int rank) {
    if (dismissed_[static_cast<std::size_t>(rank)]) return;  // its "go" is under way
    if (left_.empty() || stopped_) return order(rank, kNothing);
    order(rank, left_.back());
    left_.pop_back();
}

void WorkSharing::order(int rank, int piece) {
    if (piece == kNothing) dismissed_[static_cast<std::size_t>(rank)] = true;
    send_int(piece, rank, kOrder, comm_);
}

void WorkSharing::stop_all() {
    stopped_ = true;
    for (int rank = 1; rank < ranks_; ++rank) {
        if (!dismissed_[static_cast<std::size_t>(rank)]) order(rank, kNothing);
    }
}

void WorkSharing::follow() {
    bool sent_off = false, stopped = false;
    const GiveUp give_up = [&] {
        MPI_Status status;
        stopped = stopped || told_to_stop_();
        sent_off = sent_off || message_from(0, kOrder, comm_, status);
        return sent_off || stopped;
    };
    int piece = kNothing;
    std::vector<double> result;
    for (;;) {
        send_int(piece, 0, kReady, comm_);
        if (piece != kNothing) {
            MPI_Send(result.data(), static_cast<int>(result.size()), MPI_DOUBLE, 0, kResult, comm_);
        }
        piece = receive_int(0, kOrder, comm_);
        if (piece == kNothing) break;
        result = work_(piece, give_up);
        if (sent_off) piece = receive_int(0, kOrder, comm_);
        if (sent_off || stopped) break;
    }
    send_int(stopped ? 1 : 0, 0, kGoodbye, comm_);
}

}  // namespace sluice::docking
