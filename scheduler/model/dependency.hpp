// SPDX-License-Identifier: Apache-2.0
//
// What a job waits for, as text and as a value: `afterok:12:13,singleton`. Every term names one job, one task of
// an array or a whole array. Pure; what has become of those jobs is the engine's to know.
//
//   after:ID[+MINUTES]  it has started (so long ago), or was cancelled     afterany:ID    it has ended
//   afterok:ID          it has ended well                                  afternotok:ID  it has ended otherwise
//   aftercorr:ID        task by task: the same task of that array has ended well
//   singleton           no job of the same name and user runs or was submitted earlier
//
// Terms are separated by `,` if all must be met and by `?` if one suffices.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/time.hpp"

namespace sluice {

enum class DependencyKind : std::uint8_t { after, afterany, afterok, afternotok, aftercorr, singleton };

struct DependencyTerm {
    DependencyKind kind = DependencyKind::afterany;
    JobId job;                          // of a task: the array
    std::optional<std::uint32_t> task;  // empty: the job, or the whole array
    bool whole_array = false;           // known to be one
    Duration delay{0};                  // after: counted from the start
    std::optional<Instant> due;         // it has started, and this is when the delay is over
    bool failed = false;                // it can never be met

    friend bool operator==(const DependencyTerm&, const DependencyTerm&) = default;
};

struct Dependency {
    bool any = false;
    std::vector<DependencyTerm> terms;

    [[nodiscard]] bool empty() const { return terms.empty(); }
    /// It can never be met.
    [[nodiscard]] bool hopeless() const;
    [[nodiscard]] bool has(DependencyKind kind) const;
    friend bool operator==(const Dependency&, const Dependency&) = default;
};

/// Reads what users write and what to_string writes. Error: invalid_dependency, and where it is wrong.
Result<Dependency> parse_dependency(std::string_view text);

/// `afterok:12(unfulfilled),afterany:13_*(failed)`. Keeps all there is to know, for a record.
std::string to_string(const Dependency& dependency);

/// The text of a record as users are shown it: without the times that only the engine needs.
std::string shown_dependency(std::string_view recorded);

}  // namespace sluice
