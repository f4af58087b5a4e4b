// SPDX-License-Identifier: Apache-2.0
//
// The CPUs of a node as tasks are bound to them. CPU number = core number * threads of a core + thread, whatever the
// system calls it; cores are numbered socket by socket.
#pragma once

#include <cstdint>
#include <vector>

namespace sluice::binding {

struct Cpu {
    std::uint32_t core = 0;
    std::uint32_t thread = 0;  // of the core
    std::uint32_t socket = 0;
    std::uint32_t domain = 0;  // NUMA
    std::uint32_t system = 0;  // the number that the kernel has for it
};

/// By CPU number.
using NodeTopology = std::vector<Cpu>;

/// A node of this shape with a NUMA domain for each socket, as the kernel of such a machine might number it. For
/// nodes that are emulated.
NodeTopology regular_topology(std::uint32_t sockets, std::uint32_t cores_per_socket, std::uint32_t threads_per_core);

}  // namespace sluice::binding
