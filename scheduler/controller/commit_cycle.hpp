// SPDX-License-Identifier: Apache-2.0
//
// The heart of the controller: events go into the engine at once; what they changed is gathered and made
// durable as one transaction; only then do replies leave and effects happen. While a transaction is on its
// way to the disk the next batch gathers, so under load many requests share one commit.
//
// Belongs to the io_context thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <vector>

#include "scheduler/controller/journal.hpp"
#include "scheduler/engine/engine.hpp"
#include "scheduler/store/committer.hpp"

namespace sluice::controller {

/// What became durable with one commit.
struct Committed {
    std::set<JobId> jobs;
    std::set<engine::StepRun> steps;
    std::vector<engine::Effect> effects;
};

class CommitCycle {
  public:
    using OnCommitted = std::function<void(const Committed&)>;

    CommitCycle(boost::asio::io_context& io, engine::Engine engine, store::Store store, OnCommitted on_committed);

    /// Applies an event. Its effects happen after the commit; say what else must wait for it with `then`.
    Result<StepId> apply(const engine::Event& event);

    /// Calls `action` once everything applied so far is durable; at once if it already is.
    void then(std::function<void()> action);

    /// Keeps bytes under the key returned (their SHA-256), durable with the next commit.
    std::string keep(std::string bytes);

    [[nodiscard]] const engine::Engine& engine() const { return engine_; }
    [[nodiscard]] const engine::ClusterState& state() const { return engine_.state(); }
    /// Whole seconds of the wall clock; never goes back.
    Instant now();

    /// Looks at the queue soon although nothing was applied; for the first time after a start.
    void nudge();
    /// Called when the store fails: the controller cannot go on.
    std::function<void(const Error&)> on_failure;

  private:
    void plan_flush();
    void flush();
    void committed(Result<void> result);
    void arm_timer();

    boost::asio::io_context& io_;
    engine::Engine engine_;
    Journal journal_;
    OnCommitted on_committed_;
    boost::asio::steady_timer wake_;
    Instant last_now_{};
    bool flush_planned_ = false;
    bool schedule_due_ = false;
    bool committing_ = false;
    std::vector<engine::Effect> effects_;
    std::vector<std::function<void()>> actions_;
    Committed in_flight_;
    std::vector<std::function<void()>> in_flight_actions_;
    store::Committer committer_;  // last: its thread must end before the rest goes
};

}  // namespace sluice::controller
