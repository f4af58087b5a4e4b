// SPDX-License-Identifier: Apache-2.0
//
// The command line of `sluice results`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "scheduler/commands/command_doc.hpp"

namespace sluice::commands {

struct ResultsOptions {
    std::string file;
    std::string picture;   // empty: none
    std::string variable;  // empty: what the file asks for
    std::optional<std::uint32_t> record;
    bool quiet = false;
};

/// An unexpected value is the exit code with which the command must end now; the texts are printed.
tl::expected<ResultsOptions, int> read_results_options(int argc, char** argv);

CommandDoc results_doc();

}  // namespace sluice::commands
