// SPDX-License-Identifier: Apache-2.0
//
// The job that salloc makes, and srun when it is not called inside one: submitted, waited for, given back.
#pragma once

#include <optional>
#include <utility>

#include "launcher/srun/controller_line.hpp"
#include "launcher/srun/order.hpp"

namespace sluice::srun {

class Allocation {
  public:
    Allocation(asio::any_io_executor executor, ControllerLine& controller, const Order& order)
        : bell_{std::move(executor)}, controller_{controller}, order_{order} {}
    ~Allocation() { controller_.forget(watch_); }
    Allocation(const Allocation&) = delete;
    Allocation& operator=(const Allocation&) = delete;

    /// Returns when the job has its nodes. The error's detail is what the user reads after "error: ".
    asio::awaitable<Result<Job>> obtain();
    /// Gives the job up; a waiting obtain() fails.
    void revoke();
    /// The command ends with this code, and the job with it.
    asio::awaitable<void> release(int status);
    /// The command has ended well, and the job with it: the controller hears of it, but is not waited for.
    asio::awaitable<void> hand_back();
    /// Nobody holds the job any more, and it goes on.
    void leave() { controller_.forget(std::exchange(watch_, 0)); }

    /// Of the job that was obtained.
    [[nodiscard]] JobId id() const { return *id_; }
    /// How the job ended that was obtained; empty while it runs.
    [[nodiscard]] std::optional<JobState> ended() const;
    /// Rings at every news of the job.
    [[nodiscard]] wire::Bell& bell() { return bell_; }

  private:
    asio::awaitable<Result<void>> submit();
    [[nodiscard]] wire::Message finish_request(ExitCode code) const;
    asio::awaitable<void> wait_in_line();
    void tell_waiting() const;
    void tell(std::string_view line) const;
    [[nodiscard]] bool waiting() const;
    [[nodiscard]] Error refused(const Error& error) const;
    [[nodiscard]] Error why_not() const;

    wire::Bell bell_;
    ControllerLine& controller_;
    const Order& order_;
    ControllerLine::WatchId watch_ = 0;
    std::optional<JobId> id_;
    std::optional<Job> job_;  // as the controller last told
    std::optional<Error> refusal_;
    bool revoked_ = false;
};

/// --test-only: says when and where the job would start. Returns the exit code.
asio::awaitable<int> test_only(ControllerLine& controller, const Order& order);

}  // namespace sluice::srun
