// SPDX-License-Identifier: Apache-2.0
//
// The accounting as rows of the store: what sacctmgr has made, and what has been used.
#pragma once

#include <string>
#include <vector>

#include "scheduler/engine/engine.hpp"
#include "scheduler/store/store.hpp"

namespace sluice::controller {

/// The records as they are now; those that are gone have no bytes.
store::AccountingRows rows_of(const engine::AccountRecords& records, const engine::ClusterState& state);

/// Unreadable records are skipped and named.
void restore_accounting(engine::Engine& engine, const store::AccountingRows& rows, std::vector<std::string>& unreadable);

}  // namespace sluice::controller
