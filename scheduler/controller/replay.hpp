// SPDX-License-Identifier: Apache-2.0
//
// The events of a store, given to a new engine: it must decide as the controller did.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scheduler/model/cluster.hpp"
#include "scheduler/store/store.hpp"

namespace sluice::controller {

struct Replay {
    std::size_t events = 0;
    std::size_t jobs = 0;                  // whose records were compared
    std::vector<std::string> differences;  // one line each
};

/// Replays all events that the store holds on the cluster they happened on, and compares what became of every job
/// and step with the store's records. Error: the store cannot be read.
Result<Replay> replay(store::Store& store, const ClusterConfig& config);

}  // namespace sluice::controller
