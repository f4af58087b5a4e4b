// SPDX-License-Identifier: Apache-2.0
//
// Parts of manual pages that several commands share.
#pragma once

#include <span>
#include <string>

#include "scheduler/commands/command_doc.hpp"
#include "scheduler/commands/table.hpp"

namespace sluice::commands {

/// The columns that a command can show, with their letters and headers.
SectionDoc fields_section(std::string title, std::span<const FieldKey> fields);
/// Variables that every command heeds.
SectionDoc query_variables_section();

}  // namespace sluice::commands
