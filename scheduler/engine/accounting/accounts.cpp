// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/accounting/accounts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/model/preemption_levels.hpp"

namespace sluice::engine {
namespace {

template <class Map>
std::vector<typename Map::mapped_type> values_of(const Map& map) {
    std::vector<typename Map::mapped_type> values;
    values.reserve(map.size());
    for (const auto& [key, value] : map) values.push_back(value);
    return values;
}

template <class Map>
auto find_in(const Map& map, std::string_view name) -> const typename Map::mapped_type* {
    const auto found = map.find(name);
    return found == map.end() ? nullptr : &found->second;
}

tl::unexpected<Error> wrong(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }

}  // namespace

Accounts::Accounts(const AccountingSpec& declared) {
    accounts_.emplace(kRootAccount,
                      Account{std::string{kRootAccount}, "", "default root account", "root", false});
    users_.emplace("root", AccountUser{"root", std::string{kRootAccount}, false});
    QosSpec normal;
    normal.name = kNormalQos;
    normal.id = 1;
    normal.description = "Normal QOS default";
    qos_.emplace(kNormalQos, std::move(normal));
    Association root;
    root.account = kRootAccount;
    root.qos = {std::string{kNormalQos}};
    put(root);
    root.qos.clear();
    root.user = "root";
    put(std::move(root));
    declare(declared);
}

void Accounts::declare(const AccountingSpec& declared) {
    for (auto qos : declared.qos) {
        qos.declared = true;
        qos.id = qos.name == kNormalQos ? 1 : next_id(qos_);
        if (qos.description.empty()) qos.description = qos.name;
        qos_.insert_or_assign(qos.name, std::move(qos));
    }
    for (const auto& each : declared.accounts) {
        Account account = each;
        account.declared = true;
        if (account.parent.empty() && account.name != kRootAccount) account.parent = kRootAccount;
        if (account.description.empty()) account.description = account.name;
        if (account.organization.empty()) account.organization = account.parent;
        auto own = each.own;
        own.account = account.name;
        own.declared = true;
        if (account.name == kRootAccount && own.qos.empty()) own.qos = {std::string{kNormalQos}};
        put(std::move(own));
        accounts_.insert_or_assign(account.name, std::move(account));
    }
    for (const auto& each : declared.users) {
        AccountUser user = each;
        user.declared = true;
        if (user.default_account.empty()) user.default_account = each.accounts.front();
        for (const auto& account : each.accounts) {
            Association association;
            association.account = account;
            association.user = user.name;
            association.declared = true;
            put(std::move(association));
        }
        users_.insert_or_assign(user.name, std::move(user));
    }
    for (auto association : declared.associations) {
        association.declared = true;
        put(std::move(association));
    }
}

template <class Map>
std::uint32_t Accounts::next_id(const Map& map) const {
    std::uint32_t most = 0;
    for (const auto& [key, each] : map) most = std::max(most, each.id);
    return most + 1;
}

/// Keeps the number of an association that is there already.
void Accounts::put(Association association) {
    const auto key = association.key();
    if (const auto* known = find(key)) association.id = known->id;
    const auto taken = [&](const auto& each) {
        return each.second.id == association.id && each.first != key;
    };
    if (association.id == 0 || std::ranges::any_of(associations_, taken))
        association.id = next_id(associations_);
    associations_.insert_or_assign(key, std::move(association));
}

const QosSpec* Accounts::find_qos(std::string_view name) const { return find_in(qos_, name); }
const Account* Accounts::find_account(std::string_view name) const { return find_in(accounts_, name); }
const AccountUser* Accounts::find_user(std::string_view name) const { return find_in(users_, name); }

const Association* Accounts::find(const AssociationKey& key) const {
    const auto found = associations_.find(key);
    return found == associations_.end() ? nullptr : &found->second;
}

const Association* Accounts::association_of(const std::string& user, const std::string& account,
                                            const std::string& partition) const {
    const auto* special = partition.empty() ? nullptr : find({account, user, partition});
    return special != nullptr ? special : find({account, user, ""});
}

std::vector<const Association*> Accounts::path_of(const Association& association) const {
    std::vector<const Association*> path;
    if (!association.user.empty()) path.push_back(&association);
    for (const auto* account = find_account(association.account); account != nullptr;
         account = find_account(account->parent)) {
        if (const auto* own = find({account->name, "", ""})) path.push_back(own);
    }
    return path;
}

std::string Accounts::default_account(std::string_view user) const {
    const auto* found = find_user(user);
    return found == nullptr ? std::string{} : found->default_account;
}

std::string Accounts::default_qos(const Association& association) const {
    const auto own =
        inherited<std::string>(association, [](const Association& each) { return each.default_qos; });
    if (!own.empty()) return own;
    const auto allowed =
        inherited<std::vector<std::string>>(association, [](const Association& each) { return each.qos; });
    return allowed.empty() || may_use(association, kNormalQos) ? std::string{kNormalQos} : allowed.front();
}

bool Accounts::may_use(const Association& association, std::string_view qos) const {
    const auto allowed =
        inherited<std::vector<std::string>>(association, [](const Association& each) { return each.qos; });
    return allowed.empty() || std::ranges::find(allowed, qos) != allowed.end();
}

AccountBook Accounts::book() const {
    AccountBook book;
    book.accounts = values_of(accounts_);
    book.users = values_of(users_);
    book.associations = values_of(associations_);
    book.qos = values_of(qos_);
    return book;
}

// ---- changes

Result<AccountRecords> Accounts::apply(const AccountChange& change) {
    if (auto owned = check_owner(change); !owned) return tl::unexpected{owned.error()};
    auto changed = *this;
    AccountRecords records;
    changed.put_all(change, records);
    changed.drop_all(change, records);
    if (auto sound = changed.check(); !sound) return tl::unexpected{sound.error()};
    ++changed.version_;
    *this = std::move(changed);
    return records;
}

/// What cluster.yaml names is changed there.
Result<void> Accounts::check_owner(const AccountChange& change) const {
    const auto refuse = [](std::string_view what, std::string_view name) {
        return wrong(fmt::format("{} {} is named in cluster.yaml; change it there", what, name));
    };
    const auto check = [&](const auto& map, const std::string& name, std::string_view what) -> Result<void> {
        const auto* known = find_in(map, name);
        if (known != nullptr && known->declared) return refuse(what, name);
        return {};
    };
    Result<void> done;
    for (const auto& each : change.accounts)
        if (done) done = check(accounts_, each.name, "account");
    for (const auto& name : change.drop_accounts)
        if (done) done = check(accounts_, name, "account");
    for (const auto& each : change.users)
        if (done) done = check(users_, each.name, "user");
    for (const auto& name : change.drop_users)
        if (done) done = check(users_, name, "user");
    for (const auto& each : change.qos)
        if (done) done = check(qos_, each.name, "QOS");
    for (const auto& name : change.drop_qos)
        if (done) done = check(qos_, name, "QOS");
    if (!done) return done;
    const auto is_declared = [&](const Association& each) {
        const bool put = std::ranges::any_of(change.associations,
                                             [&](const auto& other) { return other.key() == each.key(); });
        return each.declared && (put || std::ranges::find(change.drop_associations, each.id) !=
                                            change.drop_associations.end());
    };
    for (const auto& [key, each] : associations_) {
        if (is_declared(each))
            return refuse("the association of account",
                          key.account + (key.user.empty() ? "" : " and user " + key.user));
    }
    return {};
}

void Accounts::put_all(const AccountChange& change, AccountRecords& records) {
    for (auto each : change.qos) {
        const auto* known = find_qos(each.name);
        each.id = known != nullptr ? known->id : next_id(qos_);
        each.declared = false;
        records.insert({AccountRecordKind::qos, {each.name, "", ""}});
        qos_.insert_or_assign(each.name, std::move(each));
    }
    for (auto each : change.accounts) {
        each.declared = false;
        records.insert({AccountRecordKind::account, {each.name, "", ""}});
        accounts_.insert_or_assign(each.name, std::move(each));
    }
    for (auto each : change.users) {
        each.declared = false;
        records.insert({AccountRecordKind::user, {each.name, "", ""}});
        users_.insert_or_assign(each.name, std::move(each));
    }
    for (auto each : change.associations) {
        each.declared = false;
        records.insert({AccountRecordKind::association, each.key()});
        put(std::move(each));
    }
}

void Accounts::drop_all(const AccountChange& change, AccountRecords& records) {
    const auto drop = [&](auto& map, const std::vector<std::string>& names, AccountRecordKind kind) {
        for (const auto& name : names) {
            records.insert({kind, {name, "", ""}});
            map.erase(name);
        }
    };
    drop(qos_, change.drop_qos, AccountRecordKind::qos);
    drop(accounts_, change.drop_accounts, AccountRecordKind::account);
    drop(users_, change.drop_users, AccountRecordKind::user);
    for (const auto id : change.drop_associations) {
        const auto found =
            std::ranges::find_if(associations_, [&](const auto& each) { return each.second.id == id; });
        if (found == associations_.end()) continue;
        records.insert({AccountRecordKind::association, found->first});
        records.insert({AccountRecordKind::usage, found->first});
        associations_.erase(found);
    }
}

/// Whether everything that is named is there.
Result<void> Accounts::check() const {
    if (!accounts_.contains(kRootAccount) || !find({std::string{kRootAccount}, "", ""}))
        return wrong("account root stays");
    if (!qos_.contains(kNormalQos)) return wrong("QOS normal stays");
    for (const auto& [name, account] : accounts_) {
        if (name.empty()) return wrong("an account without a name");
        if (name != kRootAccount && !accounts_.contains(account.parent))
            return wrong(fmt::format("account {}: no parent account '{}'", name, account.parent));
        std::size_t steps = 0;
        for (const auto* at = &account; at != nullptr; at = find_account(at->parent)) {
            if (++steps > accounts_.size())
                return wrong(fmt::format("account {} would be below itself", name));
        }
        if (!find({name, "", ""}))
            return wrong(fmt::format("account {} has no association of its own", name));
    }
    for (const auto& [key, each] : associations_) {
        if (!accounts_.contains(key.account)) return wrong(fmt::format("no account '{}'", key.account));
        if (!key.user.empty() && !users_.contains(key.user))
            return wrong(fmt::format("no user '{}'", key.user));
        for (const auto& name : each.qos)
            if (!qos_.contains(name)) return wrong(fmt::format("no QOS '{}'", name));
        if (!each.default_qos.empty() && !qos_.contains(each.default_qos))
            return wrong(fmt::format("no QOS '{}'", each.default_qos));
    }
    for (const auto& [name, user] : users_) {
        const auto& usual = user.default_account;
        if (!usual.empty() && associations_.lower_bound({usual, name, ""}) ==
                                  associations_.lower_bound({usual, name + '\0', ""})) {
            return wrong(fmt::format("user {} has no association with account '{}'", name, usual));
        }
    }
    for (const auto& [name, qos] : qos_) {
        for (const auto& other : qos.preempt)
            if (!qos_.contains(other)) return wrong(fmt::format("QOS {}: no QOS '{}'", name, other));
    }
    const auto loops = preemption_loops(values_of(qos_));
    if (!loops.empty()) return wrong(fmt::format("QOS {} would preempt itself", loops.front()));
    return {};
}

// ---- restoring

void Accounts::restore(const AccountBook& stored) {
    const auto is_declared = [](const auto* known) { return known != nullptr && known->declared; };
    for (auto qos : stored.qos) {
        const auto* known = find_qos(qos.name);
        if (is_declared(known)) continue;
        qos.id = known != nullptr ? known->id : next_id(qos_);
        qos_.insert_or_assign(qos.name, std::move(qos));
    }
    for (const auto& account : stored.accounts) {
        if (!is_declared(find_account(account.name))) accounts_.insert_or_assign(account.name, account);
    }
    for (const auto& user : stored.users) {
        if (!is_declared(find_user(user.name))) users_.insert_or_assign(user.name, user);
    }
    for (const auto& association : stored.associations) {
        if (!is_declared(find(association.key()))) put(association);
    }
    leave_out_missing();
}

/// cluster.yaml may have named accounts, users and QOS that it names no more.
void Accounts::leave_out_missing() {
    const auto no_qos = [&](const std::string& name) { return !qos_.contains(name); };
    for (auto& [name, account] : accounts_) {
        if (name != kRootAccount && !accounts_.contains(account.parent)) account.parent = kRootAccount;
    }
    std::erase_if(associations_, [&](const auto& each) {
        const auto& key = each.first;
        return !accounts_.contains(key.account) || (!key.user.empty() && !users_.contains(key.user));
    });
    for (auto& [key, each] : associations_) {
        std::erase_if(each.qos, no_qos);
        if (no_qos(each.default_qos)) each.default_qos.clear();
    }
    for (auto& [name, qos] : qos_) std::erase_if(qos.preempt, no_qos);
    for (auto& [name, user] : users_) {
        if (find({user.default_account, name, ""}) == nullptr) user.default_account.clear();
    }
}

}  // namespace sluice::engine
