// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/planning/step_function.hpp"

#include <algorithm>
#include <cassert>

namespace sluice::engine {
namespace {

/// The index of the last of `size` ascending values that is not after `when`, or 0. Without branches that
/// depend on the values: the processor could not guess them.
template <class Key, class Time>
std::size_t last_not_after(const Key* keys, std::size_t size, Instant when, Time time) {
    std::size_t at = 0;
    while (size > 1) {
        const auto half = size / 2;
        at += time(keys[at + half]) <= when ? half : 0;
        size -= half;
    }
    return at;
}

}  // namespace

StepFunction::StepFunction(Value value) {
    blocks_.resize(1);
    blocks_[0].from[0] = Instant::min();
    blocks_[0].value[0] = value;
    blocks_[0].size = 1;
    headers_.push_back({Instant::min(), value, value, 0, 0});
}

/// The last change that is not after `when`.
StepFunction::Place StepFunction::find(Instant when) const {
    const auto header = last_not_after(headers_.data(), headers_.size(), when, [](const Header& h) { return h.first; });
    const auto& block = block_of(header);
    return {header, last_not_after(block.from.data(), block.size, when, [](Instant from) { return from; })};
}

StepFunction::Value StepFunction::at(Instant when) const { return value_of(find(when)); }

/// The first change from `from` on that goes below `need`, or is at or after `until`, or the end.
StepFunction::Place StepFunction::next_below(Value need, Place from, Instant until) const {
    for (auto index = from.index; from.header < headers_.size(); ++from.header, index = 0) {
        const auto& header = headers_[from.header];
        if (header.first >= until && index == 0) return {from.header, 0};
        if (header.least + header.addend >= need) continue;
        const auto& block = blocks_[header.block];
        const auto wanted = need - header.addend;
        for (; index < block.size; ++index) {
            if (block.value[index] < wanted) return {from.header, index};
        }
    }
    return {headers_.size(), 0};
}

/// The first change from `from` on that brings at least `need`, or the end.
StepFunction::Place StepFunction::next_reaching(Value need, Place from) const {
    for (auto index = from.index; from.header < headers_.size(); ++from.header, index = 0) {
        const auto& header = headers_[from.header];
        if (header.greatest + header.addend < need) continue;
        const auto& block = blocks_[header.block];
        const auto wanted = need - header.addend;
        for (; index < block.size; ++index) {
            if (block.value[index] >= wanted) return {from.header, index};
        }
    }
    return {headers_.size(), 0};
}

bool StepFunction::holds(Value need, Instant from, Instant until) const {
    const auto dip = next_below(need, find(from), until);
    return is_end(dip) || time_of(dip) >= until;
}

StepFunction::Value StepFunction::least(Instant from, Instant until) const {
    auto place = find(from);
    auto least = value_of(place);
    for (auto index = place.index; place.header < headers_.size(); ++place.header, index = 0) {
        const auto& block = block_of(place.header);
        if (block.from[0] >= until) break;
        const bool whole = index == 0 && place.header + 1 < headers_.size() && headers_[place.header + 1].first < until;
        if (whole) {
            least = std::min(least, headers_[place.header].least + headers_[place.header].addend);
            continue;
        }
        for (; index < block.size && block.from[index] < until; ++index) {
            least = std::min(least, block.value[index] + headers_[place.header].addend);
        }
    }
    return least;
}

Instant StepFunction::earliest(Value need, TimeLimit length, Instant from) const {
    auto place = find(from);
    auto start = from;
    if (value_of(place) < need) {
        place = next_reaching(need, place);
        if (is_end(place)) return kNever;
        start = time_of(place);
    }
    for (;;) {
        const auto end = end_of(start, length);
        const auto dip = next_below(need, place, end);
        if (is_end(dip) || time_of(dip) >= end) return start;
        place = next_reaching(need, dip);
        if (is_end(place)) return kNever;
        start = time_of(place);
    }
}

Instant StepFunction::next_change(Instant when) const {
    auto place = find(when);
    if (time_of(place) > when) return time_of(place);
    if (++place.index == block_of(place.header).size) place = {place.header + 1, 0};
    return is_end(place) ? kNever : time_of(place);
}

Instant StepFunction::last_change() const { return time_of(find(kEternity - Duration{1})); }

std::size_t StepFunction::size() const {
    std::size_t size = 0;
    for (std::size_t i = 0; i < headers_.size(); ++i) size += block_of(i).size;
    return size;
}

void StepFunction::add(Instant from, Instant until, Value delta) {
    if (from >= until || delta == 0) return;
    if (until != kNever) split_at(until);
    auto place = split_at(from);
    for (; !is_end(place) && headers_[place.header].first < until; place = {place.header + 1, 0}) {
        const auto& block = block_of(place.header);
        const bool whole = place.index == 0 && block.from[block.size - 1] < until;
        if (whole) {
            headers_[place.header].addend += delta;
            continue;
        }
        const auto* end = std::lower_bound(block.from.data() + place.index, block.from.data() + block.size, until);
        add_in_block(place.header, place.index, static_cast<std::size_t>(end - block.from.data()), delta);
    }
    merge_at(from);
    if (until != kNever) merge_at(until);
}

void StepFunction::add_in_block(std::size_t header, std::size_t first, std::size_t last, Value delta) {
    auto& block = block_of(header);
    for (auto i = first; i < last; ++i) block.value[i] += delta;
    summarize(header);
}

void StepFunction::summarize(std::size_t header) {
    const auto& block = block_of(header);
    auto least = block.value[0], greatest = block.value[0];
    for (std::size_t i = 1; i < block.size; ++i) {
        least = std::min(least, block.value[i]);
        greatest = std::max(greatest, block.value[i]);
    }
    headers_[header].least = least;
    headers_[header].greatest = greatest;
}

/// Makes `when` a change, if only one of nothing.
StepFunction::Place StepFunction::split_at(Instant when) {
    const auto place = find(when);
    if (time_of(place) >= when) return place;
    return insert({place.header, place.index + 1}, when, block_of(place.header).value[place.index]);
}

StepFunction::Place StepFunction::insert(Place before, Instant when, Value value) {
    if (block_of(before.header).size == kBlockSize) {
        split_block(before.header);
        constexpr auto kHalf = kBlockSize / 2;
        if (before.index > kHalf) before = {before.header + 1, before.index - kHalf};
    }
    auto& block = block_of(before.header);
    std::copy_backward(block.from.data() + before.index, block.from.data() + block.size, block.from.data() + block.size + 1);
    std::copy_backward(block.value.data() + before.index, block.value.data() + block.size, block.value.data() + block.size + 1);
    block.from[before.index] = when;
    block.value[before.index] = value;
    ++block.size;
    return before;
}

void StepFunction::split_block(std::size_t header) {
    constexpr auto kHalf = kBlockSize / 2;
    auto number = static_cast<std::uint32_t>(blocks_.size());
    if (unused_.empty()) {
        blocks_.emplace_back();
    } else {
        number = unused_.back();
        unused_.pop_back();
    }
    auto& low = block_of(header);
    auto& high = blocks_[number];
    std::copy(low.from.begin() + kHalf, low.from.end(), high.from.begin());
    std::copy(low.value.begin() + kHalf, low.value.end(), high.value.begin());
    low.size = high.size = kHalf;
    const Header added{high.from[0], 0, 0, headers_[header].addend, number};
    headers_.insert(headers_.begin() + static_cast<std::ptrdiff_t>(header) + 1, added);
    summarize(header);
    summarize(header + 1);
}

bool StepFunction::step_back(Place& place) const {
    if (place.index > 0) return --place.index, true;
    if (place.header == 0) return false;
    place = {place.header - 1, block_of(place.header - 1).size - 1};
    return true;
}

/// Takes away the change at `when` if it changes nothing.
void StepFunction::merge_at(Instant when) {
    const auto place = find(when);
    auto before = place;
    if (time_of(place) != when || !step_back(before) || value_of(before) != value_of(place)) return;
    auto& block = block_of(place.header);
    const auto at = static_cast<std::ptrdiff_t>(place.index), size = static_cast<std::ptrdiff_t>(block.size);
    std::copy(block.from.begin() + at + 1, block.from.begin() + size, block.from.begin() + at);
    std::copy(block.value.begin() + at + 1, block.value.begin() + size, block.value.begin() + at);
    if (--block.size == 0) return drop_block(place.header);
    if (place.index > 0) return;  // the value is still there
    headers_[place.header].first = block.from[0];
    summarize(place.header);
}

void StepFunction::drop_block(std::size_t header) {
    unused_.push_back(headers_[header].block);
    headers_.erase(headers_.begin() + static_cast<std::ptrdiff_t>(header));
}

void StepFunction::forget_before(Instant when) {
    std::size_t past = 0;
    while (past + 1 < headers_.size() && headers_[past + 1].first <= when) ++past;
    for (std::size_t i = 0; i < past; ++i) unused_.push_back(headers_[i].block);
    headers_.erase(headers_.begin(), headers_.begin() + static_cast<std::ptrdiff_t>(past));
}

}  // namespace sluice::engine
