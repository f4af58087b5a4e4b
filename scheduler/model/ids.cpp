// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/ids.hpp"

#include <charconv>

namespace sluice {
namespace {

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

}  // namespace

std::string to_string(StepNumber number) {
    return number == kBatchStep ? "batch" : std::to_string(number.value());
}

std::string to_string(StepId id) { return std::to_string(id.job.value()) + "." + to_string(id.step); }

std::optional<JobOrStep> parse_job_or_step(std::string_view text) {
    const auto dot = text.find('.');
    const auto job = parse_number(text.substr(0, dot));
    if (!job || *job == 0) return std::nullopt;
    if (dot == std::string_view::npos) return JobOrStep{JobId{*job}, std::nullopt};

    const auto step_text = text.substr(dot + 1);
    if (step_text == "batch") return JobOrStep{JobId{*job}, kBatchStep};
    const auto step = parse_number(step_text);
    if (!step) return std::nullopt;
    return JobOrStep{JobId{*job}, StepNumber{*step}};
}

}  // namespace sluice
