// SPDX-License-Identifier: Apache-2.0
//
// What an emulated node and the test that started it say to each other over a socket pair.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "launcher/pmix/fence_id.hpp"

namespace sluice::test {

struct NodeMessage {
    enum class Kind : std::uint8_t {
        fence,   // node: my ranks reached `fence` with `data`; test: here is everyone's data
        abort,   // node: `rank` called abort with `status`
        ended,   // node: `rank` ended with wait status `status`
        signal,  // test: send signal `status` to `rank`
        stop,    // test: kill all your ranks
    };
    Kind kind;
    std::uint32_t rank = 0;
    int status = 0;
    bool was_inside = false;  // the rank ended between MPI_Init and MPI_Finalize
    pmix::FenceId fence = {};
    std::string data = {};
};

/// False if the other side is gone.
bool send(int socket, const NodeMessage& message);

/// Waits for one whole message; empty if the other side is gone.
std::optional<NodeMessage> receive(int socket);

}  // namespace sluice::test
