// SPDX-License-Identifier: Apache-2.0
//
// Names and numbers of users and groups, as this machine knows them.
#pragma once

#include <optional>
#include <string>

#include "scheduler/model/error.hpp"
#include "scheduler/model/ids.hpp"

namespace sluice::commands {

UserId this_user();

/// The name, or the number when nobody has it.
std::string user_name(UserId user);
/// Reads a name or a number; empty if there is no such name.
std::optional<UserId> find_user(const std::string& name_or_number);
std::optional<GroupId> find_group(const std::string& name_or_number);

/// `root(0)`
std::string named_number(const std::string& name, std::uint32_t number);

}  // namespace sluice::commands
