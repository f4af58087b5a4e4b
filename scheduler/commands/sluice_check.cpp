// SPDX-License-Identifier: Apache-2.0
//
// `sluice check`, `sluice schema`, `sluice env`: about cluster.yaml, without asking the controller.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "scheduler/commands/options.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/config/find.hpp"
#include "scheduler/config/json_schema.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/config/summary.hpp"

namespace sluice::commands {
namespace {

CommandDoc word_doc(std::string_view name, std::string_view brief, std::string_view operands) {
    CommandDoc doc;
    doc.name = name;
    doc.brief = brief;
    doc.operands = operands;
    return doc;
}

int complain(std::string_view word, std::string_view text) {
    fmt::print(stderr, "sluice {}: error: {}\n", word, text);
    return EXIT_FAILURE;
}

/// What is meant when no file is named.
Result<std::string> file_meant() {
    const auto context = find_context();
    if (context.sluice_conf.empty() && std::filesystem::exists("cluster.yaml")) return "cluster.yaml";
    return find_config(context);
}

bool is_in_path(const std::string& folder) {
    const char* path = std::getenv("PATH");
    for (const auto& each : split_list(path == nullptr ? "" : path, ':')) {
        if (each == folder) return true;
    }
    return false;
}

}  // namespace

int sluice_check(int argc, char** argv) {
    const auto operands =
        read_operands(word_doc("sluice check", "find every mistake in a cluster.yaml", "[FILE]"), argc, argv);
    if (!operands) return operands.error();
    const auto file = operands->empty() ? file_meant() : Result<std::string>{operands->front()};
    if (!file) return complain("check", file.error().detail);
    const auto loaded = load_file(*file);
    if (loaded) {
        fmt::print("{}", summary(*loaded));
        return EXIT_SUCCESS;
    }
    fmt::print(stderr, "{}", to_string(loaded.error()));
    return EXIT_FAILURE;
}

int sluice_schema(int argc, char** argv) {
    const auto operands =
        read_operands(word_doc("sluice schema", "print the JSON Schema of cluster.yaml", ""), argc, argv);
    if (!operands) return operands.error();
    fmt::print("{}", json_schema());
    return EXIT_SUCCESS;
}

int sluice_env(int argc, char** argv) {
    const auto operands = read_operands(
        word_doc("sluice env", "print shell commands that choose the cluster", "[FILE]"), argc, argv);
    if (!operands) return operands.error();
    const auto file =
        operands->empty() ? find_config(find_context()) : Result<std::string>{operands->front()};
    if (!file) return complain("env", file.error().detail);
    fmt::print("export SLUICE_CONF={}\n", shell_quoted(std::filesystem::absolute(*file).string()));
    const auto folder = program_folder();
    if (!is_in_path(folder)) fmt::print("export PATH={}:\"$PATH\"\n", shell_quoted(folder));
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
