// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scheduler/commands/sshare.hpp"

namespace sluice::commands {
namespace {

struct ShareRow {
    const AccountsView* view = nullptr;
    const Association* association = nullptr;
    wire::AssociationShare share;
};
using Row = const ShareRow&;

bool is_root(Row r) { return r.association->account == kRootAccount && r.association->user.empty(); }

/// Accounts are moved in by their depth; users as far as their account, and once more.
std::string account(Row r) {
    return std::string(r.view->depth(*r.association), ' ') + r.association->account;
}

std::string fraction(double value) { return std::isinf(value) ? "inf" : fmt::format("{:.6f}", value); }
std::string of_user(Row r, double value) { return r.association->user.empty() ? "" : fraction(value); }

std::string minutes(Row r) {
    TresList list;
    for (const auto& each : r.share.running_seconds()) add_tres(list, each.name(), each.count() / 60);
    std::string text;
    for (const auto* name : {"cpu", "mem", "node", "billing"})
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", name, count_of(list, name));
    return text;
}

const ReportField<ShareRow> kFields[] = {
    {"Account", -20, account},
    {"Cluster", 10, [](Row r) { return r.view->cluster; }},
    {"EffectvUsage", 13, [](Row r) { return fraction(r.share.effective_usage()); }},
    {"FairShare", 10, [](Row r) { return of_user(r, r.share.fair_share()); }},
    {"GrpTRESMins", 30, [](Row) { return std::string{}; }},
    {"GrpTRESRaw", 30, [](Row) { return std::string{}; }},
    {"ID", 6, [](Row r) { return std::to_string(r.association->id); }},
    {"LevelFS", 10, [](Row r) { return is_root(r) ? "" : fraction(r.share.level_fair_share()); }},
    {"NormShares", 11, [](Row r) { return fraction(is_root(r) ? 0 : r.share.norm_shares()); }},
    {"NormUsage", 11, [](Row r) { return is_root(r) ? "" : fraction(r.share.norm_usage()); }},
    {"Partition", 12, [](Row r) { return r.association->partition; }},
    {"RawShares", 10, [](Row r) { return is_root(r) ? "" : std::to_string(r.association->shares); }},
    {"RawUsage", 11, [](Row r) { return fmt::format("{:.0f}", std::floor(r.share.raw_usage())); }},
    {"TRESRunMins", 30, minutes},
    {"User", 10, [](Row r) { return r.association->user; }},
};

std::string format_of(const SshareOptions& o) {
    if (!o.format.empty()) return o.format;
    const std::string_view partition = o.with_partitions ? ",partition" : "";
    if (o.long_format)
        return fmt::format(
            "account,user{},rawshares,normshares,rawusage,normusage,effectvusage,fairshare,levelfs,"
            "grptresmins,tresrunmins",
            partition);
    return fmt::format("account,user{},rawshares,normshares,rawusage,effectvusage,fairshare", partition);
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

bool is_shown(const SshareOptions& o, const Association& each, const std::string& caller) {
    if (!o.accounts.empty() && !is_among(o.accounts, each.account)) return false;
    if (each.user.empty()) return !o.only_users;
    if (!o.users.empty()) return is_among(o.users, each.user);
    return o.all || !o.accounts.empty() ? o.all || each.user == caller : each.user == caller;
}

}  // namespace

Result<std::string> list_shares(const SshareOptions& o, const AccountsView& view, const std::string& caller) {
    std::vector<ShareRow> rows;
    for (const auto* each : view.in_tree_order()) {
        const auto share = view.shares.find(each->id);
        if (is_shown(o, *each, caller))
            rows.push_back(
                {&view, each, share == view.shares.end() ? wire::AssociationShare{} : share->second});
    }
    return make_report<ShareRow>(o.style, format_of(o), kFields, rows);
}

std::vector<std::string_view> share_field_names() {
    return report_names(std::span<const ReportField<ShareRow>>{kFields});
}

}  // namespace sluice::commands
