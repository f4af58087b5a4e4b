// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/named_pool.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::engine {

NamedPool::NamedPool(const ClusterState& state, Instant now)
    : state_{&state}, timelines_(state.nodes().size()), now_{now}, open_{state} {
    for (std::uint32_t i = 0; i < timelines_.size(); ++i) {
        const auto& node = state.nodes()[i];
        if (!node.usable()) continue;
        timelines_[i].push_back({now, node.total, 0});
        note_open(NodeIndex{i});
    }
}

void NamedPool::note_open(NodeIndex node) {
    const auto& timeline = timelines_[node.value()];
    open_.set(node, timeline[segment_at(timeline, now_)].free.cores);
}

std::size_t NamedPool::segment_at(const Timeline& timeline, Instant when) {
    const auto after = std::ranges::upper_bound(timeline, when, {}, &Segment::from);
    return after == timeline.begin() ? 0 : static_cast<std::size_t>(after - timeline.begin()) - 1;
}

void NamedPool::split(Timeline& timeline, Instant when) {
    const auto at = segment_at(timeline, when);
    if (timeline[at].from >= when || when == kNever) return;
    auto copy = timeline[at];
    copy.from = when;
    timeline.insert(timeline.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(copy));
}

/// The segments of one node that make up [from, until).
std::span<NamedPool::Segment> NamedPool::segments(Timeline& timeline, Instant from, Instant until) {
    split(timeline, from);
    split(timeline, until);
    const auto first = segment_at(timeline, from);
    auto last = first;
    while (last < timeline.size() && timeline[last].from < until) ++last;
    return std::span{timeline}.subspan(first, last - first);
}

/// Segments that have become equal are one.
void NamedPool::merge_around(Timeline& timeline, Instant from, Instant until) {
    for (const auto when : {until, from}) {
        const auto at = segment_at(timeline, when);
        if (at == 0 || timeline[at].from != when) continue;
        const auto& before = timeline[at - 1];
        if (before.users != timeline[at].users || before.free != timeline[at].free) continue;
        timeline.erase(timeline.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

NodeOffer NamedPool::offer(NodeIndex node, Instant from, Instant until) const {
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

/// Nothing of a node that is reserved for others in that time.
NodeOffer NamedPool::offer_to(const Request& request, NodeIndex node, Instant from, Instant until) const {
    if (!state_->windows_of(node).admit(request.reserved_for, from, until)) return {};
    return offer(node, from, until);
}

bool NamedPool::offers(const Hold& hold, Instant from, Instant until) const {
    return std::ranges::all_of(hold.placement, [&](const PlacedNode& placed) {
        const auto has = offer(placed.node, from, until);
        return has.amount.contains(placed.amount);
    });
}

template <class Change>
void NamedPool::change(const Hold& hold, Instant from, Instant until, const Change& change) {
    if (from >= until) return;
    for (const auto& placed : hold.placement) {
        auto& timeline = timelines_[placed.node.value()];
        if (timeline.empty()) continue;  // a running job on a node that takes no more
        for (auto& segment : segments(timeline, from, until)) change(segment, placed.amount);
        merge_around(timeline, from, until);
        if (from <= now_ && now_ < until) note_open(placed.node);
    }
}

void NamedPool::take(const Hold& hold, Instant from, Instant until) {
    change(hold, from, until, [](Segment& segment, const Amount& amount) {
        segment.free.subtract(amount);
        if (amount.cores > 0) ++segment.users;  // who is suspended does not disturb
    });
}

void NamedPool::give_back(const Hold& hold, Instant from, Instant until) {
    change(hold, from, until, [](Segment& segment, const Amount& amount) {
        segment.free.add(amount);
        if (amount.cores > 0) --segment.users;
    });
}

std::optional<Hold> NamedPool::fit(const Request& request, Instant from, Instant until) const {
    const auto switches = from < request.switches_until ? request.max_switches : std::nullopt;
    const auto offer_of = [&](NodeIndex node) { return offer_to(request, node, from, until); };
    auto placement = from == now_ ? place(request, *state_, open_.among(request.candidates.all()), offer_of, switches)
                                  : place(request, *state_, request.candidates.all(), offer_of, switches);
    if (!placement) return std::nullopt;
    Hold hold;
    hold.placement = std::move(*placement);
    return hold;
}

std::optional<Hold> NamedPool::fit_again(const Request& request, const std::vector<TasksOn>& where, Instant from,
                                         Instant until) const {
    auto placement = place_again(request, *state_, where, [&](NodeIndex node) { return offer_to(request, node, from, until); });
    if (!placement) return std::nullopt;
    const bool limited = request.max_switches && from < request.switches_until;
    if (limited && leaves_spanned(*placement, state_->topology()) > *request.max_switches) return std::nullopt;
    Hold hold;
    hold.placement = std::move(*placement);
    return hold;
}

/// The instants in [from, not_after] at which something changes on the candidates, and how many of them would by
/// themselves hold some task of the request for its whole limit from each on.
class NamedPool::Openings {
  public:
    Openings(const TimeLimit& limit, Instant from, Instant not_after) : limit_{limit}, from_{from}, not_after_{not_after} {}

    void add(const Request& request, const NodeState& node, const Timeline& timeline) {
        auto open = kNever;  // since when the node holds a task
        for (auto at = segment_at(timeline, from_); at < timeline.size(); ++at) {
            const auto& segment = timeline[at];
            if (segment.from > not_after_ && open == kNever) break;
            if (segment.from > from_ && segment.from <= not_after_) changes_.push_back(segment.from);
            const bool fits = tasks_that_fit(request, node, {segment.free, segment.users == 0}) > 0;
            if (fits && open == kNever) open = std::max(segment.from, from_);
            if (fits) continue;
            note(open, segment.from);
            open = kNever;
        }
        note(open, kNever);
    }

    /// From then on the request wants less.
    void add(Instant when) {
        if (when > from_ && when <= not_after_) changes_.push_back(when);
    }

    /// Reservations begin and end: until the plan has no more changes, and one turn of those that come again.
    void add(const Windows& windows) {
        constexpr Duration kTwoWeeks{14 * 86'400};
        auto last = from_;
        for (const auto change : changes_) last = change < kEternity ? std::max(last, change) : last;
        for (const auto& window : windows.all()) last = std::max(last, window.until);
        const auto until = std::min(not_after_, last + kTwoWeeks);
        for (auto edge = windows.next_edge(from_); edge <= until && edge != kNever; edge = windows.next_edge(edge)) {
            changes_.push_back(edge);
        }
    }

    /// Those at which at least that many nodes are open; no other instant can be the first start.
    std::vector<Instant> with(std::uint32_t nodes) {
        std::ranges::sort(steps_, {}, &Step::when);
        std::ranges::sort(changes_);
        changes_.erase(std::unique(changes_.begin(), changes_.end()), changes_.end());
        std::int64_t open = 0;
        auto step = steps_.begin();
        std::erase_if(changes_, [&](Instant when) {
            for (; step != steps_.end() && step->when <= when; ++step) open += step->nodes;
            return open < std::int64_t{nodes};
        });
        return std::move(changes_);
    }

  private:
    struct Step {
        Instant when;
        int nodes;  // that may start something from then on, or no longer
    };

    /// A node is open in [since, end): the job may start on it until `end` less its limit.
    void note(Instant since, Instant end) {
        if (since == kNever || (end != kNever && (!limit_ || end - *limit_ < since))) return;
        steps_.push_back({since, 1});
        if (end != kNever) steps_.push_back({end - *limit_ + Duration{1}, -1});
    }

    const TimeLimit& limit_;
    const Instant from_, not_after_;
    std::vector<Instant> changes_{from_};
    std::vector<Step> steps_;
};

std::optional<Slot> NamedPool::earliest(const Request& request, const TimeLimit& limit, Instant from,
                                        Instant not_after) const {
    if (not_after < from) return std::nullopt;
    Openings openings{limit, from, not_after};
    for (const auto index : request.candidates) {
        const auto& timeline = timelines_[index.value()];
        if (!timeline.empty()) openings.add(request, state_->node(index), timeline);
    }
    openings.add(state_->all_windows());
    if (request.max_switches) openings.add(request.switches_until);
    for (const auto when : openings.with(request.min_nodes)) {
        if (auto hold = fit(request, when, end_of(when, limit))) return Slot{when, std::move(*hold)};
    }
    return std::nullopt;
}

bool NamedPool::may_fit(std::uint32_t nodes, Instant, Instant) const { return nodes <= timelines_.size(); }

void NamedPool::pass_time(Instant now) {
    now_ = now;
    for (std::uint32_t i = 0; i < timelines_.size(); ++i) {
        auto& timeline = timelines_[i];
        if (timeline.size() < 2 || timeline[1].from > now) continue;
        timeline.erase(timeline.begin(), timeline.begin() + static_cast<std::ptrdiff_t>(segment_at(timeline, now)));
        note_open(NodeIndex{i});
    }
}

}  // namespace sluice::engine
