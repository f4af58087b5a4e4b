// SPDX-License-Identifier: Apache-2.0
#include "launcher/spool/step_key.hpp"

#include "scheduler/model/number.hpp"

namespace sluice {

std::string to_string(const StepKey& key) {
    return to_string(key.id) + "." + std::to_string(key.attempt.value());
}

std::optional<StepKey> parse_step_key(std::string_view text) {
    const auto dot = text.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto id = parse_job_or_step(text.substr(0, dot));
    const auto attempt = parse_number<std::uint32_t>(text.substr(dot + 1));
    if (!id || !id->step || !attempt) return std::nullopt;
    return StepKey{{id->job, *id->step}, Attempt{*attempt}};
}

}  // namespace sluice
