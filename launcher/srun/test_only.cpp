// SPDX-License-Identifier: Apache-2.0
//
// srun --test-only
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>

#include "launcher/srun/allocation.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::srun {

asio::awaitable<int> test_only(ControllerLine& controller, const Order& order) {
    wire::Message message;
    message.mutable_submit()->set_test_only(true);
    wire::encode(order.request.job, message.mutable_submit()->mutable_spec());
    const auto reply = co_await controller.call(std::move(message));
    if (!reply) {
        say(fmt::format("allocation failure: {}", slurm_text(reply.error().code)));
        co_return EXIT_FAILURE;
    }
    const auto& plan = reply->submitted();
    const std::vector<std::string> nodes{plan.nodes().begin(), plan.nodes().end()};
    const auto start = fmt::localtime(static_cast<std::time_t>(plan.start()));
    say(fmt::format("srun: Job {} to start at {:%Y-%m-%dT%H:%M:%S} using {} processors on nodes {} in partition {}",
                    plan.job(), start, plan.cpus(), fold_hosts(nodes), plan.partition()));
    co_return EXIT_SUCCESS;
}

}  // namespace sluice::srun
