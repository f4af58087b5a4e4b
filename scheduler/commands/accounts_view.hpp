// SPDX-License-Identifier: Apache-2.0
//
// The accounting of a cluster as the controller tells it, for the commands that show or change it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scheduler/commands/session.hpp"
#include "scheduler/model/account.hpp"

namespace sluice::commands {

struct AccountsView {
    std::string cluster;
    std::string control_host;
    std::uint16_t control_port = 0;
    AccountBook book;
    std::uint32_t version = 0;
    std::map<std::uint32_t, wire::AssociationShare> shares;  // by id of the association

    [[nodiscard]] const Account* find_account(std::string_view name) const;
    [[nodiscard]] const AccountUser* find_user(std::string_view name) const;
    [[nodiscard]] const QosSpec* find_qos(std::string_view name) const;
    [[nodiscard]] const Association* find(const AssociationKey& key) const;
    /// The associations as a tree: each account with its users, then the accounts below it.
    [[nodiscard]] std::vector<const Association*> in_tree_order() const;
    /// How many accounts are above it.
    [[nodiscard]] std::size_t depth(const Association& association) const;
    /// The QOS that the association has, its own or inherited.
    [[nodiscard]] std::vector<std::string> qos_of(const Association& association) const;
};

Result<AccountsView> fetch_accounts(Session& session);

}  // namespace sluice::commands
