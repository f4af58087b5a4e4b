// SPDX-License-Identifier: Apache-2.0
//
// sreport's reports as text, made from the jobs of a period. Pure apart from the time zone; sreport.cpp asks and prints.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/commands/job_view.hpp"
#include "scheduler/commands/report_table.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::commands {

enum class Report : std::uint8_t { utilization, account_by_user, user_by_account, top_users };

/// What -t names. Percentages are of what the cluster could have given in the period.
enum class TimeUnit : std::uint8_t { seconds, minutes, hours, percent };

struct ReportOptions {
    Report report = Report::utilization;
    TimeUnit unit = TimeUnit::minutes;
    ReportStyle style;
    std::string format;
    std::string starts;  // as given; empty: yesterday
    std::string ends;    // empty: last midnight
    std::vector<std::string> users;     // empty: all
    std::vector<std::string> accounts;  // likewise
    std::size_t top_count = 10;
};

struct Period {
    Instant since;
    Instant until;
};

/// The words after the options: `cluster utilization start=...`, in any case and abbreviated.
Result<void> read_report_words(ReportOptions& options, std::span<const std::string> words);
/// Its default is yesterday. What has not come yet does not belong to it.
Result<Period> report_period(const ReportOptions& options, Instant now);

/// CPU seconds that a job held within the period.
std::int64_t cpu_seconds(const JobRow& row, const Period& period);

/// `cluster`: its name; `cpus`: how many it has.
Result<std::string> make_usage_report(const ReportOptions& options, std::span<const JobRow> jobs, const Period& period,
                                      const std::string& cluster, std::uint32_t cpus);

}  // namespace sluice::commands
