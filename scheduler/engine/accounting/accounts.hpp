// SPDX-License-Identifier: Apache-2.0
//
// Who there is: accounts, users, associations and QOS, from cluster.yaml and from sacctmgr, and what follows from
// their places in the tree. What cluster.yaml names is changed there only.
#pragma once

#include <compare>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/account.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice::engine {

/// Names a record that the store keeps of the accounting.
enum class AccountRecordKind : std::uint8_t { account, user, association, qos, usage };
struct AccountRecord {
    AccountRecordKind kind = AccountRecordKind::account;
    AssociationKey key;  // only the account's field is used for what has one name

    friend auto operator<=>(const AccountRecord&, const AccountRecord&) = default;
};
using AccountRecords = std::set<AccountRecord>;

class Accounts {
  public:
    /// What is always there, and what the configuration names.
    explicit Accounts(const AccountingSpec& declared);

    [[nodiscard]] const QosSpec* find_qos(std::string_view name) const;
    [[nodiscard]] const Account* find_account(std::string_view name) const;
    [[nodiscard]] const AccountUser* find_user(std::string_view name) const;
    [[nodiscard]] const Association* find(const AssociationKey& key) const;
    /// Under which a job runs: that for its partition, else that for any.
    [[nodiscard]] const Association* association_of(const std::string& user, const std::string& account,
                                                    const std::string& partition) const;
    /// The association, then those of the accounts above it, root's last.
    [[nodiscard]] std::vector<const Association*> path_of(const Association& association) const;
    /// The account of a user's jobs that name none; empty if there is none.
    [[nodiscard]] std::string default_account(std::string_view user) const;
    [[nodiscard]] std::string default_qos(const Association& association) const;
    [[nodiscard]] bool may_use(const Association& association, std::string_view qos) const;
    /// What the association has of a limit or setting that it inherits: the nearest on its path.
    template <class Value>
    [[nodiscard]] Value inherited(const Association& association, const std::function<Value(const Association&)>& value) const {
        for (const auto* each : path_of(association)) {
            if (auto found = value(*each); found != Value{}) return found;
        }
        return {};
    }

    [[nodiscard]] const std::map<std::string, QosSpec, std::less<>>& qos() const { return qos_; }
    [[nodiscard]] const std::map<std::string, Account, std::less<>>& accounts() const { return accounts_; }
    [[nodiscard]] const std::map<AssociationKey, Association>& associations() const { return associations_; }
    [[nodiscard]] AccountBook book() const;
    /// Goes up with every change, so that a change made for an older state is recognised.
    [[nodiscard]] std::uint32_t version() const { return version_; }

    /// Makes the change, or says what is wrong with it and changes nothing. Returns the records concerned.
    Result<AccountRecords> apply(const AccountChange& change);

    /// What the store kept. Records of what the configuration names now are left out, and what they name that is
    /// not there any more.
    void restore(const AccountBook& stored);

  private:
    void declare(const AccountingSpec& declared);
    void put(Association association);
    void leave_out_missing();
    template <class Map>
    [[nodiscard]] std::uint32_t next_id(const Map& map) const;
    Result<void> check() const;
    Result<void> check_owner(const AccountChange& change) const;
    void put_all(const AccountChange& change, AccountRecords& records);
    void drop_all(const AccountChange& change, AccountRecords& records);

    std::map<std::string, QosSpec, std::less<>> qos_;
    std::map<std::string, Account, std::less<>> accounts_;
    std::map<std::string, AccountUser, std::less<>> users_;
    std::map<AssociationKey, Association> associations_;
    std::uint32_t version_ = 1;
};

}  // namespace sluice::engine
