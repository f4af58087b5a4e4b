// SPDX-License-Identifier: Apache-2.0
//
// Nodes that are only ever given whole, by class: all nodes of one class are alike, and the same requests may
// use them. A plan then needs numbers only, not names: as long as at every instant no more nodes of a class
// are planned than it has, every job finds nodes when it starts. (Jobs are intervals of time, and a job that
// starts finds free all nodes but those of the jobs that run then: interval graphs are perfect.)
//
// A request that may use several classes is bound to a number of nodes of each when it is planned: with
// overlapping sets of classes, numbers alone would not do.
#pragma once

#include <span>
#include <vector>

#include "scheduler/engine/planning/node_pool.hpp"
#include "scheduler/engine/planning/step_function.hpp"

namespace sluice::engine {

class ClassPool final : public NodePool {
  public:
    /// `sizes`: how many nodes each class has that can be used; `windows`: when they are reserved, none: never.
    explicit ClassPool(std::span<const std::uint32_t> sizes, std::vector<Windows> windows = {});

    [[nodiscard]] std::unique_ptr<NodePool> clone() const override { return std::make_unique<ClassPool>(*this); }
    void assign(const NodePool& other) override { free_ = static_cast<const ClassPool&>(other).free_; }
    [[nodiscard]] std::optional<Hold> fit(const Request& request, Instant from, Instant until) const override;
    [[nodiscard]] std::optional<Slot> earliest(const Request& request, const TimeLimit& limit, Instant from,
                                               Instant not_after) const override;
    [[nodiscard]] bool offers(const Hold& hold, Instant from, Instant until) const override;
    [[nodiscard]] bool may_fit(std::uint32_t nodes, Instant from, Instant until) const override;
    void take(const Hold& hold, Instant from, Instant until) override;
    void give_back(const Hold& hold, Instant from, Instant until) override;
    void pass_time(Instant now) override;

    /// How many nodes of a class are free throughout [from, until).
    [[nodiscard]] std::uint32_t free(std::size_t node_class, Instant from, Instant until) const;

  private:
    [[nodiscard]] std::optional<ClassCounts> share_out(const Request& request, Instant from, Instant until) const;
    [[nodiscard]] Instant next_gain(const Request& request, Instant after) const;
    [[nodiscard]] bool admits(const Request& request, std::size_t node_class, Instant from, Instant until) const {
        return windows_.empty() || windows_[node_class].admit(request.reserved_for, from, until);
    }
    [[nodiscard]] Instant first_of_class(const Request& request, const TimeLimit& limit, Instant from) const;
    [[nodiscard]] Instant last_look(const Request& request, Instant from) const;

    std::vector<StepFunction> free_;  // by class
    std::vector<Windows> windows_;    // by class; empty if nothing is reserved
};

}  // namespace sluice::engine
