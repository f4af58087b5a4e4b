// SPDX-License-Identifier: Apache-2.0
//
// Manual pages and the completion of the shell, from what the commands say of themselves.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/commands/command_doc.hpp"

namespace sluice::commands {

/// roff for the man macros.
std::string man_page(const CommandDoc& doc);

/// The page of a name: a command's, or that of cluster.yaml. Empty for other names.
std::string find_page(std::string_view name);
/// The names that have a page.
std::vector<std::string_view> page_names();

/// A script for bash: options of all commands, and the words of those that have words.
std::string completion_script();

}  // namespace sluice::commands
