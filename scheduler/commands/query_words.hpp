// SPDX-License-Identifier: Apache-2.0
//
// Option values that name jobs, users, states and nodes, into the fields of a query. An error's detail is
// the complete text for the user.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/job_target.hpp"

namespace sluice::commands {

using Words = google::protobuf::RepeatedPtrField<std::string>;
using Numbers = google::protobuf::RepeatedField<std::uint32_t>;

void add_words(Words* to, std::string_view list);

/// A job, an array or tasks of one: `12`, `12_3`, `12_[1-5]`. Components of heterogeneous jobs, `12+1`, do not
/// exist: they name job 0, which is nobody's.
Result<JobTarget> read_job(std::string_view word);

/// `12,13_2,14_[1,3]`
std::vector<std::string> split_jobs(std::string_view list);
Result<std::vector<JobTarget>> read_jobs(std::string_view list);

/// Users by name or number; all go out as numbers.
Result<void> add_users(Words* to, std::string_view list);

/// Host lists, `n[1-3],n7`.
Result<void> add_nodes(Words* to, std::string_view list);

/// A state that no job is in: asked for where only states were named that Sluice does not have.
inline constexpr std::uint32_t kNoJobState = 255;

struct StateWords {
    bool all = false;         // `all` was named
    bool completing = false;  // CG, COMPLETING
    Numbers states;
};
/// `PD,running,all`
Result<StateWords> read_states(std::string_view list);

}  // namespace sluice::commands
