// SPDX-License-Identifier: Apache-2.0
//
// Between the committed state and the mail program: shows what has changed to MailNews, writes the letters and
// hands them to the Mailer.
#pragma once

#include "scheduler/controller/commit_cycle.hpp"
#include "scheduler/controller/mail_news.hpp"
#include "scheduler/controller/mailer.hpp"

namespace sluice::controller {

class MailDesk {
  public:
    /// Takes all jobs of the state as told of: a restarted controller tells nothing twice.
    MailDesk(boost::asio::io_context& io, const ClusterConfig& config, const engine::ClusterState& state, Instant now);

    /// Tells of these jobs, which have changed and are durable.
    void tell(const std::set<JobId>& jobs, Instant now);

  private:
    /// Of a part of an array: whether with it the end of every part was shown. The state may be ahead of that.
    [[nodiscard]] bool is_last(const Job& job) const;
    void tell_of(const Job& job, Instant now);
    void arm_clock(Instant now);

    const ClusterConfig& config_;
    const engine::ClusterState& state_;
    MailNews news_;
    Mailer mailer_;
    boost::asio::steady_timer clock_;
};

}  // namespace sluice::controller
