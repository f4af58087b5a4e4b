// SPDX-License-Identifier: Apache-2.0
//
// What the main functions of srun and salloc have in common: options, the cluster, the event loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "scheduler/model/cluster.hpp"
#include "scheduler/submit/parse.hpp"
#include "scheduler/wire/run_to_exit.hpp"

namespace sluice::srun {

/// Understands the options and shows what they ask to show. Error: the exit code, all is said.
tl::expected<submit::Request, int> read_request(const submit::Invocation& invocation);

/// The cluster that the caller talks to. Error: the exit code, all is said.
tl::expected<ClusterConfig, int> find_cluster(submit::Command command);

/// Runs the session's `run()` to its end and exits with its result.
template <class Session, class Order>
[[noreturn]] void run_session(const ClusterConfig& config, Order order) {
    boost::asio::io_context io{1};
    Session session{io, config, std::move(order)};
    wire::run_to_exit(io, session);
}

}  // namespace sluice::srun
