// SPDX-License-Identifier: Apache-2.0
//
// Identifiers as types of their own: a job id cannot be passed where a node or a count is meant.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

template <class Tag, std::unsigned_integral Rep>
class Id {
  public:
    using rep = Rep;
    constexpr Id() noexcept = default;
    constexpr explicit Id(Rep value) noexcept : value_{value} {}
    [[nodiscard]] constexpr Rep value() const noexcept { return value_; }
    friend constexpr auto operator<=>(Id, Id) = default;

  private:
    Rep value_{};
};

/// A job, counted from 1 and never used twice in a cluster's life.
using JobId = Id<struct JobIdTag, std::uint32_t>;
/// A step's number inside its job; `kBatchStep` is the batch script itself.
using StepNumber = Id<struct StepNumberTag, std::uint32_t>;
/// A node's place in ClusterConfig::nodes; node order is the order of the configuration.
using NodeIndex = Id<struct NodeIndexTag, std::uint32_t>;
/// How often a job was started before: 0 in its first run. Messages of older attempts are stale.
using Attempt = Id<struct AttemptTag, std::uint32_t>;
/// User and group numbers as the kernel knows them.
using UserId = Id<struct UserIdTag, std::uint32_t>;
using GroupId = Id<struct GroupIdTag, std::uint32_t>;

inline constexpr StepNumber kBatchStep{0xfffffffb};

struct StepId {
    JobId job;
    StepNumber step;
    friend constexpr auto operator<=>(const StepId&, const StepId&) = default;
};

/// "12.batch", "12.0"
std::string to_string(StepId id);
/// "batch", "0"
std::string to_string(StepNumber number);
/// Reads "12", "12.0" or "12.batch"; the step is empty for a whole job.
struct JobOrStep {
    JobId job;
    std::optional<StepNumber> step;
};
std::optional<JobOrStep> parse_job_or_step(std::string_view text);

}  // namespace sluice

template <class Tag, class Rep>
struct std::hash<sluice::Id<Tag, Rep>> {
    std::size_t operator()(sluice::Id<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value()); }
};
