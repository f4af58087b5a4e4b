// SPDX-License-Identifier: Apache-2.0
//
// Who may ask the controller for what: one table over (verified identity, kind of request). What a request
// may do to one job is decided by the engine, which knows the job's owner.
#pragma once

#include "scheduler/engine/events.hpp"
#include "scheduler/wire/connection.hpp"

namespace sluice::controller {

enum class Right : std::uint8_t {
    anyone,         // every user that the wire verified
    administrator,  // root, or the user who runs the controller
    node,           // a node daemon: runs as the administrator
    nobody,         // not a request to the controller at all
};

/// A kind of message without a row here does not compile (-Wswitch).
Right right_for(wire::Message::BodyCase kind);

bool is_administrator(const wire::Identity& identity);
engine::Actor actor_of(const wire::Identity& identity);
Result<void> authorize(const wire::Message& message, const wire::Identity& from);

}  // namespace sluice::controller
