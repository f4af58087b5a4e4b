// SPDX-License-Identifier: Apache-2.0
//
// What the manual pages say besides the options. An empty line parts paragraphs.
#pragma once

#include <string_view>

#include "scheduler/submit/command.hpp"

namespace sluice::submit {

struct ManualText {
    std::string_view purpose;
    std::string_view description;
    std::string_view file_names;
    std::string_view environment;
    std::string_view exit_status;
    std::string_view example;
};

/// How options are written; the same for all commands.
extern const std::string_view kOptionRules;

const ManualText& manual_text(Command command);

}  // namespace sluice::submit
