// SPDX-License-Identifier: Apache-2.0
//
// The words of sinfo --states.
#pragma once

#include <string>
#include <string_view>

#include "scheduler/model/error.hpp"
#include "scheduler/model/node.hpp"

namespace sluice::commands {

/// The word in lower case, in the form that in_state() knows. The error's detail is for the user.
Result<std::string> read_node_state(std::string_view word);

bool in_state(const NodeView& node, std::string_view word);

}  // namespace sluice::commands
