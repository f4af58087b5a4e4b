// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/options.hpp"

#include <fmt/format.h>
#include <getopt.h>

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "scheduler/submit/help.hpp"

namespace sluice::commands {
namespace {

constexpr int kFailed = 1;

/// getopt's return values: rows of the table above all letters, then the options that every command has.
constexpr int kFirstRow = 256;
enum Common : int { help = 10'000, usage, version };

struct Given {
    std::size_t row;
    std::string value;
};

/// The table in the form that getopt_long wants. Refers to the texts of the doc.
struct GetoptTables {
    std::vector<std::string> names;
    std::vector<option> long_options;
    std::string letters;
};

int argument_kind(const OptionDoc& doc) {
    if (!doc.takes_value()) return no_argument;
    return doc.value_is_optional() ? optional_argument : required_argument;
}

GetoptTables getopt_tables(const CommandDoc& doc) {
    GetoptTables tables;
    for (const auto& each : doc.options) tables.names.emplace_back(each.name);
    for (std::size_t row = 0; row < doc.options.size(); ++row) {
        const auto kind = argument_kind(doc.options[row]);
        const auto value = kFirstRow + static_cast<int>(row);
        if (!tables.names[row].empty())
            tables.long_options.push_back({tables.names[row].c_str(), kind, nullptr, value});
        if (doc.options[row].letter == 0) continue;
        tables.letters += doc.options[row].letter;
        tables.letters.append(static_cast<std::size_t>(kind), ':');
    }
    tables.letters += 'V';
    if (doc.help_letter != 0) tables.letters += doc.help_letter;
    tables.long_options.push_back({"help", no_argument, nullptr, Common::help});
    tables.long_options.push_back({"usage", no_argument, nullptr, Common::usage});
    tables.long_options.push_back({"version", no_argument, nullptr, Common::version});
    tables.long_options.push_back({});
    return tables;
}

std::size_t row_of(const CommandDoc& doc, int code) {
    if (code >= kFirstRow) return static_cast<std::size_t>(code - kFirstRow);
    std::size_t row = 0;
    while (doc.options[row].letter != code) ++row;
    return row;
}

/// The value of an option that may go without one: also the next word, unless that is an option itself.
std::string optional_value(int argc, char** argv) {
    if (optarg != nullptr) return optarg;
    if (optind >= argc || argv[optind][0] == '-') return "";
    return argv[optind++];
}

std::string value_of(const OptionDoc& doc, int argc, char** argv) {
    if (doc.value_is_optional()) return optional_value(argc, argv);
    return optarg == nullptr ? "" : optarg;
}

/// Prints what was asked for, if the code asks for a text.
std::optional<int> answer(const CommandDoc& doc, int code) {
    if (code == 'V' || code == Common::version) {
        fmt::print("{}", submit::version_text(submit::Command::sbatch));
    } else if (code == Common::usage) {
        fmt::print("{}", usage_text(doc));
    } else if (code == Common::help || (code == doc.help_letter && code != 0)) {
        fmt::print("{}", help_text(doc));
    } else {
        return std::nullopt;
    }
    return EXIT_SUCCESS;
}

int refuse(const CommandDoc& doc) {
    if (doc.hints_at_help) fmt::print(stderr, "Try \"{} --help\" for more information\n", doc.name);
    return kFailed;
}

/// `sinfo: error: Bad state string: "x"`
std::string complaint(const CommandDoc& doc, const Error& error) {
    const auto before = doc.before_refusals ? std::string{*doc.before_refusals} : fmt::format("{}: error: ", doc.name);
    return before + error.detail;
}

tl::expected<std::vector<Given>, int> scan(const CommandDoc& doc, int argc, char** argv) {
    const auto tables = getopt_tables(doc);
    std::string name{doc.name};
    if (argc > 0) argv[0] = name.data();  // getopt's own messages begin with it
    std::vector<Given> given;
    optind = 0;  // begin anew
    for (;;) {
        const int code = getopt_long(argc, argv, tables.letters.c_str(), tables.long_options.data(), nullptr);
        if (code == -1) return given;
        if (code == '?') return tl::unexpected{refuse(doc)};
        if (const auto exit = answer(doc, code)) return tl::unexpected{*exit};
        const auto row = row_of(doc, code);
        given.push_back({row, value_of(doc.options[row], argc, argv)});
    }
}

/// The row whose other spelling this one is.
std::size_t main_row(const CommandDoc& doc, std::size_t row) {
    while (row > 0 && doc.options[row].help.empty()) --row;
    return row;
}

/// Variables for options that the command line leaves open.
std::vector<Given> from_environment(const CommandDoc& doc, const std::vector<Given>& given) {
    std::vector<bool> named(doc.options.size());
    for (const auto& each : given) named[main_row(doc, each.row)] = true;
    std::vector<Given> found;
    for (std::size_t row = 0; row < doc.options.size(); ++row) {
        if (named[row] || doc.options[row].variable.empty()) continue;
        if (const char* value = std::getenv(std::string{doc.options[row].variable}.c_str()))
            found.push_back({row, value});
    }
    return found;
}

}  // namespace

tl::expected<std::vector<std::string>, int> read_command_line(
    const CommandDoc& doc, int argc, char** argv,
    const std::function<Result<void>(std::size_t row, std::string_view value)>& set) {
    const auto given = scan(doc, argc, argv);
    if (!given) return tl::unexpected{given.error()};

    auto all = from_environment(doc, *given);
    all.insert(all.end(), given->begin(), given->end());
    for (const auto& each : all) {
        if (const auto done = set(each.row, each.value); !done) {
            fmt::print(stderr, "{}\n", complaint(doc, done.error()));
            return tl::unexpected{kFailed};
        }
    }
    return std::vector<std::string>(argv + optind, argv + argc);
}

tl::expected<std::vector<std::string>, int> read_operands(const CommandDoc& doc, int argc, char** argv) {
    return read_command_line(doc, argc, argv, [](std::size_t, std::string_view) { return Result<void>{}; });
}

}  // namespace sluice::commands
