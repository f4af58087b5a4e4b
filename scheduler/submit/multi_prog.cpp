// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/multi_prog.hpp"

#include <fmt/format.h>

#include <set>

#include "scheduler/model/number.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

constexpr std::uint32_t kMostRanks = 1u << 20;

/// Words between blanks; quotes of both kinds keep blanks, a backslash the next character.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool inside = false;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool blank = c == ' ' || c == '\t' || c == '\r';
        if (quote == 0 && (blank || c == '#')) {
            if (inside) words.push_back(std::move(word));
            word.clear();
            inside = false;
            if (c == '#') return words;
        } else if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
            word += line[++i];
            inside = true;
        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
            inside = true;
        } else if (c == quote) {
            quote = 0;
        } else {
            word += c;
            inside = true;
        }
    }
    if (inside) words.push_back(std::move(word));
    return words;
}

/// `0`, `1-3,5`; nothing for what is no such list.
std::vector<std::uint32_t> ranks_of(std::string_view text) {
    std::vector<std::uint32_t> ranks;
    for (const auto part : split(text)) {
        const auto dash = part.find('-');
        const auto first = parse_number<std::uint32_t>(part.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : parse_number<std::uint32_t>(part.substr(dash + 1));
        if (!first || !last || *last < *first || *last >= kMostRanks) return {};
        for (auto rank = *first; rank <= *last; ++rank) ranks.push_back(rank);
    }
    return ranks;
}

}  // namespace

Result<std::vector<RankProgram>> read_multi_prog(std::string_view text) {
    std::vector<RankProgram> programs;
    std::set<std::uint32_t> named;
    std::size_t number = 0;
    for (const auto line : split(text, '\n')) {
        ++number;
        auto words = words_of(line);
        if (words.empty()) continue;
        if (words.size() < 2) return fail(Errc::invalid_argument, fmt::format("Invalid line {}: no program", number));
        RankProgram program;
        if (words.front() != "*") {
            program.ranks = ranks_of(words.front());
            if (program.ranks.empty()) {
                return fail(Errc::invalid_argument, fmt::format("Invalid line {}: bad task number \"{}\"", number, words.front()));
            }
        }
        for (const auto rank : program.ranks) {
            if (named.insert(rank).second) continue;
            return fail(Errc::invalid_argument, fmt::format("Invalid line {}: task {} has a program already", number, rank));
        }
        program.arguments.assign(std::make_move_iterator(words.begin() + 1), std::make_move_iterator(words.end()));
        programs.push_back(std::move(program));
    }
    if (programs.empty()) return fail(Errc::invalid_argument, "the --multi-prog file names no program");
    return programs;
}

}  // namespace sluice::submit
