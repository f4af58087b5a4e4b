// SPDX-License-Identifier: Apache-2.0
//
// Who may use the cluster, how much, and how it counts: accounts in a tree, users in accounts (associations), and
// qualities of service (QOS). One definition for cluster.yaml, sacctmgr, the engine and the store.
//
// Source of the terms: Slurm's manual pages sacctmgr and resource limits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/time.hpp"
#include "scheduler/model/tres.hpp"

namespace sluice {

/// The account above all others, and the QOS of jobs that ask for none: always there.
inline constexpr std::string_view kRootAccount = "root";
inline constexpr std::string_view kNormalQos = "normal";

/// What holds for all jobs together of those it is set on, and what for each job. Empty: no limit here.
struct Limits {
    TresList grp_tres;
    std::optional<std::uint32_t> grp_jobs;         // running
    std::optional<std::uint32_t> grp_submit_jobs;  // waiting or running
    TresList max_tres_per_job;
    std::optional<Duration> max_wall;
    std::optional<std::uint32_t> max_jobs;         // running, of one user
    std::optional<std::uint32_t> max_submit_jobs;  // waiting or running, of one user

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("grp_tres", self.grp_tres);
        visit("grp_jobs", self.grp_jobs);
        visit("grp_submit_jobs", self.grp_submit_jobs);
        visit("max_tres_per_job", self.max_tres_per_job);
        visit("max_wall", self.max_wall);
        visit("max_jobs", self.max_jobs);
        visit("max_submit_jobs", self.max_submit_jobs);
    }
    friend bool operator==(const Limits&, const Limits&) = default;
};

/// What becomes of a job that gives way to one of a higher QOS.
enum class QosPreemptMode : std::uint8_t { cluster, off, cancel, requeue, suspend };
std::string_view to_string(QosPreemptMode mode);  // "requeue"

struct QosSpec {
    std::string name;
    std::uint32_t id = 0;  // counted from 1
    std::string description;
    std::uint32_t priority = 0;
    std::vector<std::string> preempt;  // QOS whose jobs may be preempted by jobs of this one
    QosPreemptMode preempt_mode = QosPreemptMode::cluster;
    Duration grace_time{0};            // that a preempted job of this QOS has to end
    bool deny_on_limit = false;        // refuse jobs that can never meet a limit, instead of letting them wait
    double usage_factor = 1;           // what a second of it counts in fair share
    Limits limits;                     // max_jobs and max_submit_jobs are those of each user
    TresList max_tres_per_user;
    TresList max_tres_per_account;
    TresList min_tres_per_job;
    std::optional<std::uint32_t> max_jobs_per_account;
    std::optional<std::uint32_t> max_submit_jobs_per_account;
    bool declared = false;             // in cluster.yaml, and to be changed there

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("id", self.id);
        visit("description", self.description);
        visit("priority", self.priority);
        visit("preempt", self.preempt);
        visit("preempt_mode", self.preempt_mode);
        visit("grace_time", self.grace_time);
        visit("deny_on_limit", self.deny_on_limit);
        visit("usage_factor", self.usage_factor);
        visit("limits", self.limits);
        visit("max_tres_per_user", self.max_tres_per_user);
        visit("max_tres_per_account", self.max_tres_per_account);
        visit("min_tres_per_job", self.min_tres_per_job);
        visit("max_jobs_per_account", self.max_jobs_per_account);
        visit("max_submit_jobs_per_account", self.max_submit_jobs_per_account);
        visit("declared", self.declared);
    }
    friend bool operator==(const QosSpec&, const QosSpec&) = default;
};

/// An account as such; its share and limits are those of its own association, the one without a user.
struct Account {
    std::string name;
    std::string parent;  // empty only for root
    std::string description;
    std::string organization;
    bool declared = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("parent", self.parent);
        visit("description", self.description);
        visit("organization", self.organization);
        visit("declared", self.declared);
    }
    friend bool operator==(const Account&, const Account&) = default;
};

/// A user who may have associations. Known by name: accounts outlive numbers of users.
struct AccountUser {
    std::string name;
    std::string default_account;
    bool declared = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("default_account", self.default_account);
        visit("declared", self.declared);
    }
    friend bool operator==(const AccountUser&, const AccountUser&) = default;
};

/// What names an association: an account alone, a user in it, or a user in it in one partition.
struct AssociationKey {
    std::string account;
    std::string user;
    std::string partition;

    friend auto operator<=>(const AssociationKey&, const AssociationKey&) = default;
};

struct Association {
    std::string account;
    std::string user;
    std::string partition;
    std::uint32_t id = 0;  // counted from 1
    std::uint32_t shares = 1;
    std::optional<std::uint32_t> priority;  // empty: that of the account above
    Limits limits;                          // what is not set per job or user is that of the account above
    std::vector<std::string> qos;           // that its jobs may have; empty: those of the account above
    std::string default_qos;                // empty: that of the account above
    bool declared = false;

    [[nodiscard]] AssociationKey key() const { return {account, user, partition}; }
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("account", self.account);
        visit("user", self.user);
        visit("partition", self.partition);
        visit("id", self.id);
        visit("shares", self.shares);
        visit("priority", self.priority);
        visit("limits", self.limits);
        visit("qos", self.qos);
        visit("default_qos", self.default_qos);
        visit("declared", self.declared);
    }
    friend bool operator==(const Association&, const Association&) = default;
};

/// What an association's own jobs have used, as far as it is not forgotten: seconds times billing. A record
/// without an account only says until when running jobs have been charged.
struct AccountUsage {
    std::string account;
    std::string user;
    std::string partition;
    double raw = 0;
    Instant as_of;  // since then it has decayed

    [[nodiscard]] AssociationKey key() const { return {account, user, partition}; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("account", self.account);
        visit("user", self.user);
        visit("partition", self.partition);
        visit("raw", self.raw);
        visit("as_of", self.as_of);
    }
    friend bool operator==(const AccountUsage&, const AccountUsage&) = default;
};

/// Records that are put in the place of those of the same name, and names of those that go.
struct AccountChange {
    std::vector<Account> accounts;
    std::vector<AccountUser> users;
    std::vector<Association> associations;
    std::vector<QosSpec> qos;
    std::vector<std::string> drop_accounts;
    std::vector<std::string> drop_users;
    std::vector<std::uint32_t> drop_associations;  // by id
    std::vector<std::string> drop_qos;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("accounts", self.accounts);
        visit("users", self.users);
        visit("associations", self.associations);
        visit("qos", self.qos);
        visit("drop_accounts", self.drop_accounts);
        visit("drop_users", self.drop_users);
        visit("drop_associations", self.drop_associations);
        visit("drop_qos", self.drop_qos);
    }
    friend bool operator==(const AccountChange&, const AccountChange&) = default;
};

/// All of it.
struct AccountBook {
    std::vector<Account> accounts;
    std::vector<AccountUser> users;
    std::vector<Association> associations;
    std::vector<QosSpec> qos;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("accounts", self.accounts);
        visit("users", self.users);
        visit("associations", self.associations);
        visit("qos", self.qos);
    }
    friend bool operator==(const AccountBook&, const AccountBook&) = default;
};

}  // namespace sluice
