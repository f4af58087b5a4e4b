// SPDX-License-Identifier: Apache-2.0
//
// The jobs that wait, in an order, in blocks that know the least that any of their jobs wants: so that a
// search for the next job that may fit steps over most of the others.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/planning/hold.hpp"
#include "scheduler/engine/planning/queue_key.hpp"
#include "scheduler/engine/request.hpp"

namespace sluice::engine {

/// A TimeLimit in half the room.
class Limit {
  public:
    Limit() = default;
    Limit(const TimeLimit& limit) : length_{limit.value_or(Duration::max())} {}
    operator TimeLimit() const { return length_ == Duration::max() ? TimeLimit{} : TimeLimit{length_}; }
    /// Duration::max() if there is none.
    [[nodiscard]] Duration length() const { return length_; }

  private:
    Duration length_ = Duration::max();
};

/// A job in the queue, as the planner sees it.
struct Waiting {
    QueueKey key;
    const Request* request = nullptr;  // the first choice; others are in request->elsewhere
    Limit limit;                       // in the first choice
    Instant promised = kNever;         // kNever: no start was promised
    Limit granted;                     // for how long, of a promise
    Instant booked_from = kNever;      // from when its nodes are kept: a due promise may wait for a job that is just being ended
    Hold hold;                         // what was promised
    std::uint32_t count = 1;           // so many alike: tasks of an array that may start
    std::uint16_t choice = 0;          // where: 0 is request, n is request->elsewhere[n - 1]
    bool fresh = true;                 // not looked at since it came

    [[nodiscard]] bool has_promise() const { return promised != kNever; }
    [[nodiscard]] Duration length() const { return limit.length(); }
};

enum class ListOrder : std::uint8_t {
    queue,     // by key
    shortest,  // by time limit, then by key
};

class WaitingList {
  public:
    struct Place {
        std::size_t block = 0;
        std::size_t index = 0;
        friend auto operator<=>(const Place&, const Place&) = default;
    };

    explicit WaitingList(ListOrder order = ListOrder::queue) : order_{order} {}

    [[nodiscard]] std::size_t size() const { return size_; }
    Place insert(Waiting job);
    /// The job of that key (and time limit, when that is the order), which must be there.
    [[nodiscard]] Place find(const QueueKey& key, const TimeLimit& limit) const;
    /// Takes a job out; returns the place of the one after it.
    Place erase(Place place);
    /// The same, for one that was taken out already.
    [[nodiscard]] Place after_erased(Place place) const;

    [[nodiscard]] Place begin() const { return {}; }
    [[nodiscard]] bool is_end(Place place) const { return place.block == blocks_.size(); }
    [[nodiscard]] Place next(Place place) const;
    [[nodiscard]] Place next_block(Place place) const { return {place.block + 1, 0}; }
    Waiting& at(Place place) { return blocks_[place.block].jobs[place.index]; }
    [[nodiscard]] const Waiting& at(Place place) const { return blocks_[place.block].jobs[place.index]; }
    /// What each job of the place's block wants at least.
    [[nodiscard]] std::uint32_t least_nodes(Place place) const { return blocks_[place.block].least_nodes; }
    [[nodiscard]] Duration shortest(Place place) const { return blocks_[place.block].shortest; }

  private:
    static constexpr std::size_t kBlockSize = 64;
    struct Block {
        std::vector<Waiting> jobs;
        std::uint32_t least_nodes = 0;  // no job in it wants fewer, perhaps all want more
        Duration shortest{0};
    };

    [[nodiscard]] bool precedes(const Waiting& a, const QueueKey& key, Duration length) const;
    [[nodiscard]] Place lower_bound(const QueueKey& key, Duration length) const;
    void split(std::size_t block);
    static void summarize(Block& block);

    ListOrder order_;
    std::vector<Block> blocks_;  // none is empty
    std::size_t size_ = 0;
};

}  // namespace sluice::engine
