// SPDX-License-Identifier: Apache-2.0
#include "launcher/binding/node_topology.hpp"

namespace sluice::binding {

NodeTopology regular_topology(std::uint32_t sockets, std::uint32_t cores_per_socket, std::uint32_t threads_per_core) {
    NodeTopology topology;
    for (std::uint32_t core = 0; core < sockets * cores_per_socket; ++core) {
        for (std::uint32_t thread = 0; thread < threads_per_core; ++thread) {
            const auto socket = core / cores_per_socket;
            topology.push_back({core, thread, socket, socket, static_cast<std::uint32_t>(topology.size())});
        }
    }
    return topology;
}

}  // namespace sluice::binding
