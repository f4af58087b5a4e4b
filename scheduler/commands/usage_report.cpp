// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <pwd.h>

#include <algorithm>
#include <map>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/past_time.hpp"
#include "scheduler/commands/sreport.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kRule = "--------------------------------------------------------------------------------\n";

/// What a share of the period's CPU time is told in.
struct Scale {
    TimeUnit unit;
    std::int64_t whole;  // CPU seconds that the cluster could have given

    [[nodiscard]] std::string text(std::int64_t seconds) const {
        constexpr std::int64_t kMinute = 60, kHour = 3600;
        switch (unit) {
            case TimeUnit::seconds: return std::to_string(seconds);
            case TimeUnit::minutes: return std::to_string((seconds + kMinute / 2) / kMinute);
            case TimeUnit::hours: return std::to_string((seconds + kHour / 2) / kHour);
            case TimeUnit::percent: break;
        }
        return fmt::format("{:.2f}%", whole > 0 ? 100.0 * static_cast<double>(seconds) / static_cast<double>(whole) : 0.0);
    }
};

std::string_view unit_words(TimeUnit unit) {
    switch (unit) {
        case TimeUnit::seconds: return "CPU Seconds";
        case TimeUnit::minutes: return "CPU Minutes";
        case TimeUnit::hours: return "CPU Hours";
        case TimeUnit::percent: return "Percentage of Total";
    }
    return "";
}

struct UtilizationRow {
    std::string cluster;
    Scale scale;
    std::int64_t allocated = 0;
};
using U = const UtilizationRow&;

const ReportField<UtilizationRow> kUtilization[] = {
    {"Cluster", 9, [](U r) { return r.cluster; }},
    {"Allocated", 8, [](U r) { return r.scale.text(r.allocated); }},
    {"Down", 8, [](U r) { return r.scale.text(0); }},
    {"PLNDDown", 8, [](U r) { return r.scale.text(0); }, "PLND Down"},
    {"Idle", 8, [](U r) { return r.scale.text(std::max(r.scale.whole - r.allocated, std::int64_t{0})); }},
    {"Planned", 8, [](U r) { return r.scale.text(0); }},
    {"Reported", 8, [](U r) { return r.scale.text(r.scale.whole); }},
};

struct UsageRow {
    std::string cluster;
    std::string account;
    std::string login;
    Scale scale;
    std::int64_t used = 0;
};
using R = const UsageRow&;

/// As the password file has it: the first part of its remark.
std::string proper_name(R row) {
    const auto* entry = row.login.empty() ? nullptr : ::getpwnam(row.login.c_str());
    const std::string remark = entry == nullptr ? "" : entry->pw_gecos;
    return remark.substr(0, remark.find(','));
}

constexpr ReportField<UsageRow> kCluster{"Cluster", 9, [](R r) { return r.cluster; }};
constexpr ReportField<UsageRow> kAccount{"Account", 15, [](R r) { return r.account; }};
constexpr ReportField<UsageRow> kLogin{"Login", 9, [](R r) { return r.login; }};
constexpr ReportField<UsageRow> kProper{"Proper", 15, proper_name, "Proper Name"};
constexpr ReportField<UsageRow> kUsed{"Used", 8, [](R r) { return r.scale.text(r.used); }};
constexpr ReportField<UsageRow> kEnergy{"Energy", 8, [](R) { return std::string{"0"}; }};

const ReportField<UsageRow> kByAccount[] = {kCluster, kAccount, kLogin, kProper, kUsed, kEnergy};
const ReportField<UsageRow> kByUser[] = {kCluster, kLogin, kProper, kAccount, kUsed, kEnergy};

bool is_meant(const std::vector<std::string>& wanted, const std::string& name) {
    return wanted.empty() || std::ranges::find(wanted, name) != wanted.end();
}

/// What each user of each account has used.
std::vector<UsageRow> usage(const ReportOptions& o, std::span<const JobRow> jobs, const Period& period, const UsageRow& empty) {
    std::map<std::pair<std::string, std::string>, std::int64_t> sums;
    for (const auto& row : jobs) {
        const auto& spec = row.job.spec;
        if (!is_meant(o.users, spec.user_name) || !is_meant(o.accounts, spec.account)) continue;
        sums[{spec.account, spec.user_name}] += cpu_seconds(row, period);
    }
    std::vector<UsageRow> rows;
    for (const auto& [who, used] : sums) {
        auto& row = rows.emplace_back(empty);
        row.account = who.first;
        row.login = who.second;
        row.used = used;
    }
    std::erase_if(rows, [](R row) { return row.used == 0; });
    return rows;
}

/// Each account's sum ahead of its users.
std::vector<UsageRow> with_sums(std::vector<UsageRow> rows) {
    std::vector<UsageRow> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool begins = i == 0 || rows[i].account != rows[i - 1].account;
        if (begins) {
            auto sum = rows[i];
            sum.login.clear();
            for (std::size_t k = i + 1; k < rows.size() && rows[k].account == sum.account; ++k) sum.used += rows[k].used;
            all.push_back(sum);
        }
        all.push_back(rows[i]);
    }
    return all;
}

std::vector<UsageRow> ordered(const ReportOptions& o, std::vector<UsageRow> rows) {
    if (o.report == Report::account_by_user) return with_sums(std::move(rows));
    if (o.report == Report::user_by_account) {
        std::ranges::stable_sort(rows, {}, &UsageRow::login);
        return rows;
    }
    std::ranges::stable_sort(rows, std::ranges::greater{}, &UsageRow::used);
    rows.resize(std::min(rows.size(), o.top_count));
    return rows;
}

std::string title(const ReportOptions& o, const Period& period) {
    const auto last = period.until - Duration{1};
    const auto span = (period.until - period.since).count();
    const auto times = fmt::format("{} - {}", format_instant(period.since), format_instant(last));
    std::string name;
    switch (o.report) {
        case Report::utilization: name = "Cluster Utilization " + times; break;
        case Report::account_by_user: name = fmt::format("Cluster/Account/User Utilization {} ({} secs)", times, span); break;
        case Report::user_by_account: name = fmt::format("Cluster/User/Account Utilization {} ({} secs)", times, span); break;
        case Report::top_users: name = fmt::format("Top {} Users {} ({} secs)", o.top_count, times, span); break;
    }
    return fmt::format("{0}{1}\nUsage reported in {2}\n{0}", kRule, name, unit_words(o.unit));
}

template <class Row, std::size_t N>
Result<std::string> print(const ReportOptions& o, const ReportField<Row> (&fields)[N], std::span<const Row> rows) {
    return make_report(o.style, o.format.empty() ? "ALL" : o.format, std::span<const ReportField<Row>>{fields}, rows);
}

}  // namespace

std::int64_t cpu_seconds(const JobRow& row, const Period& period) {
    const auto& job = row.job;
    if (!job.started) return 0;
    const auto from = std::max(*job.started, period.since);
    const auto to = std::min(job.ended.value_or(row.now), period.until);
    return std::max<std::int64_t>((to - from).count(), 0) * job.total_cpus();
}

Result<Period> report_period(const ReportOptions& o, Instant now) {
    const auto midnight = parse_past_time("today", now);
    const auto since = o.starts.empty() ? parse_past_time("now-1day", *midnight) : parse_past_time(o.starts, now);
    if (!since) return tl::unexpected{since.error()};
    const auto until = o.ends.empty() ? midnight : parse_past_time(o.ends, now);
    if (!until) return tl::unexpected{until.error()};
    return Period{*since, std::max(*since, std::min(*until, now))};
}

Result<std::string> make_usage_report(const ReportOptions& o, std::span<const JobRow> jobs, const Period& period,
                                      const std::string& cluster, std::uint32_t cpus) {
    const Scale scale{o.unit, (period.until - period.since).count() * cpus};
    Result<std::string> table;
    if (o.report == Report::utilization) {
        UtilizationRow row{cluster, scale};
        for (const auto& job : jobs) row.allocated += cpu_seconds(job, period);
        table = print(o, kUtilization, std::span<const UtilizationRow>{&row, 1});
    } else {
        const auto rows = ordered(o, usage(o, jobs, period, {cluster, {}, {}, scale}));
        const bool by_user = o.report != Report::account_by_user;
        table = print(o, by_user ? kByUser : kByAccount, std::span<const UsageRow>{rows});
    }
    const bool plain = o.style.no_header || o.style.parsable || o.style.parsable2;
    if (!table || plain) return table;
    return title(o, period) + *table;
}

}  // namespace sluice::commands
