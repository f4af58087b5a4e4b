// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/licensed_pool.hpp"

#include <algorithm>

namespace sluice::engine {
namespace {

StepFunction::Value value(std::uint32_t count) { return static_cast<StepFunction::Value>(count); }

}  // namespace

LicensedPool::LicensedPool(PoolOwner nodes, const std::vector<std::uint32_t>& totals) : nodes_{std::move(nodes)} {
    for (const auto total : totals) free_.emplace_back(value(total));
}

void LicensedPool::assign(const NodePool& other) {
    const auto& pool = static_cast<const LicensedPool&>(other);
    nodes_->assign(*pool.nodes_);
    free_ = pool.free_;
}

bool LicensedPool::has(std::span<const LicenseShare> licenses, Instant from, Instant until) const {
    return std::ranges::all_of(licenses, [&](const LicenseShare& share) {
        return free_[share.license].holds(value(share.count), from, until);
    });
}

std::optional<Hold> LicensedPool::fit(const Request& request, Instant from, Instant until) const {
    if (!has(request.licenses.all(), from, until)) return std::nullopt;
    auto hold = nodes_->fit(request, from, until);
    if (hold) hold->licenses = request.licenses;
    return hold;
}

std::optional<Hold> LicensedPool::fit_again(const Request& request, const std::vector<TasksOn>& where, Instant from,
                                            Instant until) const {
    if (!has(request.licenses.all(), from, until)) return std::nullopt;
    auto hold = nodes_->fit_again(request, where, from, until);
    if (hold) hold->licenses = request.licenses;
    return hold;
}

/// The first instant from `from` on at which all the licences are there for `limit`; kNever if none.
Instant LicensedPool::first_with(std::span<const LicenseShare> licenses, const TimeLimit& limit, Instant from) const {
    for (auto start = from; start != kNever;) {
        auto next = start;
        for (const auto& share : licenses) next = free_[share.license].earliest(value(share.count), limit, next);
        if (next == start) return start;
        start = next;
    }
    return kNever;
}

/// The nodes say when at the earliest, then the licences, in turn, until they agree: each only moves it later.
std::optional<Slot> LicensedPool::earliest(const Request& request, const TimeLimit& limit, Instant from,
                                           Instant not_after) const {
    for (;;) {
        from = first_with(request.licenses.all(), limit, from);
        if (from == kNever || from > not_after) return std::nullopt;
        auto slot = nodes_->earliest(request, limit, from, not_after);
        if (!slot) return std::nullopt;
        if (has(request.licenses.all(), slot->start, end_of(slot->start, limit))) {
            slot->hold.licenses = request.licenses;
            return slot;
        }
        from = slot->start;
    }
}

bool LicensedPool::offers(const Hold& hold, Instant from, Instant until) const {
    return has(hold.licenses.all(), from, until) && nodes_->offers(hold, from, until);
}

void LicensedPool::change(const Hold& hold, Instant from, Instant until, StepFunction::Value sign) {
    for (const auto& share : hold.licenses) free_[share.license].add(from, until, sign * value(share.count));
}

void LicensedPool::take(const Hold& hold, Instant from, Instant until) {
    nodes_->take(hold, from, until);
    change(hold, from, until, -1);
}

void LicensedPool::give_back(const Hold& hold, Instant from, Instant until) {
    nodes_->give_back(hold, from, until);
    change(hold, from, until, 1);
}

void LicensedPool::pass_time(Instant now) {
    nodes_->pass_time(now);
    for (auto& one : free_) one.forget_before(now);
}

}  // namespace sluice::engine
