// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/class_pool.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::engine {

ClassPool::ClassPool(std::span<const std::uint32_t> sizes, std::vector<Windows> windows) : windows_{std::move(windows)} {
    for (const auto size : sizes) free_.emplace_back(static_cast<StepFunction::Value>(size));
}

std::uint32_t ClassPool::free(std::size_t node_class, Instant from, Instant until) const {
    const auto least = free_[node_class].least(from, until);
    assert(least >= 0);
    return static_cast<std::uint32_t>(least);
}

std::optional<Hold> ClassPool::fit(const Request& request, Instant from, Instant until) const {
    Hold hold;
    if (request.is_simple()) {
        const auto& one = request.classes.front();
        const auto need = static_cast<StepFunction::Value>(request.min_nodes);
        if (!free_[one.node_class].holds(need, from, until) || !admits(request, one.node_class, from, until)) return std::nullopt;
        hold.counts.add({one.node_class, request.min_nodes});
        return hold;
    }
    auto counts = share_out(request, from, until);
    if (!counts) return std::nullopt;
    hold.counts = std::move(*counts);
    return hold;
}

/// Numbers of nodes that hold the request's tasks throughout [from, until): the roomiest nodes first, and
/// among equals those of the class that is listed first, which the fewest other requests could use.
std::optional<ClassCounts> ClassPool::share_out(const Request& request, Instant from, Instant until) const {
    ClassCounts counts;
    std::uint64_t tasks = 0;
    std::uint32_t nodes = 0;
    const auto enough = [&] { return nodes >= request.min_nodes && (!request.tasks_given || tasks >= request.tasks); };
    for (const auto& one : request.classes) {
        if (nodes >= request.max_nodes || (enough() && !request.takes_all())) break;
        if (!admits(request, one.node_class, from, until)) continue;
        auto count = std::min(free(one.node_class, from, until), request.max_nodes - nodes);
        if (!request.takes_all()) count = std::min(count, request.nodes_needed(nodes, tasks, one.capacity));
        if (count == 0) continue;
        counts.add({one.node_class, count});
        nodes += count;
        tasks += std::uint64_t{count} * one.capacity;
    }
    if (!enough()) return std::nullopt;
    return counts;
}

/// The first instant after `after` at which some class may have gained something.
Instant ClassPool::next_gain(const Request& request, Instant after) const {
    auto next = kNever;
    for (const auto& one : request.classes) {
        next = std::min(next, free_[one.node_class].next_change(after));
        if (!windows_.empty()) next = std::min(next, windows_[one.node_class].next_edge(after));
    }
    return next;
}

/// Of a request for nodes of one class: when enough are free, and not reserved for others.
Instant ClassPool::first_of_class(const Request& request, const TimeLimit& limit, Instant from) const {
    const auto node_class = request.classes.front().node_class;
    const auto need = static_cast<StepFunction::Value>(request.min_nodes);
    for (;;) {
        const auto start = free_[node_class].earliest(need, limit, from);
        if (start == kNever || windows_.empty()) return start;
        from = windows_[node_class].earliest(request.reserved_for, limit, start);
        if (from == start || from == kNever) return from;
    }
}

/// Past the last change, and one turn of every reservation that comes again, nothing is new.
Instant ClassPool::last_look(const Request& request, Instant from) const {
    if (windows_.empty()) return kNever;
    constexpr Duration kTwoWeeks{14 * 86'400};
    auto last = from;
    for (const auto& one : request.classes) {
        last = std::max(last, free_[one.node_class].last_change());
        for (const auto& window : windows_[one.node_class].all()) last = std::max(last, window.until);
    }
    return last + kTwoWeeks;
}

std::optional<Slot> ClassPool::earliest(const Request& request, const TimeLimit& limit, Instant from,
                                        Instant not_after) const {
    if (request.is_simple()) {
        const auto start = first_of_class(request, limit, from);
        if (start == kNever || start > not_after) return std::nullopt;
        Slot slot{start, {}};
        slot.hold.counts.add({request.classes.front().node_class, request.min_nodes});
        return slot;
    }
    const auto last = last_look(request, from);
    for (auto start = from; start <= not_after && start != kNever;) {
        if (auto hold = fit(request, start, end_of(start, limit))) return Slot{start, std::move(*hold)};
        start = next_gain(request, start);
        if (start > last) start = std::max(start, kEternity);
    }
    return std::nullopt;
}

bool ClassPool::offers(const Hold& hold, Instant from, Instant until) const {
    bool all = true;
    hold.counts.for_each([&](const ClassCount& count) {
        all = all && free_[count.node_class].holds(static_cast<StepFunction::Value>(count.nodes), from, until);
    });
    return all;
}

bool ClassPool::may_fit(std::uint32_t nodes, Instant from, Instant until) const {
    if (free_.size() == 1) return free_.front().holds(static_cast<StepFunction::Value>(nodes), from, until);
    std::uint64_t sum = 0;
    for (const auto& one : free_) sum += static_cast<std::uint64_t>(one.at(from));
    return sum >= nodes;
}

void ClassPool::take(const Hold& hold, Instant from, Instant until) {
    hold.counts.for_each([&](const ClassCount& count) {
        free_[count.node_class].add(from, until, -static_cast<StepFunction::Value>(count.nodes));
    });
}

void ClassPool::give_back(const Hold& hold, Instant from, Instant until) {
    hold.counts.for_each([&](const ClassCount& count) {
        free_[count.node_class].add(from, until, static_cast<StepFunction::Value>(count.nodes));
    });
}

void ClassPool::pass_time(Instant now) {
    for (auto& one : free_) one.forget_before(now);
}

}  // namespace sluice::engine
