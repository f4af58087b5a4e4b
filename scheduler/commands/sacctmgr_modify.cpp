// SPDX-License-Identifier: Apache-2.0
//
// `sacctmgr modify`
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/sacctmgr_conditions.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kNothing = " Nothing modified\n";

/// The terms that belong to the entity itself and not to its association.
bool is_own(const Term& term, std::initializer_list<std::string_view> keys) {
    return std::ranges::any_of(keys,
                               [&](auto key) { return term.key.size() > 2 && begins_with(key, term.key); });
}

Result<void> apply_to_associations(Proposal& proposal, const AccountsView& view,
                                   const AssociationFilter& filter, std::span<const Term> settings,
                                   bool of_users) {
    if (settings.empty()) return {};
    for (const auto& association : view.book.associations) {
        if (association.user.empty() == of_users || !filter.passes(view, association)) continue;
        auto changed = association;
        for (const auto& term : settings) {
            if (auto done = apply_setting(changed, term); !done) return done;
        }
        proposal.text += association_line(view.cluster, association) + '\n';
        proposal.change.associations.push_back(std::move(changed));
    }
    return {};
}

Result<Proposal> modify_users(const AccountsView& view, const Terms& terms) {
    const auto filter = association_filter(Entity::user, terms);
    std::vector<Term> settings;
    std::string account;
    for (const auto& term : terms.set) {
        if (is_own(term, {"defaultaccount"})) account = term.value;
        else settings.push_back(term);
    }
    Proposal proposal;
    if (auto done = apply_to_associations(proposal, view, filter, settings, true); !done)
        return tl::unexpected{done.error()};
    if (!proposal.text.empty()) proposal.text = " Modified user associations...\n" + proposal.text;
    std::string users;
    for (auto user : view.book.users) {
        if (account.empty() || !is_among(filter.users, user.name)) continue;
        user.default_account = account;
        users += fmt::format("  {}\n", user.name);
        proposal.change.users.push_back(std::move(user));
    }
    if (!users.empty()) proposal.text = " Modified users...\n" + users + proposal.text;
    return proposal;
}

Result<Proposal> modify_accounts(const AccountsView& view, const Terms& terms) {
    const auto filter = association_filter(Entity::account, terms);
    std::vector<Term> settings, own;
    for (const auto& term : terms.set) {
        (is_own(term, {"description", "organization", "parent"}) ? own : settings).push_back(term);
    }
    Proposal proposal;
    if (auto done = apply_to_associations(proposal, view, filter, settings, false); !done)
        return tl::unexpected{done.error()};
    if (!proposal.text.empty()) proposal.text = " Modified account associations...\n" + proposal.text;
    std::string accounts;
    for (auto account : view.book.accounts) {
        if (own.empty() || !is_among(filter.accounts, account.name)) continue;
        for (const auto& term : own) {
            auto& target = begins_with("description", term.key) ? account.description
                           : begins_with("parent", term.key)    ? account.parent
                                                                : account.organization;
            target = term.value;
        }
        accounts += fmt::format("  {}\n", account.name);
        proposal.change.accounts.push_back(std::move(account));
    }
    if (!accounts.empty()) proposal.text = " Modified accounts...\n" + accounts + proposal.text;
    return proposal;
}

Result<Proposal> modify_qos(const AccountsView& view, const Terms& terms) {
    const auto names = names_meant(Entity::qos, terms);
    Proposal proposal;
    for (auto qos : view.book.qos) {
        if (!names.empty() && !is_among(names, qos.name)) continue;
        for (const auto& term : terms.set) {
            if (auto done = apply_setting(qos, term); !done) return tl::unexpected{done.error()};
        }
        proposal.text += fmt::format("  {}\n", qos.name);
        proposal.change.qos.push_back(std::move(qos));
    }
    if (!proposal.text.empty()) proposal.text = " Modified qos...\n" + proposal.text;
    return proposal;
}

}  // namespace

Result<Proposal> propose_modify(const AccountsView& view, Entity entity, const Terms& terms) {
    if (terms.set.empty()) return fail(Errc::invalid_argument, " You didn't give me anything to set");
    if (auto known = check_conditions(terms); !known) return tl::unexpected{known.error()};
    Result<Proposal> proposal;
    switch (entity) {
        case Entity::account:
            proposal = modify_accounts(view, terms);
            break;
        case Entity::user:
            proposal = modify_users(view, terms);
            break;
        case Entity::qos:
            proposal = modify_qos(view, terms);
            break;
        case Entity::association:
            return fail(Errc::invalid_argument, " Associations are modified with their user or account.");
        case Entity::cluster: {
            auto of_root = terms;
            of_root.names = {std::string{kRootAccount}};
            of_root.where.clear();
            proposal = modify_accounts(view, of_root);
            break;
        }
    }
    if (proposal && proposal->is_empty()) proposal->text = kNothing;
    return proposal;
}

}  // namespace sluice::commands
