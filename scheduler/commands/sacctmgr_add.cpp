// SPDX-License-Identifier: Apache-2.0
//
// `sacctmgr add`
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/sacctmgr.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kNothingNew = " Nothing new added.\n";

/// Names without repetition: bare ones and those of `name=`.
std::vector<std::string> names_in(const Terms& terms, std::initializer_list<std::string_view> keys) {
    auto names = terms.names;
    for (auto& name : values_of(terms.where, keys)) names.push_back(std::move(name));
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

/// What of the terms is a setting of an association: all but the keys that say whose it is.
Result<void> apply_rest(Association& association, const Terms& terms,
                        std::initializer_list<std::string_view> others) {
    for (const auto& term : terms.where) {
        const bool other = std::ranges::any_of(others, [&](auto key) { return begins_with(key, term.key); });
        if (other) continue;
        if (auto done = apply_setting(association, term); !done) return done;
    }
    return {};
}

std::string first_of(const std::vector<std::string>& values, std::string_view otherwise) {
    return values.empty() ? std::string{otherwise} : values.front();
}

Result<Proposal> add_accounts(const AccountsView& view, const Terms& terms) {
    const auto names = names_in(terms, {"name", "account"});
    const auto parent = first_of(values_of(terms.where, {"parent"}), kRootAccount);
    if (names.empty()) return fail(Errc::invalid_argument, " Need name of account to add.");
    if (view.find_account(parent) == nullptr)
        return fail(Errc::invalid_argument,
                    fmt::format(" No parent account '{}' on cluster '{}'", parent, view.cluster));
    Proposal proposal;
    Association own;
    auto done =
        apply_rest(own, terms, {"name", "account", "parent", "description", "organization", "cluster"});
    if (!done) return tl::unexpected{done.error()};
    std::string added, associated;
    for (const auto& name : names) {
        if (view.find_account(name) != nullptr) continue;
        const auto description = first_of(values_of(terms.where, {"description"}), name);
        const auto organization =
            first_of(values_of(terms.where, {"organization"}), parent == kRootAccount ? name : parent);
        proposal.change.accounts.push_back({name, parent, description, organization, false});
        own.account = name;
        proposal.change.associations.push_back(own);
        added += fmt::format("  {}\n", name);
        associated += fmt::format("  A = {:<10} C = {:<10}\n", name, view.cluster);
    }
    proposal.text = proposal.is_empty()
                        ? std::string{kNothingNew}
                        : fmt::format(
                              " Adding Account(s)\n{} Settings\n  Description     = {}\n  Organization    = "
                              "{}\n Associations\n{}"
                              " Settings\n  Parent        = {}\n",
                              added, first_of(values_of(terms.where, {"description"}), "Account Name"),
                              first_of(values_of(terms.where, {"organization"}), "Parent/Account Name"),
                              associated, parent);
    return proposal;
}

/// A partition is empty where the association is for all of them.
std::vector<std::string> partitions_in(const Terms& terms) {
    auto partitions = values_of(terms.where, {"partition"});
    if (partitions.empty()) partitions.emplace_back();
    return partitions;
}

Result<Proposal> add_users(const AccountsView& view, const Terms& terms) {
    const auto names = names_in(terms, {"name", "user"});
    auto accounts = values_of(terms.where, {"account"});
    const auto usual = values_of(terms.where, {"defaultaccount"});
    if (accounts.empty()) accounts = usual;
    if (names.empty()) return fail(Errc::invalid_argument, " Need name of user to add.");
    if (accounts.empty()) return fail(Errc::invalid_argument, " Need name of account to add user to.");
    for (const auto& account : accounts) {
        if (view.find_account(account) == nullptr) {
            return fail(
                Errc::invalid_argument,
                fmt::format(
                    " This account '{}' doesn't exist.\n        Contact your admin to add this account.",
                    account));
        }
    }
    Association association;
    auto done =
        apply_rest(association, terms, {"name", "user", "account", "defaultaccount", "partition", "cluster"});
    if (!done) return tl::unexpected{done.error()};
    Proposal proposal;
    std::string added, associated;
    for (const auto& name : names) {
        if (view.find_user(name) == nullptr) {
            proposal.change.users.push_back({name, first_of(usual, accounts.front()), false});
            added += fmt::format("  {}\n", name);
        }
        for (const auto& account : accounts) {
            for (const auto& partition : partitions_in(terms)) {
                if (view.find({account, name, partition}) != nullptr) continue;
                association.account = account, association.user = name, association.partition = partition;
                proposal.change.associations.push_back(association);
                associated += fmt::format("  U = {:<9} A = {:<10} C = {:<10}", name, account, view.cluster);
                associated += partition.empty() ? "\n" : fmt::format(" P = {:<10}\n", partition);
            }
        }
    }
    if (!added.empty())
        proposal.text += fmt::format(" Adding User(s)\n{} Settings =\n  Default Account = {}\n", added,
                                     first_of(usual, accounts.front()));
    if (!associated.empty())
        proposal.text += fmt::format(" Associations =\n{} Non Default Settings\n", associated);
    if (proposal.is_empty()) proposal.text = kNothingNew;
    return proposal;
}

Result<Proposal> add_qos(const AccountsView& view, const Terms& terms) {
    const auto names = names_in(terms, {"name"});
    if (names.empty()) return fail(Errc::invalid_argument, " Need name of qos to add.");
    Proposal proposal;
    std::string added;
    for (const auto& name : names) {
        if (view.find_qos(name) != nullptr) continue;
        QosSpec qos;
        qos.name = qos.description = name;
        for (const auto& term : terms.where) {
            if (begins_with("name", term.key)) continue;
            if (auto done = apply_setting(qos, term); !done) return tl::unexpected{done.error()};
        }
        proposal.change.qos.push_back(std::move(qos));
        added += fmt::format("  {}\n", name);
    }
    if (proposal.is_empty()) proposal.text = kNothingNew;
    else
        proposal.text = fmt::format(" Adding QOS(s)\n{} Settings\n  Description    : {}\n", added,
                                    first_of(values_of(terms.where, {"description"}), "QOS Name"));
    return proposal;
}

}  // namespace

Result<Proposal> propose_add(const AccountsView& view, Entity entity, const Terms& given) {
    auto terms = given;  // `add user alice set maxjobs=3` is understood too
    terms.where.insert(terms.where.end(), given.set.begin(), given.set.end());
    switch (entity) {
        case Entity::account:
            return add_accounts(view, terms);
        case Entity::user:
            return add_users(view, terms);
        case Entity::qos:
            return add_qos(view, terms);
        case Entity::association:
            return fail(Errc::invalid_argument, " Associations are added with their user or account.");
        case Entity::cluster:
            return fail(Errc::not_supported,
                        " This is the accounting of one cluster; no other can be added.");
    }
    return fail(Errc::internal);
}

}  // namespace sluice::commands
