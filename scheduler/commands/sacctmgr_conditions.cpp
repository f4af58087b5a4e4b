// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sacctmgr_conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluice::commands {
namespace {

bool passes(const std::vector<std::string>& wanted, std::string_view name) {
    return wanted.empty() || is_among(wanted, name);
}

void add(std::vector<std::string>& list, std::vector<std::string> more) {
    list.insert(list.end(), more.begin(), more.end());
}

}  // namespace

bool is_among(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::any_of(names, [&](const auto& each) { return each == name; });
}

bool AssociationFilter::passes(const AccountsView& view, const Association& association) const {
    const auto* account = view.find_account(association.account);
    const auto has = view.qos_of(association);
    const bool with_qos =
        qos.empty() || std::ranges::any_of(has, [&](const auto& name) { return is_among(qos, name); });
    return commands::passes(accounts, association.account) && commands::passes(users, association.user) &&
           commands::passes(partitions, association.partition) && with_qos &&
           (parents.empty() || (account != nullptr && is_among(parents, account->parent)));
}

AssociationFilter association_filter(Entity entity, const Terms& terms) {
    AssociationFilter filter;
    filter.accounts = values_of(terms.where, {"account"});
    filter.users = values_of(terms.where, {"user"});
    filter.partitions = values_of(terms.where, {"partition"});
    filter.qos = values_of(terms.where, {"qos"});
    filter.parents = values_of(terms.where, {"parent"});
    auto& named = entity == Entity::user ? filter.users : filter.accounts;
    add(named, terms.names);
    add(named, values_of(terms.where, {"names"}));
    return filter;
}

Result<void> check_conditions(const Terms& terms) {
    constexpr std::array<std::string_view, 17> kKnown{
        "account",          "clusters",    "defaultaccount",  "format",   "names",  "parent",
        "partitions",       "qos",         "qoslevel",        "tree",     "users",  "withassociations",
        "withcoordinators", "withdeleted", "withsubaccounts", "wolimits", "wopinfo"};
    for (const auto& term : terms.where) {
        const bool known = std::ranges::any_of(kKnown, [&](auto key) { return begins_with(key, term.key); });
        if (!known)
            return fail(Errc::invalid_argument,
                        fmt::format(" Unknown condition: {}={}", term.key, term.value));
    }
    return {};
}

std::vector<std::string> names_meant(Entity entity, const Terms& terms) {
    auto names = terms.names;
    add(names, values_of(terms.where, {"names"}));
    if (entity == Entity::user) add(names, values_of(terms.where, {"user"}));
    if (entity == Entity::account) add(names, values_of(terms.where, {"account"}));
    if (entity == Entity::qos) add(names, values_of(terms.where, {"qos"}));
    return names;
}

}  // namespace sluice::commands
