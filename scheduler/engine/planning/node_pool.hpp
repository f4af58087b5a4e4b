// SPDX-License-Identifier: Apache-2.0
//
// The nodes' future: what is free at every instant if running jobs use their whole time limit and promised
// jobs start when promised. Two kinds: one counts the nodes of each class (class_pool.hpp), for nodes that are
// only ever given whole; one follows every node by itself (named_pool.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "scheduler/engine/planning/forever.hpp"
#include "scheduler/engine/planning/hold.hpp"
#include "scheduler/engine/request.hpp"

namespace sluice::engine {

struct Slot {
    Instant start;
    Hold hold;
};

class NodePool {
  public:
    virtual ~NodePool() = default;
    [[nodiscard]] virtual std::unique_ptr<NodePool> clone() const = 0;
    /// Becomes a copy of another pool of its own kind.
    virtual void assign(const NodePool& other) = 0;

    /// Nodes for the request throughout [from, until).
    [[nodiscard]] virtual std::optional<Hold> fit(const Request& request, Instant from, Instant until) const = 0;
    /// The same nodes with the same tasks as before; only for pools that know names.
    [[nodiscard]] virtual std::optional<Hold> fit_again(const Request&, const std::vector<TasksOn>&, Instant, Instant) const {
        return std::nullopt;
    }
    /// The first instant in [from, not_after] at which the request fits for `limit`, and nodes for it.
    [[nodiscard]] virtual std::optional<Slot> earliest(const Request& request, const TimeLimit& limit, Instant from,
                                                       Instant not_after) const = 0;
    /// Whether what a job holds is free throughout [from, until).
    [[nodiscard]] virtual bool offers(const Hold& hold, Instant from, Instant until) const = 0;
    /// Whether a promise that stands in the way may be kept at its time on other nodes.
    [[nodiscard]] virtual bool may_move_promises() const { return false; }
    /// Whether it is licences that are missing in [from, until).
    [[nodiscard]] virtual bool lacks_licenses(const Request&, Instant, Instant) const { return false; }
    /// Quickly: whether a request for that many nodes might fit in [from, until). Errs on the side of yes.
    [[nodiscard]] virtual bool may_fit(std::uint32_t nodes, Instant from, Instant until) const = 0;

    /// The same for this request, from the instant of the last pass_time() on and with all promises of later starts
    /// out of the way.
    [[nodiscard]] virtual bool may_start(const Request&) const { return true; }

    /// Takes what fit() or earliest() found, for [from, until).
    virtual void take(const Hold& hold, Instant from, Instant until) = 0;
    /// Undoes take(), for all of its time or the rest of it.
    virtual void give_back(const Hold& hold, Instant from, Instant until) = 0;
    /// What was before `now` will not be asked for again.
    virtual void pass_time(Instant now) = 0;
};

/// Owns a pool; a copy has a pool of its own.
class PoolOwner {
  public:
    PoolOwner() = default;
    explicit PoolOwner(std::unique_ptr<NodePool> pool) : pool_{std::move(pool)} {}
    PoolOwner(const PoolOwner& other) : pool_{other.pool_ ? other.pool_->clone() : nullptr} {}
    PoolOwner(PoolOwner&&) = default;
    PoolOwner& operator=(PoolOwner other) noexcept { return pool_.swap(other.pool_), *this; }
    ~PoolOwner() = default;

    explicit operator bool() const { return pool_ != nullptr; }
    NodePool& operator*() const { return *pool_; }
    NodePool* operator->() const { return pool_.get(); }

  private:
    std::unique_ptr<NodePool> pool_;
};

}  // namespace sluice::engine
