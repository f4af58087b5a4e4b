// SPDX-License-Identifier: Apache-2.0
//
// Runs the site's mail program for each letter, a few at a time, without ever waiting for one.
//
// Belongs to the io_context thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <string>

#include "scheduler/controller/mail_letter.hpp"

namespace sluice::controller {

class Mailer {
  public:
    Mailer(boost::asio::io_context& io, std::string program);

    /// Sends it soon. Where the program does not exist nothing is sent; what goes wrong later is in the log.
    void send(Letter letter);

  private:
    using Clock = std::chrono::steady_clock;

    void start_next();
    /// False: it could not be started.
    bool start(const Letter& letter);
    void await_ends();
    void collect();
    void end_late_ones();

    std::string program_;
    std::deque<Letter> waiting_;
    std::map<int, Clock::time_point> running_;  // process numbers, and when they are ended
    boost::asio::signal_set ends_;
    boost::asio::steady_timer clock_;
    bool awaiting_ = false;
    bool missing_told_ = false;
};

}  // namespace sluice::controller
