// SPDX-License-Identifier: Apache-2.0
//
// Engine events to and from the bytes that the store keeps.
#pragma once

#include <string>
#include <string_view>

#include "scheduler/engine/events.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::controller {

/// "submit_job"
std::string_view kind_of(const engine::Event& event);
std::string to_bytes(const engine::Event& event);
/// Error: the bytes are not an event that this version knows.
Result<engine::Event> event_from_bytes(std::string_view bytes);

}  // namespace sluice::controller
