// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/windows.hpp"

#include <algorithm>

namespace sluice::engine {
namespace {

/// The first start from `from` on at which nobody else's window is in the way.
Instant after_foreign(const Window& window, const TimeLimit& limit, Instant from) {
    const auto opening = next_opening(window, from);
    if (!opening || opening->from >= end_of(from, limit)) return from;
    const bool never_fits = window.every > Duration{0} && (!limit || *limit > window.every - (window.until - window.from));
    return never_fits ? kNever : opening->until;
}

/// The first start from `from` on that lies in the window with its whole time.
Instant inside_own(const Window& window, const TimeLimit& limit, Instant from) {
    if (!limit || *limit > window.until - window.from) return kNever;
    auto opening = next_opening(window, from);
    if (opening && std::max(from, opening->from) + *limit > opening->until) opening = next_opening(window, opening->until);
    return opening ? std::max(from, opening->from) : kNever;
}

}  // namespace

std::optional<Opening> next_opening(const Window& window, Instant when) {
    if (when < window.until) return Opening{window.from, window.until};
    if (window.every == Duration{0} || when >= kEternity) return std::nullopt;
    const auto times = (when - window.until) / window.every + 1;
    return Opening{window.from + times * window.every, window.until + times * window.every};
}

bool meet(const Window& a, const Window& b) {
    constexpr Duration kTwoWeeks{14 * 86'400};  // in which every pair of openings comes by
    const auto since = std::max(a.from, b.from) - kTwoWeeks;
    for (auto opening = next_opening(a, since); opening; opening = next_opening(a, opening->until)) {
        const auto other = next_opening(b, opening->from);
        if (other && other->from < opening->until) return true;
        if (opening->from > std::max(a.until, b.until) + kTwoWeeks) return false;
    }
    return false;
}

bool Windows::admit(const ReservedFor& request, Instant from, Instant until) const {
    bool own = false;
    for (const auto& window : list_) {
        const auto opening = next_opening(window, from);
        const bool mine = window.reservation == request.reservation;
        if (mine && opening && opening->from <= from && until <= opening->until) own = true;
        if (!mine && !request.overrides && opening && opening->from < until) return false;
    }
    return own || !is_bound_to(request);
}

Instant Windows::earliest(const ReservedFor& request, const TimeLimit& limit, Instant from) const {
    if (list_.empty()) return is_bound_to(request) ? kNever : from;
    for (auto start = from; start != kNever;) {
        auto next = start;
        bool own = false;
        for (const auto& window : list_) {
            const bool mine = window.reservation == request.reservation;
            own = own || mine;
            if (mine && is_bound_to(request)) next = inside_own(window, limit, next);
            else if (!mine && !request.overrides) next = after_foreign(window, limit, next);
            if (next == kNever) return kNever;
        }
        if (is_bound_to(request) && !own) return kNever;
        if (next == start) return start;
        start = next;
    }
    return kNever;
}

Instant Windows::next_edge(Instant after) const {
    auto edge = kNever;
    for (const auto& window : list_) {
        const auto opening = next_opening(window, after);
        if (!opening) continue;
        edge = std::min(edge, opening->from > after ? opening->from : opening->until);
    }
    return edge;
}

}  // namespace sluice::engine
