// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/command_line.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "workloads/run/exit_code.hpp"

namespace sluice::run {
namespace {

constexpr double kMinutesBetweenCheckpoints = 15, kMostMinutes = 1e5;

std::string quoted(std::string_view word) {
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string{word};
    std::string text = "'";
    for (const char letter : word) text += letter == '\'' ? std::string{"'\\''"} : std::string{letter};
    return text + "'";
}

}  // namespace

po::options_description option_table(const std::string& title) {
    constexpr unsigned kWidth = 110;
    return po::options_description{title, kWidth};
}

void add_usual_options(po::options_description& options) {
    // clang-format off
    options.add_options()
        ("quiet", "no progress, only the summary")
        ("help", "this text")
        ("version", "version of the program");
    // clang-format on
}

void add_checkpoint_options(po::options_description& options) {
    // clang-format off
    options.add_options()
        ("checkpoint", po::value<Path>(),
         "HDF5 file to go on from if it is there, and to keep up to date; SIGTERM, SIGUSR1 and SIGUSR2 write it and "
         "end the run with exit code 75")
        ("checkpoint-every", po::value<double>(), "minutes between checkpoints (default: 15)");
    // clang-format on
}

CheckpointOptions checkpoint_options(const po::variables_map& given) {
    const std::optional<Path> file = target(given, "checkpoint");
    if (!file && given.count("checkpoint-every") > 0) mistaken("--checkpoint-every needs --checkpoint");
    const double minutes =
        positive(given, "checkpoint-every", kMinutesBetweenCheckpoints, kMostMinutes, "of minutes");
    return {file, std::chrono::duration<double, std::ratio<60>>{minutes}};
}

po::variables_map read_command_line(int argc, const char* const* argv, const po::options_description& options,
                                    const po::positional_options_description& positional) {
    namespace style = po::command_line_style;
    po::variables_map given;
    po::store(po::command_line_parser{argc, argv}
                  .options(options)
                  .positional(positional)
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              given);
    return given;
}

int integer(const po::variables_map& given, const std::string& option, int by_default, int fewest, int most) {
    const int count = given.count(option) > 0 ? given[option].as<int>() : by_default;
    if (count < fewest || count > most)
        mistaken("--{} must be from {} to {}, not {}", option, fewest, most, count);
    return count;
}

double positive(const po::variables_map& given, const std::string& option, double by_default, double largest,
                std::string_view of_what) {
    const double value = given.count(option) > 0 ? given[option].as<double>() : by_default;
    if (!(value > 0 && value <= largest)) {
        mistaken("--{} must be a number {} above 0 and up to {:g}, not {:g}", option, of_what, largest,
                 value);
    }
    return value;
}

std::optional<Path> target(const po::variables_map& given, const std::string& option) {
    if (given.count(option) == 0) return std::nullopt;
    const Path path = given[option].as<Path>();
    const Path directory = path.has_parent_path() ? path.parent_path() : Path{"."};
    if (!std::filesystem::is_directory(directory))
        mistaken("--{}: there is no directory {}", option, directory.string());
    if (!path.has_filename() || std::filesystem::is_directory(path))
        mistaken("--{} must name a file", option);
    return path;
}

Path source(const po::variables_map& given, const std::string& option) {
    const Path path = given[option].as<Path>();
    if (std::filesystem::is_directory(path)) mistaken("--{}: {} is a directory", option, path.string());
    if (access(path.c_str(), R_OK) != 0)
        mistaken("--{}: cannot read {}: {}", option, path.string(), std::strerror(errno));
    return path;
}

std::string as_typed(int argc, const char* const* argv) {
    std::string line;
    for (int n = 0; n < argc; ++n) line += (n == 0 ? "" : " ") + quoted(argv[n]);
    return line;
}

Leave refusal(std::string_view program, std::string_view what) {
    return {kMistake, fmt::format("{}: {}; see {} --help\n", program, what, program)};
}

}  // namespace sluice::run
