// SPDX-License-Identifier: Apache-2.0
//
// Which pages and completions there are, and `sluice man` and `sluice completion`, with which the build
// makes the files that are installed.
#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/man_page.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/results_options.hpp"
#include "scheduler/commands/sim_options.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/commands/what_if.hpp"
#include "scheduler/config/manual.hpp"
#include "scheduler/submit/help.hpp"
#include "scheduler/submit/manual.hpp"

namespace sluice::commands {
namespace {

template <CommandDoc (*Doc)()>
std::string page_of() {
    return man_page(Doc());
}

template <submit::Command Name>
std::string page_of() {
    return submit::manual_page(Name);
}

std::vector<std::string> words_of(const CommandDoc& doc) {
    std::vector<std::string> words{doc.words.begin(), doc.words.end()};
    for (const auto& option : doc.options) words.push_back(fmt::format("--{}", option.name));
    words.emplace_back("--help");
    return words;
}

template <CommandDoc (*Doc)()>
std::vector<std::string> completion_of() {
    return words_of(Doc());
}

template <submit::Command Name>
std::vector<std::string> completion_of() {
    return submit::completion_words(Name);
}

struct Page {
    std::string_view name;
    std::string (*text)();
    std::vector<std::string> (*completion)();  // none: not a command
};

const Page kPages[] = {
    {"cluster.yaml", manual_page, nullptr},
    {"sacct", page_of<sacct_doc>, completion_of<sacct_doc>},
    {"sacctmgr", page_of<sacctmgr_doc>, completion_of<sacctmgr_doc>},
    {"sattach", page_of<sattach_doc>, completion_of<sattach_doc>},
    {"sbcast", page_of<sbcast_doc>, completion_of<sbcast_doc>},
    {"salloc", page_of<submit::Command::salloc>, completion_of<submit::Command::salloc>},
    {"sbatch", page_of<submit::Command::sbatch>, completion_of<submit::Command::sbatch>},
    {"scancel", page_of<scancel_doc>, completion_of<scancel_doc>},
    {"scontrol", page_of<scontrol_doc>, completion_of<scontrol_doc>},
    {"sinfo", page_of<sinfo_doc>, completion_of<sinfo_doc>},
    {"sluice", page_of<sluice_doc>, completion_of<sluice_doc>},
    {"sluice-results", page_of<results_doc>, completion_of<results_doc>},
    {"sluice-sim", page_of<sim_doc>, completion_of<sim_doc>},
    {"sprio", page_of<sprio_doc>, completion_of<sprio_doc>},
    {"sreport", page_of<sreport_doc>, completion_of<sreport_doc>},
    {"sluice-what-if", page_of<what_if_doc>, completion_of<what_if_doc>},
    {"squeue", page_of<squeue_doc>, completion_of<squeue_doc>},
    {"sshare", page_of<sshare_doc>, completion_of<sshare_doc>},
    {"srun", page_of<submit::Command::srun>, completion_of<submit::Command::srun>},
};

/// Words of `sluice` that have a page are called sluice-WORD there.
constexpr std::string_view kWordPrefix = "sluice-";

std::string compgen(const Page& page) {
    return fmt::format("COMPREPLY=($(compgen -W {} -- \"${{COMP_WORDS[COMP_CWORD]}}\"))",
                       shell_quoted(join(page.completion(), " ")));
}

/// After `sluice WORD` the options of the word, if it has a page.
std::string completion_of_tool(const Page& page) {
    return fmt::format(
        "_sluice_sluice() {{\n"
        "    local word=_sluice_word_${{COMP_WORDS[1]}}\n"
        "    if ((COMP_CWORD > 1)) && declare -F \"$word\" >/dev/null; then \"$word\"; return; fi\n"
        "    {}\n"
        "}}\n",
        compgen(page));
}

std::string completion_function(const Page& page) {
    if (page.name.starts_with(kWordPrefix))
        return fmt::format("_sluice_word_{}() {{ {}; }}\n", page.name.substr(kWordPrefix.size()), compgen(page));
    const auto function = page.name == "sluice" ? completion_of_tool(page)
                                                : fmt::format("_sluice_{}() {{ {}; }}\n", page.name, compgen(page));
    return function + fmt::format("complete -o default -F _sluice_{0} {0}\n", page.name);
}

}  // namespace

std::vector<std::string_view> page_names() {
    std::vector<std::string_view> names;
    for (const auto& page : kPages) names.push_back(page.name);
    return names;
}

std::string find_page(std::string_view name) {
    for (const auto& page : kPages) {
        if (page.name == name) return page.text();
        const bool is_word = page.name.starts_with(kWordPrefix) && page.name.substr(kWordPrefix.size()) == name;
        if (is_word) return page.text();
    }
    return "";
}

std::string completion_script() {
    std::string script = "# bash completion of Sluice's commands. Made by `sluice completion`.\n";
    for (const auto& page : kPages) {
        if (page.completion != nullptr) script += completion_function(page);
    }
    return script;
}

int sluice_man(int argc, char** argv) {
    const auto page = argc > 1 ? find_page(argv[1]) : "";
    fmt::print("{}", page);
    if (page.empty()) fmt::print(stderr, "sluice man: error: no such page\n");
    return page.empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}

int sluice_completion(int, char**) {
    fmt::print("{}", completion_script());
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
