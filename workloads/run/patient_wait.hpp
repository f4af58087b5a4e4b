// SPDX-License-Identifier: Apache-2.0
// Waiting for messages without keeping the core from others.
//
// MPI waits by asking again and again. That is quickest while every rank has a core of its own, and very slow
// when ranks share cores: the one that asks keeps the one that should answer from running. Here a rank that
// has nothing to do asks for a short while, offering its core between questions, and then sleeps between
// them. On a busy machine that is several times as fast.
#pragma once

#include <mpi.h>

#include <span>

namespace sluice::run {

/// Returns when all requests are complete. Requests may be MPI_REQUEST_NULL.
void wait_for(std::span<MPI_Request> requests);

}  // namespace sluice::run
