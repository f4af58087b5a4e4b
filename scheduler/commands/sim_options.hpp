// SPDX-License-Identifier: Apache-2.0
//
// The command line of `sluice sim`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "scheduler/commands/command_doc.hpp"

namespace sluice::commands {

struct SimOptions {
    std::string trace;
    std::optional<std::uint32_t> processors;
    std::string config;
    std::string policy;  // empty: that of the configuration, or easy
    std::optional<std::uint32_t> first;
    std::string starts;
    std::string csv;
    std::string hdf5;
    std::string png;
    bool json = false;
    bool verbose = false;
    std::string command;  // the whole line as typed
};

/// An unexpected value is the exit code with which the command must end now; the texts are printed.
tl::expected<SimOptions, int> read_sim_options(int argc, char** argv);

CommandDoc sim_doc();

}  // namespace sluice::commands
