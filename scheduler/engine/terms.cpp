// SPDX-License-Identifier: Apache-2.0
//
// What a request says about time and about its parts, checked before anything is queued.
#include <fmt/format.h>

#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"

namespace sluice::engine {
namespace {

Result<void> check_array(const JobSpec& spec, const SchedulingSpec& settings) {
    if (spec.array.tasks.empty()) return {};
    if (spec.kind != JobKind::batch) return fail(Errc::invalid_array, "only batch jobs have arrays");
    if (is_normal(spec.array.tasks, settings.max_array_size)) return {};
    return fail(Errc::invalid_array, fmt::format("tasks are numbered from 0 to {}", settings.max_array_size - 1));
}

/// As Slurm has it: what is asked for must fit before the deadline if it started now.
Result<void> check_time(const JobSpec& spec, Instant now) {
    if (spec.time_min && spec.time_limit && *spec.time_min > *spec.time_limit) return fail(Errc::invalid_time_min);
    if (!spec.deadline) return {};
    if (*spec.deadline <= now) return fail(Errc::invalid_time_limit, "the deadline has passed");
    if (last_start(spec) >= now) return {};
    return fail(spec.time_min ? Errc::invalid_time_min : Errc::invalid_time_limit, "it cannot end before its deadline");
}

}  // namespace

Instant last_start(const JobSpec& spec) {
    if (!spec.deadline) return kNever;
    const auto least = spec.time_min ? spec.time_min : spec.time_limit;
    return *spec.deadline - least.value_or(Duration{1});
}

Result<void> check_terms(const JobSpec& spec, const SchedulingSpec& settings, Instant now) {
    if (auto array = check_array(spec, settings); !array) return array;
    return check_time(spec, now);
}

}  // namespace sluice::engine
