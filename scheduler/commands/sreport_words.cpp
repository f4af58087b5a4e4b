// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "scheduler/commands/sreport.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

struct ReportName {
    std::string_view kind;
    std::string_view name;
    Report report;
};
constexpr std::array kReports{
    ReportName{"cluster", "utilization", Report::utilization},
    ReportName{"cluster", "accountutilizationbyuser", Report::account_by_user},
    ReportName{"cluster", "userutilizationbyaccount", Report::user_by_account},
    ReportName{"user", "topusage", Report::top_users},
};

bool abbreviates(std::string_view word, std::string_view name) {
    return !word.empty() && name.starts_with(lower_case(word));
}

Result<void> read_condition(ReportOptions& o, std::string_view word) {
    const auto equals = word.find('=');
    const auto key = lower_case(word.substr(0, std::min(equals, word.size())));
    const std::string value{equals == std::string_view::npos ? "" : word.substr(equals + 1)};
    if (abbreviates(key, "start")) o.starts = value;
    else if (abbreviates(key, "end")) o.ends = value;
    else if (abbreviates(key, "format")) o.format = value;
    else if (abbreviates(key, "users")) o.users = split_list(value);
    else if (abbreviates(key, "accounts")) o.accounts = split_list(value);
    else if (abbreviates(key, "clusters") || abbreviates(key, "all_clusters") || abbreviates(key, "tree")) return {};
    else if (abbreviates(key, "topcount")) {
        const auto count = parse_number<std::uint32_t>(value);
        if (!count || *count == 0) return fail(Errc::invalid_argument, fmt::format(" Bad topcount given: {}", value));
        o.top_count = *count;
    } else {
        return fail(Errc::invalid_argument, fmt::format(" Unknown condition: {}", word));
    }
    return {};
}

}  // namespace

Result<void> read_report_words(ReportOptions& o, std::span<const std::string> words) {
    if (words.size() < 2) return fail(Errc::invalid_argument, "say which report: cluster utilization, user topusage ...");
    const auto* found = std::ranges::find_if(kReports, [&](const ReportName& each) {
        return abbreviates(words[0], each.kind) && abbreviates(words[1], each.name);
    });
    if (found == kReports.end()) {
        return fail(Errc::invalid_argument, fmt::format("Not valid report {} {}\nValid are: cluster AccountUtilizationByUser, "
                                                        "UserUtilizationByAccount, Utilization; user TopUsage", words[0], words[1]));
    }
    o.report = found->report;
    for (const auto& word : words.subspan(2)) {
        if (const auto read = read_condition(o, word); !read) return read;
    }
    return {};
}

}  // namespace sluice::commands
