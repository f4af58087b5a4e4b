// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/controller.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>

#include "scheduler/controller/authorization.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::controller {

using M = wire::Message;

engine::Actor Inquiry::actor() const { return actor_of(from); }

Result<std::unique_ptr<Controller>> Controller::open(boost::asio::io_context& io, ClusterConfig config, std::string yaml) {
    constexpr unsigned kEverybody = 0666;  // who may do what is decided by the peer's identity
    auto trust = wire::TcpTrust::of(config, true);
    if (!trust) return tl::unexpected{trust.error()};
    auto local = wire::UnixListener::open(io.get_executor(), config.controller_socket(), kEverybody);
    if (!local) return tl::unexpected{local.error()};
    auto remote = wire::TcpListener::open(io.get_executor(), config.emulated ? config.controller.host : "",
                                          config.controller.port, std::move(*trust));
    if (!remote) return tl::unexpected{remote.error()};
    auto writer = store::Store::open(config.store_path());
    if (!writer) return tl::unexpected{writer.error()};
    auto reader = store::Store::open(config.store_path());
    if (!reader) return tl::unexpected{reader.error()};
    auto image = writer->load();
    if (!image) return tl::unexpected{image.error()};

    engine::Engine engine{config};
    for (const auto& what : restore(engine, *image)) spdlog::error("store: skipped unreadable {}", what);
    return std::unique_ptr<Controller>{new Controller{io, std::move(config), std::move(yaml), std::move(engine),
                                                      std::move(*writer), std::move(*reader), std::move(*local),
                                                      std::move(*remote)}};
}

Controller::Controller(boost::asio::io_context& io, ClusterConfig config, std::string yaml, engine::Engine engine,
                       store::Store writer, store::Store reader, wire::UnixListener local, wire::TcpListener remote)
    : io_{io},
      config_{std::move(config)},
      yaml_{std::move(yaml)},
      cycle_{io, std::move(engine), std::move(writer), [this](const Committed& committed) { perform(committed); }},
      reader_{std::move(reader)},
      payloads_{reader_},
      nodes_{io, config_.scheduling.node_timeout,
             [this](const std::string& node) { (void)cycle_.apply(engine::NodeLost{node}); }},
      mail_{io, config_, cycle_.state(), cycle_.now()},
      local_{std::move(local)},
      remote_{std::move(remote)},
      signals_{io, SIGTERM, SIGINT},
      shutdown_timer_{io},
      started_{cycle_.now()} {}

Result<void> Controller::run() {
    cycle_.on_failure = [this](const Error& error) {
        failure_ = error;
        io_.stop();
    };
    signals_.async_wait([this](const boost::system::error_code& ec, int) {
        if (!ec) io_.stop();
    });
    const auto accept = [this](wire::ConnectionPtr connection) {
        boost::asio::co_spawn(io_, serve(std::move(connection)), boost::asio::detached);
    };
    boost::asio::co_spawn(io_, local_.serve(accept), boost::asio::detached);
    boost::asio::co_spawn(io_, remote_.serve(accept), boost::asio::detached);
    for (const auto& node : cycle_.state().nodes()) {
        if (node.record.health == NodeHealth::up) nodes_.expect(node.spec.name);
    }
    for (const auto& [id, entry] : cycle_.state().jobs()) {
        if (entry.job.spec.kind == JobKind::interactive && !is_final(entry.job.state)) expect_holder(id);
    }
    (void)cycle_.apply(engine::ControllerStarted{});
    spdlog::info("controller of cluster {} serves {} and port {}", config_.name, config_.controller_socket(), remote_.port());
    io_.run();
    if (failure_) return tl::unexpected{*failure_};
    return {};
}

boost::asio::awaitable<void> Controller::serve(wire::ConnectionPtr connection) {
    for (;;) {
        auto received = co_await connection->receive();
        if (!received) {
            if (received.error().code != Errc::connection_lost) spdlog::warn("connection closed: {}", describe(received.error()));
            connection_ended(connection);
            co_return;
        }
        const Inquiry inquiry{std::move(received->message), received->from, connection};
        if (const auto allowed = authorize(inquiry.message, inquiry.from)) dispatch(inquiry);
        else refuse(inquiry, allowed.error());
    }
}

void Controller::connection_ended(const wire::ConnectionPtr& connection) {
    if (const auto node = node_of_.find(connection); node != node_of_.end()) {
        const auto name = node->second;
        node_of_.erase(node);
        if (nodes_.detach(name, connection)) {
            spdlog::warn("node {} is not connected any more", name);
            (void)cycle_.apply(engine::NodeSilent{name});
        }
    }
    const auto [first, last] = held_by_.equal_range(connection);
    for (auto held = first; held != last; ++held) expect_holder(held->second);
    held_by_.erase(first, last);
}

void Controller::dispatch(const Inquiry& inquiry) {
    switch (inquiry.message.body_case()) {
        case M::kSubmit: return on_submit(inquiry);
        case M::kCancel: return on_cancel(inquiry);
        case M::kUpdateJob: return on_update_job(inquiry);
        case M::kNotifyJob: return on_notify_job(inquiry);
        case M::kScriptQuery: return on_script_query(inquiry);
        case M::kWatchJob: return on_watch_job(inquiry);
        case M::kFinishJob: return on_finish_job(inquiry);
        case M::kCreateStep: return on_create_step(inquiry);
        case M::kWatchStep: return on_watch_step(inquiry);
        case M::kRegisterNode: return on_register_node(inquiry);
        case M::kStepStarted: return on_step_started(inquiry);
        case M::kStepEnded: return on_step_ended(inquiry);
        case M::kUpdateNode: return on_update_node(inquiry);
        case M::kUpdatePartition: return on_update_partition(inquiry);
        case M::kReservation: return on_reservation(inquiry);
        case M::kReservationQuery: return on_reservation_query(inquiry);
        case M::kShutdown: return on_shutdown(inquiry);
        case M::kJobQuery: return on_job_query(inquiry);
        case M::kNodeQuery: return on_node_query(inquiry);
        case M::kPartitionQuery: return on_partition_query(inquiry);
        case M::kConfigQuery: return on_config_query(inquiry);
        case M::kHistoryQuery: return on_history_query(inquiry);
        case M::kWhy: return on_why(inquiry);
        case M::kAccountsQuery: return on_accounts_query(inquiry);
        case M::kUpdateAccounts: return on_update_accounts(inquiry);
        case M::kPriorityQuery: return on_priority_query(inquiry);
        case M::kPing: return reply(inquiry, StepId{});
        case M::kHeartbeat:
            if (const auto node = node_of_.find(inquiry.connection); node != node_of_.end()) nodes_.heard_from(node->second);
            return inquiry.connection->send(inquiry.message);
        default: return refuse(inquiry, {Errc::malformed_message, "not a request that a controller answers"});
    }
}

void Controller::reply(const Inquiry& inquiry, wire::Message message) {
    message.set_id(inquiry.message.id());
    cycle_.then([connection = inquiry.connection, message = std::move(message)] { connection->send(message); });
}

void Controller::reply(const Inquiry& inquiry, const Result<StepId>& outcome) {
    if (!outcome) return refuse(inquiry, outcome.error());
    M message;
    message.mutable_done();
    reply(inquiry, std::move(message));
}

void Controller::refuse(const Inquiry& inquiry, const Error& error) { reply(inquiry, wire::error_reply(error)); }

}  // namespace sluice::controller
