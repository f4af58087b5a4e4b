// SPDX-License-Identifier: Apache-2.0
//
// The steps of this node, from launch order to acknowledged end. What is needed after a restart of the daemon
// lies in the spools; this table is made from them again.
//
//   launch order -> shepherd started -> greeting: StepStarted -> result: StepEnded, until acknowledged
//
// Every message to the controller may be sent twice, and every order may come twice.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "launcher/node/paths.hpp"
#include "launcher/node/tombstones.hpp"
#include "scheduler/wire/connection.hpp"

namespace sluice::node {

namespace asio = boost::asio;

class Steps {
  public:
    struct Links {
        std::function<void(const wire::Message&)> to_controller;
        std::function<Result<pid_t>(const StepSpool&, const Descriptor& lock)> start_shepherd;
    };
    /// `context` is what every shepherd of this node is told besides its launch order.
    Steps(asio::any_io_executor executor, NodePaths paths, wire::ShepherdOrder context, Links links);

    /// Takes over what an earlier daemon left in the spools.
    void adopt();
    /// Alive here, or ended and not yet acknowledged.
    [[nodiscard]] std::vector<StepKey> keys() const;
    [[nodiscard]] bool any_alive() const;

    // orders of the controller
    void registered();
    void launch(const wire::LaunchOrder& order);
    void signal(const wire::SignalOrder& order);
    void acknowledged(const StepKey& key);

    // news of the shepherds
    void greeted(const wire::ShepherdHello& hello, wire::ConnectionPtr connection);
    void ended(const wire::StepEnded& result);
    void hung_up(const StepKey& key, const wire::ConnectionPtr& connection);
    void child_ended(pid_t pid);

    /// To be called every second: repeats what was not acknowledged, notices shepherds that died unseen.
    void tick();
    /// Ends all steps: SIGTERM, SIGKILL after `kill_wait`. Returns when none is alive, or after some seconds.
    asio::awaitable<void> end_all(std::chrono::seconds kill_wait);

  private:
    enum class Phase { starting, running, burying, ended };
    struct Record {
        Phase phase = Phase::starting;
        pid_t pid = -1;
        wire::ConnectionPtr shepherd;
        std::vector<wire::SignalOrder> undelivered;
        std::optional<wire::StepEnded> result;
        int ticks = 0;  // in this phase
    };
    using Entry = std::map<StepKey, Record>::value_type;

    Result<void> start(const StepKey& key, const wire::LaunchOrder& order, Record& record);
    void adopt_one(const StepKey& key);
    void examine(Entry& entry);
    void enter(Record& record, Phase phase);
    void set_result(Entry& entry, wire::StepEnded result);
    void launch_failed(const StepKey& key, const std::string& why);
    asio::awaitable<void> bury(StepKey key);
    void forget(const StepKey& key);
    void tell_started(const StepKey& key, bool ok, const std::string& detail);
    void tell_ended(const wire::StepEnded& result);
    void deliver(Record& record, const wire::SignalOrder& order);

    asio::any_io_executor executor_;
    NodePaths paths_;
    wire::ShepherdOrder context_;
    Links links_;
    Tombstones tombstones_;
    std::map<StepKey, Record> records_;
};

}  // namespace sluice::node
