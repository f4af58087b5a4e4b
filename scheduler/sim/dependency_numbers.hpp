// SPDX-License-Identifier: Apache-2.0
//
// Dependencies in a job file name jobs by the file's numbers; the engine knows them by the ids it gave.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/error.hpp"
#include "scheduler/model/ids.hpp"

namespace sluice::sim {

/// `afterok:2:3_1,after:4+5` with the jobs' ids in place of their numbers. Error: a job that is not there
/// (yet).
Result<std::string> renumber_dependency(std::string_view text,
                                        const std::function<std::optional<JobId>(std::int64_t)>& id_of);

}  // namespace sluice::sim
