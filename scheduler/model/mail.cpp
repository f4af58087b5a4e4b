// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/mail.hpp"

#include <algorithm>
#include <cctype>

#include "scheduler/model/word.hpp"

namespace sluice {
namespace {

struct Word {
    std::string_view text;
    MailOn news;
};

/// In the order in which Slurm lists them.
constexpr Word kWords[] = {
    {"INVALID_DEPEND", MailOn::invalid_depend}, {"BEGIN", MailOn::begin},
    {"END", MailOn::end},                       {"FAIL", MailOn::fail},
    {"REQUEUE", MailOn::requeue},               {"STAGE_OUT", MailOn::stage_out},
    {"TIME_LIMIT_50", MailOn::time_limit_50},   {"TIME_LIMIT_80", MailOn::time_limit_80},
    {"TIME_LIMIT_90", MailOn::time_limit_90},   {"TIME_LIMIT", MailOn::time_limit},
    {"ARRAY_TASKS", MailOn::array_tasks},
};

constexpr std::uint32_t bit(MailOn news) { return static_cast<std::uint32_t>(news); }

/// Slurm's ALL leaves out the warnings before the time limit, and arrays are told of as a whole.
constexpr std::uint32_t kAll = bit(MailOn::invalid_depend) | bit(MailOn::begin) | bit(MailOn::end) | bit(MailOn::fail) |
                               bit(MailOn::requeue) | bit(MailOn::stage_out);

std::optional<std::uint32_t> read_word(std::string_view text) {
    if (same_word(text, "NONE")) return 0;
    if (same_word(text, "ALL")) return kAll;
    const auto* found = std::ranges::find_if(kWords, [&](const Word& word) { return same_word(text, word.text); });
    return found == std::end(kWords) ? std::nullopt : std::optional{bit(found->news)};
}

}  // namespace

bool is_mail_address(std::string_view text) {
    constexpr std::string_view kOther = "._%+=@-";
    const auto is_plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    for (;;) {
        const auto comma = text.find(',');
        const auto word = text.substr(0, comma);
        if (word.empty() || !is_plain(static_cast<unsigned char>(word.front()))) return false;
        const bool fits = std::ranges::all_of(word, [&](unsigned char c) {
            return is_plain(c) || kOther.find(static_cast<char>(c)) != std::string_view::npos;
        });
        if (!fits || comma == std::string_view::npos) return fits;
        text.remove_prefix(comma + 1);
    }
}

std::optional<std::uint32_t> parse_mail_types(std::string_view text) {
    std::uint32_t on = 0;
    for (;;) {
        const auto comma = text.find(',');
        const auto word = read_word(text.substr(0, comma));
        if (!word) return std::nullopt;
        on = *word == 0 ? 0 : on | *word;
        if (comma == std::string_view::npos) return on;
        text.remove_prefix(comma + 1);
    }
}

std::string format_mail_types(std::uint32_t on) {
    std::string text;
    for (const auto& word : kWords) {
        if ((on & bit(word.news)) == 0) continue;
        if (!text.empty()) text += ',';
        text += word.text;
    }
    return text.empty() ? "NONE" : text;
}

}  // namespace sluice
