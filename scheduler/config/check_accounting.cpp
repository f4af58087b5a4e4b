// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "scheduler/config/check.hpp"
#include "scheduler/config/suggest.hpp"
#include "scheduler/model/preemption_levels.hpp"

namespace sluice {
namespace {

using Names = std::set<std::string>;

/// The names in a list of `accounting`, and those that are always there. Reports a name that comes twice.
template <class List>
Names names_in(const List& list, const YamlValue& accounting, std::string_view key, std::string_view what,
               Names names, Report& report) {
    const auto* values = accounting.find(key);
    std::map<std::string, Place> first;
    for (std::size_t i = 0; values != nullptr && i < list.size(); ++i) {
        const auto& name = list[i].name;
        const auto place = values->items[i].place_of("name");
        if (!name.empty() && !first.emplace(name, place).second) {
            report.add(place,
                       fmt::format("{} '{}' is named already on line {}", what, name, first[name].line),
                       fmt::format("every {} once", what));
        }
        names.insert(name);
    }
    return names;
}

/// Reports names that nobody has.
class Lookup {
  public:
    Lookup(Names names, std::string what, Report& report)
        : names_{std::move(names)}, what_{std::move(what)}, report_{report} {}

    void check(const std::string& name, Place at) const {
        if (name.empty() || names_.contains(name)) return;
        const std::vector<std::string> known{names_.begin(), names_.end()};
        report_.add(at, fmt::format("no {} '{}'{}", what_, name, did_you_mean(name, known)),
                    fmt::format("{}", fmt::join(known, ", ")));
    }
    void check_all(const std::vector<std::string>& names, Place at) const {
        for (const auto& name : names) check(name, at);
    }

  private:
    Names names_;
    std::string what_;
    Report& report_;
};

const YamlValue* item(const YamlValue& accounting, std::string_view list, std::size_t i) {
    return &accounting.find(list)->items[i];
}

/// An account below itself.
void check_loops(const std::vector<DeclaredAccount>& accounts, const YamlValue& accounting, Report& report) {
    std::map<std::string_view, std::string_view> parents;
    for (const auto& each : accounts) parents[each.name] = each.parent;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        Names seen;
        std::string_view at = accounts[i].name;
        while (parents.contains(at) && seen.insert(std::string{at}).second) at = parents[at];
        if (at != accounts[i].name || seen.empty() || !parents.contains(at)) continue;
        report.add(item(accounting, "accounts", i)->place_of("parent"),
                   fmt::format("account '{}' is below itself", accounts[i].name), "a tree below root");
    }
}

/// A QOS that preempts itself, over others or at once.
void check_preemption(const std::vector<QosSpec>& qos, const YamlValue& accounting, Report& report) {
    for (const auto& name : preemption_loops(qos)) {
        const auto index = static_cast<std::size_t>(std::ranges::find(qos, name, &QosSpec::name) - qos.begin());
        report.add(item(accounting, "qos", index)->place_of("preempt"),
                   fmt::format("jobs of QOS '{}' would preempt each other", name), "QOS that cannot preempt it in turn");
    }
}

void check_users(const AccountingSpec& spec, const YamlValue& accounting, const Lookup& accounts,
                 Report& report) {
    for (std::size_t i = 0; i < spec.users.size(); ++i) {
        const auto& user = spec.users[i];
        const auto& value = *item(accounting, "users", i);
        accounts.check_all(user.accounts, value.place_of("accounts"));
        const auto& usual = user.default_account;
        if (usual.empty() || std::ranges::find(user.accounts, usual) != user.accounts.end()) continue;
        report.add(value.place_of("default_account"),
                   fmt::format("'{}' is none of the user's accounts", usual),
                   fmt::format("{}", fmt::join(user.accounts, ", ")));
    }
}

void check_associations(const AccountingSpec& spec, const YamlValue& accounting, const Lookup& qos,
                        Report& report) {
    for (std::size_t i = 0; i < spec.associations.size(); ++i) {
        const auto& each = spec.associations[i];
        const auto& value = *item(accounting, "associations", i);
        qos.check_all(each.qos, value.place_of("qos"));
        qos.check(each.default_qos, value.place_of("default_qos"));
        const auto user = std::ranges::find(spec.users, each.user, &DeclaredUser::name);
        const bool known = user != spec.users.end() &&
                           std::ranges::find(user->accounts, each.account) != user->accounts.end();
        if (known || each.user.empty() || each.account.empty()) continue;
        report.add(value.place_of("user"),
                   fmt::format("user '{}' is not in account '{}'", each.user, each.account),
                   "a user of `users:` with that account");
    }
}

}  // namespace

void check_accounting(const AccountingSpec& spec, const YamlValue& file, Report& report) {
    const auto* accounting = file.find("accounting");
    if (accounting == nullptr || accounting->kind != YamlValue::Kind::map) return;
    const Lookup qos{names_in(spec.qos, *accounting, "qos", "QOS", {std::string{kNormalQos}}, report), "QOS",
                     report};
    const Lookup accounts{
        names_in(spec.accounts, *accounting, "accounts", "account", {std::string{kRootAccount}}, report),
        "account", report};
    (void)names_in(spec.users, *accounting, "users", "user", {}, report);
    for (std::size_t i = 0; i < spec.qos.size(); ++i)
        qos.check_all(spec.qos[i].preempt, item(*accounting, "qos", i)->place_of("preempt"));
    for (std::size_t i = 0; i < spec.accounts.size(); ++i) {
        const auto& each = spec.accounts[i];
        const auto& value = *item(*accounting, "accounts", i);
        accounts.check(each.parent, value.place_of("parent"));
        qos.check_all(each.own.qos, value.place_of("qos"));
        qos.check(each.own.default_qos, value.place_of("default_qos"));
    }
    check_loops(spec.accounts, *accounting, report);
    check_preemption(spec.qos, *accounting, report);
    check_users(spec, *accounting, accounts, report);
    check_associations(spec, *accounting, qos, report);
}

}  // namespace sluice
