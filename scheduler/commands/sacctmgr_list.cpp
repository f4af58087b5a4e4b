// SPDX-License-Identifier: Apache-2.0
//
// `sacctmgr list`: columns and which records are shown.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/literal.hpp"
#include "scheduler/commands/sacctmgr_conditions.hpp"

namespace sluice::commands {
namespace {

/// A line about an account, a user, an association or the cluster: what it is not about is null.
struct AccountRow {
    const AccountsView* view = nullptr;
    const Account* account = nullptr;
    const AccountUser* user = nullptr;
    const Association* association = nullptr;
};
using Row = const AccountRow&;
using Qos = const QosSpec&;

std::string text(const std::optional<std::uint32_t>& number) { return number ? std::to_string(*number) : ""; }
std::string text(const std::optional<Duration>& time) { return time ? format_duration(*time) : ""; }
std::string text(const TresList& list) { return format_tres(list); }

/// Of the association, if the line is about one.
template <class Get>
std::string of(Row r, Get get) {
    return r.association == nullptr ? "" : get(*r.association);
}
template <auto Member>
std::string limit(Row r) {
    return of(r, [](const Association& a) { return text(a.limits.*Member); });
}
template <auto Member>
std::string limit_of(Qos q) {
    return text(q.limits.*Member);
}
template <auto Member>
std::string member_of(Qos q) {
    return text(q.*Member);
}
template <Literal Name>
std::string most_of(Row r) {
    return of(r, [](const Association& a) {
        const auto count = count_of(a.limits.max_tres_per_job, Name.text);
        return count > 0 ? std::to_string(count) : std::string{};
    });
}
template <class Any>
std::string none(const Any&) {
    return "";
}

/// Who administers the cluster is decided by the system: root, and who runs the controller.
std::string admin_level(Row r) {
    if (r.user == nullptr) return "";
    return r.user->name == "root" ? "Administrator" : "None";
}

std::string parent_name(Row r) {
    return of(r, [&](const Association& a) {
        const auto* account = r.view->find_account(a.account);
        return a.user.empty() && account != nullptr ? account->parent : std::string{};
    });
}

const ReportField<AccountRow> kAccountFields[] = {
    {"Account", 10,
     [](Row r) {
         return r.association != nullptr ? r.association->account
                : r.account != nullptr   ? r.account->name
                                         : "";
     }},
    {"AdminLevel", 9, admin_level, "Admin"},
    {"Cluster", 10, [](Row r) { return r.association == nullptr ? "" : r.view->cluster; }},
    {"ControlHost", 15, [](Row r) { return r.view->control_host; }},
    {"ControlPort", 12, [](Row r) { return std::to_string(r.view->control_port); }},
    {"Coordinators", 20, none<AccountRow>, "Coord Accounts"},
    {"DefaultAccount", 10, [](Row r) { return r.user == nullptr ? "" : r.user->default_account; },
     "Def Acct"},
    {"DefaultQOS", 9, [](Row r) { return of(r, [](const Association& a) { return a.default_qos; }); },
     "Def QOS"},
    {"Description", 20, [](Row r) { return r.account == nullptr ? "" : r.account->description; }, "Descr"},
    {"Fairshare", 9,
     [](Row r) { return of(r, [](const Association& a) { return std::to_string(a.shares); }); }, "Share"},
    {"GrpJobs", 7, limit<&Limits::grp_jobs>},
    {"GrpSubmitJobs", 9, limit<&Limits::grp_submit_jobs>, "GrpSubmit"},
    {"GrpTRES", 13, limit<&Limits::grp_tres>},
    {"GrpTRESMins", 13, none<AccountRow>},
    {"GrpTRESRunMins", 13, none<AccountRow>, "GrpTRESRunMin"},
    {"GrpWall", 11, none<AccountRow>},
    {"ID", 6, [](Row r) { return of(r, [](const Association& a) { return std::to_string(a.id); }); }},
    {"MaxCPUs", 8, most_of<"cpu">},
    {"MaxJobs", 7, limit<&Limits::max_jobs>},
    {"MaxNodes", 8, most_of<"node">},
    {"MaxSubmitJobs", 9, limit<&Limits::max_submit_jobs>, "MaxSubmit"},
    {"MaxTRESPerJob", 13, limit<&Limits::max_tres_per_job>, "MaxTRES"},
    {"MaxTRESPerNode", 14, none<AccountRow>},
    {"MaxTRESMinsPerJob", 13, none<AccountRow>, "MaxTRESMins"},
    {"MaxWallDurationPerJob", 11, limit<&Limits::max_wall>, "MaxWall"},
    {"Organization", 20, [](Row r) { return r.account == nullptr ? "" : r.account->organization; }, "Org"},
    {"ParentID", 6, none<AccountRow>, "Par ID"},
    {"ParentName", 10, parent_name, "Par Name"},
    {"Partition", 10, [](Row r) { return of(r, [](const Association& a) { return a.partition; }); }},
    {"Priority", 10, [](Row r) { return of(r, [](const Association& a) { return text(a.priority); }); }},
    {"QOSLevel", 20,
     [](Row r) { return of(r, [&](const Association& a) { return join(r.view->qos_of(a)); }); }, "QOS"},
    {"RPC", 5, none<AccountRow>},
    {"Shares", 9, [](Row r) { return of(r, [](const Association& a) { return std::to_string(a.shares); }); },
     "Share"},
    {"User", 10,
     [](Row r) {
         return r.association != nullptr ? r.association->user : r.user != nullptr ? r.user->name : "";
     }},
};

const ReportField<QosSpec> kQosFields[] = {
    {"Description", 20, [](Qos q) { return q.description; }, "Descr"},
    {"Flags", 40, [](Qos q) { return std::string{q.deny_on_limit ? "DenyOnLimit" : ""}; }},
    {"GraceTime", 10, [](Qos q) { return format_duration(q.grace_time); }},
    {"GrpJobs", 7, limit_of<&Limits::grp_jobs>},
    {"GrpSubmitJobs", 9, limit_of<&Limits::grp_submit_jobs>, "GrpSubmit"},
    {"GrpTRES", 13, limit_of<&Limits::grp_tres>},
    {"GrpTRESMins", 13, none<QosSpec>},
    {"GrpTRESRunMins", 13, none<QosSpec>, "GrpTRESRunMin"},
    {"GrpWall", 11, none<QosSpec>},
    {"ID", 6, [](Qos q) { return std::to_string(q.id); }},
    {"MaxJobsPerAccount", 9, member_of<&QosSpec::max_jobs_per_account>, "MaxJobsPA"},
    {"MaxJobsPA", 9, member_of<&QosSpec::max_jobs_per_account>},
    {"MaxJobsPerUser", 9, limit_of<&Limits::max_jobs>, "MaxJobsPU"},
    {"MaxJobsPU", 9, limit_of<&Limits::max_jobs>},
    {"MaxSubmitJobsPerAccount", 11, member_of<&QosSpec::max_submit_jobs_per_account>, "MaxSubmitPA"},
    {"MaxSubmitPA", 11, member_of<&QosSpec::max_submit_jobs_per_account>},
    {"MaxSubmitJobsPerUser", 11, limit_of<&Limits::max_submit_jobs>, "MaxSubmitPU"},
    {"MaxSubmitPU", 11, limit_of<&Limits::max_submit_jobs>},
    {"MaxTRESPerJob", 13, limit_of<&Limits::max_tres_per_job>, "MaxTRES"},
    {"MaxTRESPerAccount", 13, member_of<&QosSpec::max_tres_per_account>, "MaxTRESPA"},
    {"MaxTRESPA", 13, member_of<&QosSpec::max_tres_per_account>},
    {"MaxTRESPerNode", 14, none<QosSpec>},
    {"MaxTRESPerUser", 13, member_of<&QosSpec::max_tres_per_user>, "MaxTRESPU"},
    {"MaxTRESPU", 13, member_of<&QosSpec::max_tres_per_user>},
    {"MaxTRESMins", 13, none<QosSpec>},
    {"MaxWallDurationPerJob", 11, limit_of<&Limits::max_wall>, "MaxWall"},
    {"MinTRESPerJob", 13, member_of<&QosSpec::min_tres_per_job>, "MinTRES"},
    {"Name", 10, [](Qos q) { return q.name; }},
    {"Preempt", 10, [](Qos q) { return join(q.preempt); }},
    {"PreemptExemptTime", 19, none<QosSpec>},
    {"PreemptMode", 11, [](Qos q) { return std::string{to_string(q.preempt_mode)}; }},
    {"Priority", 10, [](Qos q) { return std::to_string(q.priority); }},
    {"UsageFactor", 11, [](Qos q) { return fmt::format("{:.6f}", q.usage_factor); }},
    {"UsageThreshold", 10, none<QosSpec>, "UsageThres"},
};

constexpr std::string_view kLimits =
    "share,priority,grpjobs,grptres,grpsubmitjobs,grpwall,grptresmins,maxjobs,maxtresperjob,maxtrespernode,"
    "maxsubmitjobs,"
    "maxwalldurationperjob,maxtresminsperjob,qoslevel,defaultqos,grptresrunmins";

std::string default_format(Entity entity, bool with_associations) {
    switch (entity) {
        case Entity::account: {
            const std::string own = "account,description,organization";
            return with_associations ? own + ",cluster,parentname,user," + std::string{kLimits} : own;
        }
        case Entity::association:
            return "cluster,account,user,partition," + std::string{kLimits};
        case Entity::cluster:
            return "cluster,controlhost,controlport,rpc,share,grpjobs,grptres,grpsubmitjobs,maxjobs,"
                   "maxtresperjob,maxsubmitjobs,"
                   "maxwalldurationperjob,qoslevel,defaultqos";
        case Entity::user: {
            const std::string own = "user,defaultaccount,adminlevel";
            return with_associations ? own +
                                           ",cluster,account,partition,share,priority,maxjobs,maxnodes,"
                                           "maxcpus,maxsubmitjobs,maxwalldurationperjob,"
                                           "maxtresminsperjob,qoslevel,defaultqos"
                                     : own;
        }
        case Entity::qos:
            return "name,priority,gracetime,preempt,preemptexempttime,preemptmode,flags,usagethreshold,"
                   "usagefactor,grptres,grptresmins,"
                   "grptresrunmins,grpjobs,grpsubmitjobs,grpwall,maxtresperjob,maxtrespernode,maxtresmins,"
                   "maxwalldurationperjob,"
                   "maxtresperuser,maxjobsperuser,maxsubmitjobsperuser,maxtresperaccount,maxjobsperaccount,"
                   "maxsubmitjobsperaccount,mintresperjob";
    }
    return {};
}

bool is_flagged(const Terms& terms, std::string_view flag) {
    return std::ranges::any_of(terms.where, [&](const Term& term) { return begins_with(flag, term.key); });
}

std::string format_of(Entity entity, const Terms& terms, bool with_associations) {
    const auto given = values_of(terms.where, {"format"});
    return given.empty() ? default_format(entity, with_associations) : join(given);
}

/// Users, or accounts; with their associations a line for each of these.
std::vector<AccountRow> named_rows(const AccountsView& view, Entity entity, const Terms& terms,
                                   bool with_associations) {
    const auto names = names_meant(entity, terms);
    const auto wanted = [&](const std::string& name) { return names.empty() || is_among(names, name); };
    std::vector<AccountRow> rows;
    const auto add = [&](AccountRow row, const auto& is_its) {
        if (!with_associations) return rows.push_back(row);
        for (const auto& each : view.book.associations) {
            if (is_its(each)) row.association = &each, rows.push_back(row);
        }
    };
    if (entity == Entity::user) {
        const auto accounts = values_of(terms.where, {"account", "defaultaccount"});
        for (const auto& user : view.book.users) {
            const auto its = [&](const Association& a) {
                return a.user == user.name && (accounts.empty() || is_among(accounts, a.account));
            };
            const bool in_them = accounts.empty() || std::ranges::any_of(view.book.associations, its);
            if (wanted(user.name) && in_them) add({&view, nullptr, &user, nullptr}, its);
        }
        return rows;
    }
    for (const auto& account : view.book.accounts) {
        if (wanted(account.name))
            add({&view, &account, nullptr, nullptr},
                [&](const Association& a) { return a.account == account.name; });
    }
    return rows;
}

std::vector<AccountRow> association_rows(const AccountsView& view, Entity entity, const Terms& terms) {
    auto filter = association_filter(Entity::account, terms);
    if (entity == Entity::cluster) filter = {{std::string{kRootAccount}}, {""}, {}, {}, {}};
    std::vector<AccountRow> rows;
    for (const auto* each : view.in_tree_order()) {
        if (filter.passes(view, *each))
            rows.push_back({&view, view.find_account(each->account), view.find_user(each->user), each});
    }
    return rows;
}

std::vector<QosSpec> qos_rows(const AccountsView& view, const Terms& terms) {
    const auto names = names_meant(Entity::qos, terms);
    std::vector<QosSpec> rows;
    for (const auto& qos : view.book.qos) {
        if (names.empty() || is_among(names, qos.name)) rows.push_back(qos);
    }
    std::ranges::sort(rows, {}, &QosSpec::id);
    return rows;
}

}  // namespace

Result<std::string> list_accounting(const AccountsView& view, Entity entity, const Terms& terms,
                                    const SacctmgrOptions& options) {
    if (auto known = check_conditions(terms); !known) return tl::unexpected{known.error()};
    const bool with_associations = options.with_associations || is_flagged(terms, "withassociations");
    const auto format = format_of(entity, terms, with_associations);
    if (entity == Entity::qos) {
        const auto rows = qos_rows(view, terms);
        return make_report<QosSpec>(options.style, format, kQosFields, rows);
    }
    const bool named = entity == Entity::user || entity == Entity::account;
    const auto rows =
        named ? named_rows(view, entity, terms, with_associations) : association_rows(view, entity, terms);
    return make_report<AccountRow>(options.style, format, kAccountFields, rows);
}

}  // namespace sluice::commands
