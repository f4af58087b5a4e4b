// SPDX-License-Identifier: Apache-2.0
//
// Names one run of one step: the step and the attempt of its job. Spool folders and messages carry it, so
// that nothing of an older attempt is taken for the present one.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/ids.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice {

struct StepKey {
    StepId id;
    Attempt attempt;
    friend constexpr auto operator<=>(const StepKey&, const StepKey&) = default;
};

/// "12.0.1", "12.batch.0": job, step, attempt.
std::string to_string(const StepKey& key);
std::optional<StepKey> parse_step_key(std::string_view text);

inline StepKey key_of(const wire::StepRef& ref) { return {wire::step_id(ref), Attempt{ref.attempt()}}; }
inline wire::StepRef ref_of(const StepKey& key) { return wire::step_ref(key.id, key.attempt); }

}  // namespace sluice
