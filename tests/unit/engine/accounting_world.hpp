// SPDX-License-Identifier: Apache-2.0
//
// A small cluster whose users have accounts: alice and bob in physics, bob also in chemistry, carol only there.
#pragma once

#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {

inline ClusterConfig with_accounts(ClusterConfig config, std::vector<Enforce> enforce = {Enforce::limits}) {
    auto& accounting = config.accounting;
    accounting.enforce = std::move(enforce);
    for (const auto* name : {"science", "physics", "chemistry"}) {
        DeclaredAccount account;
        account.name = name;
        account.parent = account.name == "science" ? "" : "science";
        accounting.accounts.push_back(account);
    }
    const auto add_user = [&](std::string name, std::vector<std::string> accounts) {
        DeclaredUser user;
        user.name = std::move(name);
        user.accounts = std::move(accounts);
        accounting.users.push_back(std::move(user));
    };
    add_user("alice", {"physics"});
    add_user("bob", {"physics", "chemistry"});
    add_user("carol", {"chemistry"});
    return config;
}

inline QosSpec& add_qos(ClusterConfig& config, std::string name) {
    auto& qos = config.accounting.qos.emplace_back();
    qos.name = std::move(name);
    return qos;
}

/// The limits of an account itself.
inline Association& own(ClusterConfig& config, std::string_view account) {
    for (auto& each : config.accounting.accounts) {
        if (each.name == account) return each.own;
    }
    throw std::logic_error{"no such account"};
}

inline JobSpec by(std::string user, JobSpec spec, std::string account = {}, std::string qos = {}) {
    spec.user_name = std::move(user);
    spec.account = std::move(account);
    spec.qos = std::move(qos);
    return spec;
}

inline Result<StepId> change(World& world, AccountChange accounts, std::uint32_t version = 0) {
    const auto outcome = world.engine.apply(ChangeAccounts{std::move(accounts), version, kRoot}, world.now);
    world.schedule();
    return outcome.answer;
}

}  // namespace sluice::engine::testing
