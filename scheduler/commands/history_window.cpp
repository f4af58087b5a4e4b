// SPDX-License-Identifier: Apache-2.0
//
// Which jobs sacct means: the rules of its manual about states and times.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/history.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/past_time.hpp"

namespace sluice::commands {
namespace {

constexpr Instant kEpoch{};

Instant default_start(const SacctOptions& o, Instant now) {
    if (!o.ids.empty()) return kEpoch;
    if (!o.states.empty()) return now;
    return parse_past_time("today", now).value_or(kEpoch);
}

/// With states and a start, that moment alone is looked at.
Instant default_end(const SacctOptions& o, Instant since, Instant now) {
    const bool one_moment = !o.states.empty() && (!o.starts.empty() || o.ids.empty());
    return one_moment ? since : now;
}

Result<Instant> read_or(const std::string& text, Instant initial, Instant now) {
    return text.empty() ? Result<Instant>{initial} : parse_past_time(text, now);
}

/// Whether [from, to] and the window have a moment in common; an empty `to` has not come yet.
bool meets(const std::optional<Instant>& from, const std::optional<Instant>& to, const Window& window) {
    return from && *from <= window.until && (!to || *to >= window.since);
}

/// A held job has not become eligible, whatever it was before.
std::optional<Instant> eligible_since(const Job& job) {
    const bool held = !job.started && job.priority == 0;
    return held ? std::nullopt : job.eligible;
}

bool was_in(const Job& job, JobState state, const Window& window) {
    if (state == JobState::pending) return meets(eligible_since(job), job.started ? job.started : job.ended, window);
    if (state == JobState::running) return meets(job.started, job.ended, window);
    if (state == JobState::suspended) return job.state == state;
    return job.state == state && job.ended && meets(job.ended, job.ended, window);
}

}  // namespace

Result<Window> time_window(const SacctOptions& o, Instant now) {
    const auto since = read_or(o.starts, default_start(o, now), now);
    if (!since) return tl::unexpected{since.error()};
    const auto until = read_or(o.ends, default_end(o, *since, now), now);
    if (!until) return tl::unexpected{until.error()};
    if (*since <= *until) return Window{*since, *until};
    return fail(Errc::invalid_argument, fmt::format("Start time ({}) requested is after end time ({}).",
                                                    format_instant(*since), format_instant(*until)));
}

bool is_selected(const Job& job, const SacctOptions& o, const Window& window) {
    const auto group_fits = o.groups.empty() || std::ranges::find(o.groups, job.spec.group) != o.groups.end();
    if (!group_fits) return false;
    if (o.states.empty()) {
        const auto from = o.ids.empty() ? job.eligible : std::optional{job.submitted};
        return meets(from, job.ended, window);
    }
    return std::ranges::any_of(
        o.states, [&](std::uint32_t state) { return was_in(job, static_cast<JobState>(state), window); });
}

}  // namespace sluice::commands
