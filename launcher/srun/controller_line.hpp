// SPDX-License-Identifier: Apache-2.0
//
// srun's line to the controller. A controller that restarts is waited for: the line is dialled again, and
// what is outstanding is asked again, which is safe because requests that create something carry a key.
#pragma once

#include <functional>
#include <map>

#include "scheduler/model/cluster.hpp"
#include "scheduler/wire/connection.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::srun {

namespace asio = boost::asio;

class ControllerLine {
  public:
    /// How long a controller that is away is waited for before a request fails.
    static constexpr std::chrono::milliseconds kPatience{4000};

    ControllerLine(asio::any_io_executor executor, const ClusterConfig& config);

    /// Keeps the line up; for ever.
    asio::awaitable<void> run();

    /// Sends a request and returns its reply; an ErrorReply becomes the error.
    asio::awaitable<Result<wire::Message>> call(wire::Message request, std::chrono::milliseconds patience = kPatience);

    /// Sends a request whose replies are a stream, and sends it again whenever the line was lost.
    using OnNews = std::function<void(const wire::Message&)>;
    using WatchId = std::uint64_t;
    WatchId watch(wire::Message request, OnNews on_news);
    /// What is sent from now on when the line was lost.
    void renew(WatchId id, wire::Message request);
    void forget(WatchId id) { outstanding_.erase(id); }

    /// Returns when all requests are on their way, or the line is down.
    asio::awaitable<void> sent();

    [[nodiscard]] bool is_up() const { return connection_ && connection_->is_open(); }
    /// Why there is no line, and since when.
    [[nodiscard]] const Error& trouble() const { return trouble_; }
    [[nodiscard]] std::chrono::milliseconds down_for() const;

  private:
    struct Outstanding {
        wire::Message request;
        OnNews on_news;
    };
    asio::awaitable<void> converse();

    const ClusterConfig& config_;
    wire::Bell bell_;
    wire::ConnectionPtr connection_;
    std::map<WatchId, Outstanding> outstanding_;
    WatchId last_id_ = 0;
    wire::Clock::time_point down_since_ = wire::Clock::now();
    Error trouble_{Errc::connection_failed, {}};
};

}  // namespace sluice::srun
