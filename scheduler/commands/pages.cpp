// SPDX-License-Identifier: Apache-2.0
//
// Which pages and completions there are, and `sluice man` and `sluice completion`, with which the build
// makes the files that are installed.
#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/man_page.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/sluice_tool.hpp"
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
    {"sbatch", page_of<submit::Command::sbatch>, completion_of<submit::Command::sbatch>},
    {"scancel", page_of<scancel_doc>, completion_of<scancel_doc>},
    {"scontrol", page_of<scontrol_doc>, completion_of<scontrol_doc>},
    {"sinfo", page_of<sinfo_doc>, completion_of<sinfo_doc>},
    {"sluice", page_of<sluice_doc>, completion_of<sluice_doc>},
    {"squeue", page_of<squeue_doc>, completion_of<squeue_doc>},
    {"srun", page_of<submit::Command::srun>, completion_of<submit::Command::srun>},
};

}  // namespace

std::vector<std::string_view> page_names() {
    std::vector<std::string_view> names;
    for (const auto& page : kPages) names.push_back(page.name);
    return names;
}

std::string find_page(std::string_view name) {
    for (const auto& page : kPages) {
        if (page.name == name) return page.text();
    }
    return "";
}

std::string completion_script() {
    std::string script = "# bash completion of Sluice's commands. Made by `sluice completion`.\n";
    for (const auto& page : kPages) {
        if (page.completion == nullptr) continue;
        script += fmt::format(
            "_sluice_{0}() {{ COMPREPLY=($(compgen -W {1} -- \"${{COMP_WORDS[COMP_CWORD]}}\")); }}\n"
            "complete -o default -F _sluice_{0} {0}\n",
            page.name, shell_quoted(join(page.completion(), " ")));
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
