// SPDX-License-Identifier: Apache-2.0
//
// A step as the controller knows it: asked for once, watched to its end, through restarts of the controller.
#pragma once

#include <optional>

#include "launcher/srun/controller_line.hpp"
#include "launcher/srun/order.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::srun {

class StepTicket {
  public:
    /// Rings `bell` at every news.
    StepTicket(ControllerLine& controller, wire::Bell& bell, const Order& order)
        : controller_{controller}, bell_{bell}, order_{order} {}
    ~StepTicket() { controller_.forget(watch_); }
    StepTicket(const StepTicket&) = delete;
    StepTicket& operator=(const StepTicket&) = delete;

    /// Asks for the step, and returns when it has its nodes. Error: why it never will.
    asio::awaitable<Result<Step>> obtain(JobId job, const StepSpec& spec);
    /// Asks the controller to end it; a waiting obtain() fails.
    void cancel();

    [[nodiscard]] bool has_ended() const;
    /// The state it ended with, as far as is known.
    [[nodiscard]] JobState state() const { return step_ ? step_->state : JobState::pending; }
    /// Its whole job was ended, by somebody or its time limit, and its script with all that this runs is told to end.
    [[nodiscard]] bool script_was_ended() const { return script_was_ended_; }
    /// Returns when the controller has seen the end, or after a moment, so that whoever asks next sees it.
    asio::awaitable<void> settled();

  private:
    void on_news(const wire::Message& message);
    [[nodiscard]] bool waiting() const;
    asio::awaitable<void> wait_in_line();

    ControllerLine& controller_;
    wire::Bell& bell_;
    const Order& order_;
    ControllerLine::WatchId watch_ = 0;
    JobId job_;
    std::optional<Step> step_;
    std::optional<Error> refusal_;
    bool cancelled_ = false;
    bool script_was_ended_ = false;
};

}  // namespace sluice::srun
