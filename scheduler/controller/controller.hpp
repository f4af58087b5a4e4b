// SPDX-License-Identifier: Apache-2.0
//
// The controller: owns the engine and the store, listens to commands and node daemons, turns their messages
// into events and the engine's effects into orders. Each message kind is handled in one function, in a file
// by what it is about: job_requests.cpp, step_requests.cpp, reservation_requests.cpp, node_messages.cpp,
// queries.cpp.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "scheduler/controller/commit_cycle.hpp"
#include "scheduler/controller/node_links.hpp"
#include "scheduler/controller/payload.hpp"
#include "scheduler/controller/watchers.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/wire/listener.hpp"

namespace sluice::controller {

/// A message with all that its handler needs to answer it.
struct Inquiry {
    wire::Message message;
    wire::Identity from;
    wire::ConnectionPtr connection;

    [[nodiscard]] engine::Actor actor() const;
};

class Controller {
  public:
    /// Opens store, key and sockets and rebuilds the state. Error: what could not be opened.
    static Result<std::unique_ptr<Controller>> open(boost::asio::io_context& io, ClusterConfig config, std::string yaml);

    /// Serves until stopped by a signal or a ShutdownRequest. The error that ended it, if one did.
    Result<void> run();

  private:
    Controller(boost::asio::io_context& io, ClusterConfig config, std::string yaml, engine::Engine engine,
               store::Store writer, store::Store reader, wire::UnixListener local, wire::TcpListener remote);

    // connections
    boost::asio::awaitable<void> serve(wire::ConnectionPtr connection);
    void dispatch(const Inquiry& inquiry);
    void connection_ended(const wire::ConnectionPtr& connection);
    /// Replies once all that was applied is durable.
    void reply(const Inquiry& inquiry, wire::Message message);
    void reply(const Inquiry& inquiry, const Result<StepId>& outcome);
    void refuse(const Inquiry& inquiry, const Error& error);

    // requests about jobs
    void on_submit(const Inquiry& inquiry);
    void on_test_only(const Inquiry& inquiry, const JobSpec& spec);
    void on_cancel(const Inquiry& inquiry);
    void on_update_job(const Inquiry& inquiry);
    void on_requeue_hold(const Inquiry& inquiry);
    void on_top_job(const Inquiry& inquiry);
    void on_notify_job(const Inquiry& inquiry);
    void on_script_query(const Inquiry& inquiry);
    void on_watch_job(const Inquiry& inquiry);
    void watch_array(const Inquiry& inquiry, JobId array);
    void on_finish_job(const Inquiry& inquiry);
    void finish_job(JobId job);
    void finish_if_quiet(JobId job);
    void hold_allocation(JobId job, const wire::ConnectionPtr& connection);
    void expect_holder(JobId job);

    // requests about steps
    void on_create_step(const Inquiry& inquiry);
    void on_watch_step(const Inquiry& inquiry);
    void watch_step(const Inquiry& inquiry, StepId step);

    // nodes and partitions
    void on_register_node(const Inquiry& inquiry);
    void on_step_started(const Inquiry& inquiry);
    void on_step_ended(const Inquiry& inquiry);
    void on_update_node(const Inquiry& inquiry);
    void on_update_partition(const Inquiry& inquiry);
    void on_reservation(const Inquiry& inquiry);
    void on_shutdown(const Inquiry& inquiry);
    void finish_shutdown();

    // effects
    void perform(const Committed& committed);
    void perform(const engine::LaunchStep& launch);
    void perform(const engine::EndStep& end);
    void perform(const engine::SignalStep& signal);
    void perform(const engine::SuspendStep& suspend);

    // queries
    void on_job_query(const Inquiry& inquiry);
    void on_node_query(const Inquiry& inquiry);
    void on_partition_query(const Inquiry& inquiry);
    void on_reservation_query(const Inquiry& inquiry);
    void on_config_query(const Inquiry& inquiry);
    void on_history_query(const Inquiry& inquiry);
    void on_why(const Inquiry& inquiry);
    void on_accounts_query(const Inquiry& inquiry);
    void on_update_accounts(const Inquiry& inquiry);
    void on_priority_query(const Inquiry& inquiry);

    boost::asio::io_context& io_;
    const ClusterConfig config_;
    const std::string yaml_;  // the configuration as it was read, for those who ask
    CommitCycle cycle_;
    store::Store reader_;
    PayloadReader payloads_;
    NodeLinks nodes_;
    Watchers watchers_;
    wire::UnixListener local_;
    wire::TcpListener remote_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer shutdown_timer_;
    int shutdown_ticks_ = 0;
    std::optional<Inquiry> shutdown_inquiry_;
    std::map<wire::ConnectionPtr, std::string> node_of_;      // registered connections
    std::multimap<wire::ConnectionPtr, JobId> held_by_;       // allocations and who holds them
    std::map<JobId, std::unique_ptr<boost::asio::steady_timer>> holder_clocks_;
    /// Allocations given back whose steps have not been heard of yet, until that long.
    struct GivenBack {
        Inquiry inquiry;
        std::unique_ptr<boost::asio::steady_timer> clock;
    };
    std::map<JobId, GivenBack> given_back_;
    std::optional<Error> failure_;
    const Instant started_;
};

}  // namespace sluice::controller
