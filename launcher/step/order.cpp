// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/order.hpp"

#include <algorithm>

namespace sluice::step {
namespace {

NodeContext decode_context(const wire::ShepherdOrder& order) {
    return {order.cluster(),
            order.node(),
            order.daemon_socket(),
            order.config_path(),
            order.tmp_dir(),
            order.shared_memory_dir(),
            order.topology_address(),
            order.topology_pattern(),
            std::max(1u, order.sockets()),
            std::max(1u, order.cores_per_socket()),
            std::max(1u, order.threads_per_core()),
            order.emulated(),
            {order.defaults().begin(), order.defaults().end()},
            {order.overrides().begin(), order.overrides().end()}};
}

}  // namespace

const NodeShare* StepOrder::node_share() const {
    const auto found = std::ranges::find(job.shares, share().node, &NodeShare::node);
    return found == job.shares.end() ? nullptr : &*found;
}

Result<StepOrder> decode_order(const wire::ShepherdOrder& order) {
    const auto& launch = order.launch();
    StepOrder decoded{key_of(launch.ref()),
                      wire::decode(launch.job()),
                      wire::decode(launch.step()),
                      launch.node_position(),
                      launch.script(),
                      {launch.environment().begin(), launch.environment().end()},
                      decode_context(order)};
    if (decoded.position >= decoded.step.shares.size() || decoded.share().tasks.empty()) {
        return fail(Errc::malformed_message, "the launch order gives this node no task");
    }
    if (!decoded.is_batch() && decoded.step.spec.arguments.empty()) {
        return fail(Errc::malformed_message, "the launch order names no program");
    }
    return decoded;
}

}  // namespace sluice::step
