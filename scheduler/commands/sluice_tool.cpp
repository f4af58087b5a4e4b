// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sluice_tool.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/submit/help.hpp"

namespace sluice::commands {
namespace {

int print_help(int, char**) {
    fmt::print("Usage: sluice WORD [ARGUMENT]...\n\n");
    for (const auto& word : tool_words()) {
        if (!word.help.empty()) fmt::print("  {:<10} {}\n", word.name, word.help);
    }
    fmt::print(
        "\n`sluice WORD --help` tells more. Jobs are submitted with sbatch and watched with squeue.\n");
    return EXIT_SUCCESS;
}

int print_version(int, char**) {
    fmt::print("{}", submit::version_text(submit::Command::sbatch));
    return EXIT_SUCCESS;
}

const ToolWord kWords[] = {
    {"up", sluice_up, "start a cluster on this machine"},
    {"down", sluice_down, "stop it"},
    {"status", sluice_status, "what runs, and where its files are"},
    {"env", sluice_env, "for the shell: eval \"$(sluice env)\" makes it use the cluster"},
    {"check", sluice_check, "find every mistake in a cluster.yaml"},
    {"doctor", sluice_doctor, "which MPI wire-up a program needs, and whether it is there"},
    {"sim", sluice_sim, "simulate a trace of jobs with the scheduler"},
    {"results", sluice_results, "print, check and draw a results file"},
    {"what-if", sluice_sim, "compare with another cluster.yaml, by the cluster's own jobs"},
    {"why", sluice_why, "why a job waits, and when it will start"},
    {"schema", sluice_schema, "the JSON Schema of cluster.yaml, for editors"},
    {"version", print_version, "the version"},
    {"help", print_help, "this text"},
    {"man", sluice_man, ""},
    {"completion", sluice_completion, ""},
};

const ToolWord* find_word_named(std::string_view name) {
    if (name == "--help" || name == "-h") name = "help";
    if (name == "--version" || name == "-V") name = "version";
    for (const auto& word : kWords) {
        if (word.name == name) return &word;
    }
    return nullptr;
}

/// The options of a word as a part of the tool's page.
SectionDoc options_section(const CommandDoc& doc) {
    SectionDoc section{"OPTIONS OF " + upper_case(doc.name), std::string{doc.brief} + ".", {}};
    for (const auto& option : doc.options) {
        if (!option.help.empty()) section.terms.push_back({spelling(option), std::string{option.help}});
    }
    return section;
}

}  // namespace

std::span<const ToolWord> tool_words() { return kWords; }

std::string program_folder() {
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    return failed ? "." : program.parent_path().string();
}

CommandDoc sluice_doc() {
    CommandDoc doc;
    doc.name = "sluice";
    doc.brief = "start, stop, check and question a cluster";
    doc.operands = "WORD [ARGUMENT]...";
    doc.description =
        "A cluster on this machine is started with `sluice up`, for the calling user and without root. "
        "`eval \"$(sluice env)\"` makes a shell talk to it; jobs are then submitted with sbatch and "
        "watched with squeue.";
    SectionDoc words{"WORDS", "", {}};
    for (const auto& word : kWords) {
        if (word.help.empty()) continue;
        doc.words.push_back(word.name);
        words.terms.push_back({"sluice " + std::string{word.name}, std::string{word.help}});
    }
    doc.sections = {words, options_section(up_doc()), options_section(down_doc())};
    return doc;
}

int sluice_main(int argc, char** argv) {
    if (argc < 2) return print_help(argc, argv);
    const auto* word = find_word_named(argv[1]);
    if (word != nullptr) return word->run(argc - 1, argv + 1);
    fmt::print(stderr, "sluice: error: unknown word '{}'; `sluice help` lists them\n", argv[1]);
    return EXIT_FAILURE;
}

}  // namespace sluice::commands
