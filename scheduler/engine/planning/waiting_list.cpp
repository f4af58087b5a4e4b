// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/waiting_list.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::engine {

namespace {

/// The least that a job wants in any of its partitions.
std::uint32_t nodes_wanted(const Waiting& job) {
    auto least = job.request->min_nodes;
    for (const auto& other : job.request->elsewhere) least = std::min(least, other.min_nodes);
    return least;
}

Duration time_wanted(const Waiting& job) {
    const auto of = [](const Request& request, const TimeLimit& limit) { return (request.least ? request.least : limit).value_or(Duration::max()); };
    auto least = of(*job.request, job.limit);
    for (const auto& other : job.request->elsewhere) least = std::min(least, of(other, other.limit));
    return least;
}

}  // namespace

bool WaitingList::precedes(const Waiting& a, const QueueKey& key, Duration length) const {
    if (order_ == ListOrder::shortest && a.length() != length) return a.length() < length;
    return a.key < key;
}

/// The first job that does not precede the key.
WaitingList::Place WaitingList::lower_bound(const QueueKey& key, Duration length) const {
    const auto block = std::partition_point(blocks_.begin(), blocks_.end(), [&](const Block& b) {
        return precedes(b.jobs.back(), key, length);
    });
    if (block == blocks_.end()) return {blocks_.size(), 0};
    const auto job = std::partition_point(block->jobs.begin(), block->jobs.end(),
                                          [&](const Waiting& w) { return precedes(w, key, length); });
    return {static_cast<std::size_t>(block - blocks_.begin()), static_cast<std::size_t>(job - block->jobs.begin())};
}

WaitingList::Place WaitingList::find(const QueueKey& key, const TimeLimit& limit) const {
    const auto place = lower_bound(key, limit.value_or(Duration::max()));
    assert(!is_end(place) && at(place).key == key);
    return place;
}

WaitingList::Place WaitingList::insert(Waiting job) {
    auto place = lower_bound(job.key, job.length());
    if (is_end(place)) {
        if (blocks_.empty()) blocks_.emplace_back();
        place = {blocks_.size() - 1, blocks_.back().jobs.size()};
    }
    if (blocks_[place.block].jobs.size() == kBlockSize) {
        split(place.block);
        const auto low = blocks_[place.block].jobs.size();
        if (place.index > low) place = {place.block + 1, place.index - low};
    }
    auto& block = blocks_[place.block];
    const bool first = block.jobs.empty();
    block.least_nodes = first ? nodes_wanted(job) : std::min(block.least_nodes, nodes_wanted(job));
    block.shortest = first ? time_wanted(job) : std::min(block.shortest, time_wanted(job));
    block.jobs.insert(block.jobs.begin() + static_cast<std::ptrdiff_t>(place.index), std::move(job));
    ++size_;
    return place;
}

/// A full block is halved, but the last one is left full: most jobs come at the end.
void WaitingList::split(std::size_t number) {
    const auto keep = number + 1 == blocks_.size() ? kBlockSize - 1 : kBlockSize / 2;
    Block high;
    high.jobs.reserve(kBlockSize);
    auto& low = blocks_[number];
    const auto middle = low.jobs.begin() + static_cast<std::ptrdiff_t>(keep);
    std::move(middle, low.jobs.end(), std::back_inserter(high.jobs));
    low.jobs.erase(middle, low.jobs.end());
    summarize(low);
    summarize(high);
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(number) + 1, std::move(high));
}

void WaitingList::summarize(Block& block) {
    block.least_nodes = UINT32_MAX;
    block.shortest = Duration::max();
    for (const auto& job : block.jobs) {
        block.least_nodes = std::min(block.least_nodes, nodes_wanted(job));
        block.shortest = std::min(block.shortest, time_wanted(job));
    }
}

WaitingList::Place WaitingList::erase(Place place) {
    auto& block = blocks_[place.block];
    const auto job = block.jobs.begin() + static_cast<std::ptrdiff_t>(place.index);
    const bool was_least = nodes_wanted(*job) == block.least_nodes || time_wanted(*job) == block.shortest;
    block.jobs.erase(job);
    --size_;
    if (block.jobs.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(place.block));
    else if (was_least) summarize(block);
    return after_erased(place);
}

WaitingList::Place WaitingList::after_erased(Place place) const {
    if (is_end(place) || place.index < blocks_[place.block].jobs.size()) return place;
    return next_block(place);
}

WaitingList::Place WaitingList::next(Place place) const {
    ++place.index;
    return place.index < blocks_[place.block].jobs.size() ? place : next_block(place);
}

}  // namespace sluice::engine
