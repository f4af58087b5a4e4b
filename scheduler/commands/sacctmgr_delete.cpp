// SPDX-License-Identifier: Apache-2.0
//
// `sacctmgr delete`
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/sacctmgr_conditions.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kNothing = " Nothing deleted\n";

/// A user's default account is one that is left.
void keep_defaults_right(const AccountsView& view, AccountChange& change) {
    const auto goes = [&](const Association& each) {
        return std::ranges::find(change.drop_associations, each.id) != change.drop_associations.end();
    };
    for (auto user : view.book.users) {
        if (is_among(change.drop_users, user.name)) continue;
        const auto is_default = [&](const Association& each) {
            return each.user == user.name && each.account == user.default_account;
        };
        const bool touched = std::ranges::any_of(
            view.book.associations, [&](const auto& each) { return is_default(each) && goes(each); });
        const bool left = std::ranges::any_of(
            view.book.associations, [&](const auto& each) { return is_default(each) && !goes(each); });
        if (!touched || left) continue;
        const auto other = std::ranges::find_if(
            view.book.associations, [&](const auto& each) { return each.user == user.name && !goes(each); });
        user.default_account = other == view.book.associations.end() ? "" : other->account;
        change.users.push_back(std::move(user));
    }
}

Result<Proposal> delete_accounts(const AccountsView& view, const Terms& terms) {
    Proposal proposal;
    for (const auto& name : names_meant(Entity::account, terms)) {
        if (view.find_account(name) == nullptr) continue;
        const auto below = std::ranges::find(view.book.accounts, name, &Account::parent);
        if (below != view.book.accounts.end()) {
            return fail(
                Errc::invalid_argument,
                fmt::format(" Account {} has account {} below it; delete that first.", name, below->name));
        }
        for (const auto& each : view.book.associations) {
            if (each.account == name) proposal.change.drop_associations.push_back(each.id);
        }
        proposal.change.drop_accounts.push_back(name);
        proposal.text += fmt::format("  {}\n", name);
    }
    keep_defaults_right(view, proposal.change);
    if (!proposal.text.empty()) proposal.text = " Deleting accounts...\n" + proposal.text;
    return proposal;
}

Proposal delete_user_associations(const AccountsView& view, const AssociationFilter& filter) {
    Proposal proposal;
    for (const auto& each : view.book.associations) {
        if (each.user.empty() || !filter.passes(view, each)) continue;
        proposal.change.drop_associations.push_back(each.id);
        proposal.text += association_line(view.cluster, each) + '\n';
    }
    keep_defaults_right(view, proposal.change);
    if (!proposal.text.empty()) proposal.text = " Deleting user associations...\n" + proposal.text;
    return proposal;
}

Result<Proposal> delete_users(const AccountsView& view, const Terms& terms) {
    const auto filter = association_filter(Entity::user, terms);
    if (filter.users.empty())
        return fail(Errc::invalid_argument, " No conditions given to remove, not executing.");
    if (!filter.accounts.empty() || !filter.partitions.empty()) return delete_user_associations(view, filter);
    Proposal proposal;
    for (const auto& name : filter.users) {
        if (view.find_user(name) == nullptr) continue;
        for (const auto& each : view.book.associations) {
            if (each.user == name) proposal.change.drop_associations.push_back(each.id);
        }
        proposal.change.drop_users.push_back(name);
        proposal.text += fmt::format("  {}\n", name);
    }
    if (!proposal.text.empty()) proposal.text = " Deleting users...\n" + proposal.text;
    return proposal;
}

/// Others that name it do so no more.
Result<Proposal> delete_qos(const AccountsView& view, const Terms& terms) {
    Proposal proposal;
    const auto names = names_meant(Entity::qos, terms);
    const auto goes = [&](const std::string& name) { return is_among(names, name); };
    for (const auto& name : names) {
        if (view.find_qos(name) == nullptr) continue;
        proposal.change.drop_qos.push_back(name);
        proposal.text += fmt::format("  {}\n", name);
    }
    if (proposal.text.empty()) return proposal;
    for (auto each : view.book.associations) {
        const bool named = std::erase_if(each.qos, goes) > 0 || goes(each.default_qos);
        if (goes(each.default_qos)) each.default_qos.clear();
        if (named) proposal.change.associations.push_back(std::move(each));
    }
    for (auto each : view.book.qos) {
        if (!goes(each.name) && std::erase_if(each.preempt, goes) > 0)
            proposal.change.qos.push_back(std::move(each));
    }
    proposal.text = " Deleting QOS(s)...\n" + proposal.text;
    return proposal;
}

}  // namespace

Result<Proposal> propose_delete(const AccountsView& view, Entity entity, const Terms& terms) {
    if (terms.names.empty() && terms.where.empty())
        return fail(Errc::invalid_argument, " No conditions given to remove, not executing.");
    if (auto known = check_conditions(terms); !known) return tl::unexpected{known.error()};
    Result<Proposal> proposal;
    switch (entity) {
        case Entity::account:
            proposal = delete_accounts(view, terms);
            break;
        case Entity::user:
            proposal = delete_users(view, terms);
            break;
        case Entity::qos:
            proposal = delete_qos(view, terms);
            break;
        case Entity::association:
            return fail(Errc::invalid_argument, " Associations are deleted with their user or account.");
        case Entity::cluster:
            return fail(Errc::not_supported, " This is the accounting of one cluster; it stays.");
    }
    if (proposal && proposal->is_empty()) proposal->text = kNothing;
    return proposal;
}

}  // namespace sluice::commands
