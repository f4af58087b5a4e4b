// SPDX-License-Identifier: Apache-2.0
// Reading a workload's command line: mistakes are told before anything is computed, and what all workloads
// understand is worded once.
#pragma once

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "workloads/run/session.hpp"

namespace sluice::run {

namespace po = boost::program_options;
using Path = std::filesystem::path;

/// A mistake in the command line or the input.
struct Mistake : std::runtime_error {
    using std::runtime_error::runtime_error;
};

template <class... Args>
[[noreturn]] void mistaken(fmt::format_string<Args...> text, Args&&... args) {
    throw Mistake{fmt::format(text, std::forward<Args>(args)...)};
}

/// "Options", as wide as a help text should be.
po::options_description option_table(const std::string& title = "Options");

/// --quiet, --help and --version: the end of every table.
void add_usual_options(po::options_description& options);

/// --checkpoint and --checkpoint-every.
void add_checkpoint_options(po::options_description& options);

struct CheckpointOptions {
    std::optional<Path> file;
    std::chrono::duration<double> every;  // of wall time
};
CheckpointOptions checkpoint_options(const po::variables_map& given);

/// Throws po::error for what is not in the table; names are not guessed from their beginnings.
po::variables_map read_command_line(int argc, const char* const* argv, const po::options_description& options,
                                    const po::positional_options_description& positional = {});

/// The given value or the default; must lie in the range.
int integer(const po::variables_map& given, const std::string& option, int by_default, int fewest, int most);

/// The same for a number above 0 and up to `largest`; `of_what` is said in the mistake: "of seconds".
double positive(const po::variables_map& given, const std::string& option, double by_default, double largest,
                std::string_view of_what);

/// A file to be written: its directory must exist now, not after an hour of computing.
std::optional<Path> target(const po::variables_map& given, const std::string& option);

/// A file to be read, there and readable.
Path source(const po::variables_map& given, const std::string& option);

/// The command as typed, quoted where a shell would need it.
std::string as_typed(int argc, const char* const* argv);

/// "<program>: <what>; see <program> --help", with the code for a mistake.
Leave refusal(std::string_view program, std::string_view what);

}  // namespace sluice::run
