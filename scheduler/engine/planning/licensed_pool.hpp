// SPDX-License-Identifier: Apache-2.0
//
// A pool of nodes in a cluster that also has licences: a job starts when both its nodes and its licences are
// there.
#pragma once

#include <span>
#include <vector>

#include "scheduler/engine/planning/node_pool.hpp"
#include "scheduler/engine/planning/step_function.hpp"

namespace sluice::engine {

class LicensedPool final : public NodePool {
  public:
    /// `totals`: how many of each licence there are; Request::licenses and Hold::licenses are indexed by it.
    LicensedPool(PoolOwner nodes, const std::vector<std::uint32_t>& totals);

    [[nodiscard]] std::unique_ptr<NodePool> clone() const override { return std::make_unique<LicensedPool>(*this); }
    void assign(const NodePool& other) override;
    [[nodiscard]] bool may_move_promises() const override { return nodes_->may_move_promises(); }
    [[nodiscard]] std::optional<Hold> fit(const Request& request, Instant from, Instant until) const override;
    [[nodiscard]] std::optional<Hold> fit_again(const Request& request, const std::vector<TasksOn>& where, Instant from,
                                                Instant until) const override;
    [[nodiscard]] std::optional<Slot> earliest(const Request& request, const TimeLimit& limit, Instant from,
                                               Instant not_after) const override;
    [[nodiscard]] bool offers(const Hold& hold, Instant from, Instant until) const override;
    [[nodiscard]] bool may_fit(std::uint32_t nodes, Instant from, Instant until) const override {
        return nodes_->may_fit(nodes, from, until);
    }
    [[nodiscard]] bool may_start(const Request& request) const override { return nodes_->may_start(request); }
    void take(const Hold& hold, Instant from, Instant until) override;
    void give_back(const Hold& hold, Instant from, Instant until) override;
    void pass_time(Instant now) override;
    [[nodiscard]] bool lacks_licenses(const Request& request, Instant from, Instant until) const override {
        return !has(request.licenses.all(), from, until);
    }

  private:
    [[nodiscard]] bool has(std::span<const LicenseShare> licenses, Instant from, Instant until) const;
    [[nodiscard]] Instant first_with(std::span<const LicenseShare> licenses, const TimeLimit& limit, Instant from) const;
    void change(const Hold& hold, Instant from, Instant until, StepFunction::Value sign);

    PoolOwner nodes_;
    std::vector<StepFunction> free_;  // by licence
};

}  // namespace sluice::engine
