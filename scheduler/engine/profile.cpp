// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/profile.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::engine {

Instant end_of(Instant start, const TimeLimit& limit) {
    if (!limit || kNever - start <= *limit) return kNever;
    return start + *limit;
}

Instant expected_end(const Job& job, Instant now, Duration kill_wait) {
    if (job.completing) return now + std::max(kill_wait, Duration{1});
    const auto end = end_of(job.started.value_or(now), job.time_limit);
    return std::max(end, now + Duration{1});  // one that overruns is being killed
}

Profile::Profile(const ClusterState& state, Instant now) : state_{&state}, timelines_(state.nodes().size()) {
    for (std::size_t i = 0; i < timelines_.size(); ++i) {
        const auto& node = state.nodes()[i];
        if (node.usable()) timelines_[i].push_back({now, node.free, node.jobs.empty()});
    }
    for (const auto id : state.holders()) add_running(*state.find(id), now);
}

/// Gives a holder's share back at its expected end. A node is idle once its last holder is gone.
void Profile::add_running(const JobEntry& entry, Instant now) {
    const auto end = expected_end(entry.job, now, state_->config().scheduling.kill_wait);
    if (end == kNever) return;
    for (std::size_t i = 0; i < entry.nodes.size(); ++i) {
        auto& timeline = timelines_[entry.nodes[i].value()];
        if (timeline.empty()) continue;
        split(timeline, end);
        const auto& total = state_->node(entry.nodes[i]).total;
        for (auto s = segment_at(timeline, end); s < timeline.size(); ++s) {
            timeline[s].free.add(entry.held[i]);
            timeline[s].idle = timeline[s].free.cores == total.cores && timeline[s].free.memory == total.memory;
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

NodeOffer Profile::offer(NodeIndex node, Instant from, Instant until) const {
    const auto& timeline = timelines_[node.value()];
    if (timeline.empty()) return {};
    auto at = segment_at(timeline, from);
    NodeOffer offer{timeline[at].free, timeline[at].idle};
    for (++at; at < timeline.size() && timeline[at].from < until; ++at) {
        offer.amount.limit_to(timeline[at].free);
        offer.idle = offer.idle && timeline[at].idle;
    }
    return offer;
}

void Profile::take(const Placement& placement, Instant from, Instant until) {
    for (const auto& placed : placement) {
        auto& timeline = timelines_[placed.node.value()];
        assert(!timeline.empty());
        split(timeline, from);
        split(timeline, until);
        for (auto s = segment_at(timeline, from); s < timeline.size() && timeline[s].from < until; ++s) {
            timeline[s].free.subtract(placed.amount);
            timeline[s].idle = false;
        }
    }
}

std::optional<Placement> Profile::place_at(const Request& request, Instant from) const {
    const auto until = end_of(from, request.limit);
    return place(request, *state_, [&](NodeIndex node) { return offer(node, from, until); });
}

std::vector<Instant> Profile::changes(const Request& request, Instant from) const {
    std::vector<Instant> times{from};
    for (const auto node : request.candidates) {
        for (const auto& segment : timelines_[node.value()]) {
            if (segment.from > from) times.push_back(segment.from);
        }
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

}  // namespace sluice::engine
