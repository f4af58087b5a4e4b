// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/profile.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::engine {

Instant expected_end(const Job& job, Instant now, Duration kill_wait) {
    const auto soon = now + Duration{1};
    const auto limit = end_of(job.started.value_or(now), job.time_limit);
    if (!job.completing) return std::max(limit, soon);
    const auto killed = job.ended.value_or(now) + kill_wait;
    if (now <= killed) return std::max(soon, std::min(limit, killed));
    const auto as_long_again = now + (now - killed);
    return std::max(soon, limit > now ? std::min(limit, as_long_again) : as_long_again);
}

Profile::Profile(const ClusterState& state, Instant now) : state_{&state}, timelines_(state.nodes().size()) {
    for (std::size_t i = 0; i < timelines_.size(); ++i) {
        const auto& node = state.nodes()[i];
        if (node.usable()) timelines_[i].push_back({now, node.free, node.jobs.size()});
    }
    for (const auto id : state.holders()) add_running(*state.find(id), now);
}

/// Gives a holder's share back at its expected end.
void Profile::add_running(const JobEntry& entry, Instant now) {
    const auto end = std::min(expected_end(entry.job, now, state_->config().scheduling.kill_wait), kEternity);
    for (std::size_t i = 0; i < entry.nodes.size(); ++i) {
        auto& timeline = timelines_[entry.nodes[i].value()];
        if (timeline.empty()) continue;
        for (auto& segment : segments(timeline, end, kNever)) {
            segment.free.add(entry.held[i]);
            --segment.users;
        }
    }
}

std::size_t Profile::segment_at(const Timeline& timeline, Instant when) {
    const auto after = std::ranges::upper_bound(timeline, when, {}, &Segment::from);
    return after == timeline.begin() ? 0 : static_cast<std::size_t>(after - timeline.begin()) - 1;
}

void Profile::split(Timeline& timeline, Instant when) {
    const auto at = segment_at(timeline, when);
    if (timeline[at].from >= when || when == kNever) return;
    auto copy = timeline[at];
    copy.from = when;
    timeline.insert(timeline.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(copy));
}

std::span<Profile::Segment> Profile::segments(Timeline& timeline, Instant from, Instant until) {
    split(timeline, from);
    split(timeline, until);
    const auto first = segment_at(timeline, from);
    auto last = first;
    while (last < timeline.size() && timeline[last].from < until) ++last;
    return std::span{timeline}.subspan(first, last - first);
}

NodeOffer Profile::offer(NodeIndex node, Instant from, Instant until) const {
    const auto& timeline = timelines_[node.value()];
    if (timeline.empty()) return {};
    auto at = segment_at(timeline, from);
    NodeOffer offer{timeline[at].free, timeline[at].users == 0};
    for (++at; at < timeline.size() && timeline[at].from < until; ++at) {
        offer.amount.limit_to(timeline[at].free);
        offer.idle = offer.idle && timeline[at].users == 0;
    }
    return offer;
}

void Profile::take(const Placement& placement, Instant from, Instant until) {
    for (const auto& placed : placement) {
        auto& timeline = timelines_[placed.node.value()];
        assert(!timeline.empty());
        for (auto& segment : segments(timeline, from, until)) {
            segment.free.subtract(placed.amount);
            ++segment.users;
        }
    }
}

void Profile::give_back(const Placement& placement, Instant from, Instant until) {
    for (const auto& placed : placement) {
        for (auto& segment : segments(timelines_[placed.node.value()], from, until)) {
            segment.free.add(placed.amount);
            --segment.users;
        }
    }
}

std::optional<Placement> Profile::place_at(const Request& request, Instant from) const {
    return place_in(request, from, end_of(from, request.limit));
}

std::optional<Placement> Profile::place_in(const Request& request, Instant from, Instant until) const {
    return place(request, *state_, [&](NodeIndex node) { return offer(node, from, until); });
}

std::vector<Instant> Profile::changes(const Request& request, Instant from) const {
    std::vector<Instant> times{from};
    for (const auto node : request.candidates) {
        const auto& timeline = timelines_[node.value()];
        const auto later = std::ranges::upper_bound(timeline, from, {}, &Segment::from);
        std::transform(later, timeline.end(), std::back_inserter(times), [](const Segment& s) { return s.from; });
    }
    std::ranges::sort(times);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

std::optional<Profile::Slot> Profile::earliest(const Request& request, Instant from) const {
    // Nodes only ever gain something at the start of a segment, so no other instant can be the first.
    for (const auto when : changes(request, from)) {
        if (auto placement = place_at(request, when)) return Slot{when, std::move(*placement)};
    }
    return std::nullopt;
}

std::optional<Instant> Profile::next_change(Instant when) const {
    std::optional<Instant> next;
    for (const auto& timeline : timelines_) {
        const auto later = std::ranges::upper_bound(timeline, when, {}, &Segment::from);
        if (later != timeline.end()) next = std::min(next.value_or(later->from), later->from);
    }
    return next;
}

}  // namespace sluice::engine
