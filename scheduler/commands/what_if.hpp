// SPDX-License-Identifier: Apache-2.0
//
// The command line of `sluice what-if`.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "scheduler/commands/command_doc.hpp"
#include "scheduler/model/error.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::commands {

struct WhatIfOptions {
    std::string config;
    std::optional<Duration> replay;  // how far back; empty: from now on
    bool from_now = false;
};

/// `7d`, `12h`, `30m`, `90s`, `2w`
Result<Duration> parse_span(std::string_view text);

/// An unexpected value is the exit code with which the command must end now; the texts are printed.
tl::expected<WhatIfOptions, int> read_what_if_options(int argc, char** argv);
CommandDoc what_if_doc();

int what_if_main(int argc, char** argv);

}  // namespace sluice::commands
