// SPDX-License-Identifier: Apache-2.0
//
// A count that changes over time and is constant between its changes: how many nodes of a class, or licences,
// are free from now to the end of time.
//
// The changes lie in blocks that know their least and greatest value, so that a search steps over most of
// them without looking inside. B changes cost: add() O(B/128 + 128), earliest() O(B/128 + 128) for each dip
// that it must step over.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scheduler/engine/planning/forever.hpp"

namespace sluice::engine {

class StepFunction {
  public:
    using Value = std::int32_t;

    /// The same value at all times.
    explicit StepFunction(Value value = 0);

    [[nodiscard]] Value at(Instant when) const;
    /// The least value in [from, until); from < until.
    [[nodiscard]] Value least(Instant from, Instant until) const;
    /// Whether the value is at least `need` throughout [from, until).
    [[nodiscard]] bool holds(Value need, Instant from, Instant until) const;
    /// The first instant, not before `from`, that is followed by `length` with at least `need`; kNever if none.
    [[nodiscard]] Instant earliest(Value need, TimeLimit length, Instant from) const;
    /// The first instant after `when` at which the value changes; kNever if none.
    [[nodiscard]] Instant next_change(Instant when) const;
    /// The last one before kEternity, where jobs without a limit end; Instant::min() if none.
    [[nodiscard]] Instant last_change() const;
    /// The number of changes, and one.
    [[nodiscard]] std::size_t size() const;

    /// Adds `delta` in [from, until).
    void add(Instant from, Instant until, Value delta);
    /// What was before `when` will not be asked for again.
    void forget_before(Instant when);

  private:
    static constexpr std::size_t kBlockSize = 32;
    struct Block {
        std::array<Instant, kBlockSize> from;   // ascending; each value holds until the next one's
        std::array<Value, kBlockSize> value;    // without the header's addend
        std::size_t size = 0;
    };
    struct Header {
        Instant first;
        Value least = 0;     // of the block, without the addend
        Value greatest = 0;
        Value addend = 0;    // of all values of the block
        std::uint32_t block = 0;
    };
    struct Place {
        std::size_t header = 0;
        std::size_t index = 0;
    };

    [[nodiscard]] const Block& block_of(std::size_t header) const { return blocks_[headers_[header].block]; }
    Block& block_of(std::size_t header) { return blocks_[headers_[header].block]; }
    [[nodiscard]] Place find(Instant when) const;
    [[nodiscard]] Instant time_of(Place place) const { return block_of(place.header).from[place.index]; }
    [[nodiscard]] Value value_of(Place place) const {
        return block_of(place.header).value[place.index] + headers_[place.header].addend;
    }
    [[nodiscard]] bool is_end(Place place) const { return place.header == headers_.size(); }
    bool step_back(Place& place) const;
    [[nodiscard]] Place next_below(Value need, Place from, Instant until) const;
    [[nodiscard]] Place next_reaching(Value need, Place from) const;

    Place split_at(Instant when);
    Place insert(Place before, Instant when, Value value);
    void split_block(std::size_t header);
    void add_in_block(std::size_t header, std::size_t first, std::size_t last, Value delta);
    void merge_at(Instant when);
    void summarize(std::size_t header);
    void drop_block(std::size_t header);

    std::vector<Header> headers_;
    std::vector<Block> blocks_;           // in no order
    std::vector<std::uint32_t> unused_;   // of blocks_
};

}  // namespace sluice::engine
