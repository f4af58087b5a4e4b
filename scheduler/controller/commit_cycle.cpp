// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/commit_cycle.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "scheduler/controller/payload.hpp"

namespace sluice::controller {

CommitCycle::CommitCycle(boost::asio::io_context& io, engine::Engine engine, store::Store store, OnCommitted on_committed)
    : io_{io},
      engine_{std::move(engine)},
      journal_{engine_},
      on_committed_{std::move(on_committed)},
      wake_{io},
      committer_{std::move(store), [this](Result<void> result) {
                     boost::asio::post(io_, [this, result = std::move(result)] { committed(result); });
                 }} {}

Instant CommitCycle::now() {
    const auto wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return last_now_ = std::max(last_now_, wall);
}

Result<StepId> CommitCycle::apply(const engine::Event& event) {
    const auto when = now();
    auto outcome = engine_.apply(event, when);
    if (!outcome.answer) return outcome.answer;  // refused: nothing changed
    journal_.note(event, outcome, when);
    effects_.insert(effects_.end(), outcome.effects.begin(), outcome.effects.end());
    schedule_due_ = true;
    plan_flush();
    return outcome.answer;
}

void CommitCycle::then(std::function<void()> action) {
    if (journal_.empty() && !committing_) return action();
    actions_.push_back(std::move(action));
    plan_flush();
}

std::string CommitCycle::keep(std::string bytes) {
    if (bytes.empty()) return {};
    auto key = payload_key(bytes);
    journal_.keep(key, std::move(bytes));
    return key;
}

void CommitCycle::nudge() {
    schedule_due_ = true;
    plan_flush();
}

/// Everything that is ready to run now runs before the flush, and so joins its batch.
void CommitCycle::plan_flush() {
    if (flush_planned_ || committing_) return;
    flush_planned_ = true;
    boost::asio::post(io_, [this] { flush(); });
}

void CommitCycle::flush() {
    flush_planned_ = false;
    if (std::exchange(schedule_due_, false)) {
        const engine::Event schedule = engine::Schedule{};
        const auto when = now();
        auto outcome = engine_.apply(schedule, when);
        journal_.note(schedule, outcome, when);
        effects_.insert(effects_.end(), outcome.effects.begin(), outcome.effects.end());
    }
    arm_timer();
    in_flight_ = {journal_.changed_jobs(), journal_.changed_steps(), std::exchange(effects_, {})};
    in_flight_actions_ = std::exchange(actions_, {});
    committing_ = true;
    if (journal_.empty()) return committed({});
    committer_.commit(journal_.take());
}

void CommitCycle::committed(Result<void> result) {
    if (!result) return on_failure(result.error());
    committing_ = false;
    const auto done = std::exchange(in_flight_, {});
    for (const auto& action : std::exchange(in_flight_actions_, {})) action();
    on_committed_(done);
    if (!journal_.empty() || !actions_.empty() || schedule_due_) plan_flush();
}

void CommitCycle::arm_timer() {
    const auto wake = engine_.next_wake();
    if (!wake) {
        wake_.cancel();
        return;
    }
    const auto wait = std::chrono::system_clock::time_point{*wake} - std::chrono::system_clock::now();
    wake_.expires_after(std::max<std::chrono::nanoseconds>(wait, std::chrono::milliseconds{1}));
    wake_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec) nudge();
    });
}

}  // namespace sluice::controller
