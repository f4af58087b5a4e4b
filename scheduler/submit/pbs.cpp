// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/pbs.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

using Words = std::vector<std::string>;

struct Pair {
    std::string_view key;
    std::string_view value;
};

Pair split_pair(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return {text, {}};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

struct Translation {
    std::string_view pbs;
    std::string_view sbatch;
};

/// Options whose value needs no change.
constexpr std::array kOptions{
    Translation{"a", "begin"},  Translation{"A", "account"},   Translation{"e", "error"},
    Translation{"J", "array"},  Translation{"M", "mail-user"}, Translation{"N", "job-name"},
    Translation{"o", "output"}, Translation{"q", "partition"}, Translation{"t", "array"},
    Translation{"v", "export"},
};
constexpr std::string_view kTakeNoValue = "hIVzXf";

/// Resources of -l, and those after a colon or a plus in its nodes= and select=.
constexpr std::array kResources{
    Translation{"cput", "time"},
    Translation{"file", "tmp"},
    Translation{"mem", "mem"},
    Translation{"mpiprocs", "ntasks-per-node"},
    Translation{"mppdepth", "cpus-per-task"},
    Translation{"mppmem", "mem"},
    Translation{"mppnppn", "ntasks-per-node"},
    Translation{"mppwidth", "ntasks"},
    Translation{"ncpus", "mincpus"},
    Translation{"nice", "nice"},
    Translation{"nodes", "nodes"},
    Translation{"pcput", "time"},
    Translation{"pmem", "mem-per-cpu"},
    Translation{"ppn", "ntasks-per-node"},
    Translation{"procs", "ntasks"},
    Translation{"select", "nodes"},
    Translation{"walltime", "time"},
};

template <class Table>
std::optional<std::string> translated(const Table& table, std::string_view name, std::string_view value) {
    const auto row = std::ranges::find(table, name, &Translation::pbs);
    if (row == table.end()) return std::nullopt;
    return "--" + std::string{row->sbatch} + "=" + std::string{value};
}

/// `nodes=3:ppn=2:fast` and `nodes=3+ppn=2`: parts without a value are features, or names of nodes.
void add_resource(Words& to, std::string_view text) {
    const bool has_parts = text.starts_with("nodes=") || text.starts_with("select=");
    std::string parts{text};
    if (has_parts) std::ranges::replace(parts, '+', ':');
    for (const auto part : split(parts, has_parts ? ':' : '\0')) {
        const auto [key, value] = split_pair(part);
        if (key == "naccesspolicy" && value == "singlejob") to.emplace_back("--exclusive");
        else if (auto word = translated(kResources, key, value); word && !value.empty())
            to.push_back(std::move(*word));
        else if (has_parts && value.empty() && !key.empty()) to.push_back("--constraint=" + std::string{key});
    }
}

/// -m abe: mail when the job is aborted, begins, ends.
std::string mail_types(std::string_view letters) {
    std::string types;
    for (const auto& [letter, type] : {Pair{"a", "FAIL"}, {"b", "BEGIN"}, {"e", "END"}, {"n", "NONE"}}) {
        if (letters.find(letter) != std::string_view::npos)
            types += (types.empty() ? "" : ",") + std::string{type};
    }
    return types;
}

/// -W depend=afterok:12: the other attributes have no counterpart.
void add_attribute(Words& to, std::string_view text) {
    const auto [key, value] = split_pair(text);
    if (key == "depend") to.push_back("--dependency=" + std::string{value});
}

void add_option(Words& to, char letter, std::string_view value) {
    const std::string_view name{&letter, 1};
    if (auto word = translated(kOptions, name, value)) return to.push_back(std::move(*word));
    if (letter == 'h') to.emplace_back("--hold");
    else if (letter == 'V') to.emplace_back("--export=ALL");
    else if (letter == 'r') to.emplace_back(value == "n" ? "--no-requeue" : "--requeue");
    else if (letter == 'm' && !mail_types(value).empty()) to.push_back("--mail-type=" + mail_types(value));
    else if (letter == 'W') add_attribute(to, value);
    else if (letter == 'l') {
        for (const auto resource : split(value)) add_resource(to, resource);
    }
}

}  // namespace

std::vector<std::string> translate_pbs(std::span<const std::string> words) {
    Words result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word.size() < 2 || word[0] != '-') continue;
        const char letter = word[1];
        std::string_view value = word.substr(2);
        const bool in_next = value.empty() && kTakeNoValue.find(letter) == std::string_view::npos;
        if (in_next && i + 1 < words.size()) value = words[++i];
        add_option(result, letter, value);
    }
    return result;
}

}  // namespace sluice::submit
