// SPDX-License-Identifier: Apache-2.0
//
// Fair share: what associations have used of the cluster, how it is forgotten, and what their users' jobs are due.
//
// Usage is seconds times billing, times the usage factor of the job's QOS. It halves in each half life. It is
// charged to the job's own association; an account's is the sum of what is below it.
//
// Fair tree: among siblings, level fair share = (shares / all siblings' shares) / (usage / all siblings' usage).
// The tree is walked from root, at each account the largest level first; users get ranks as they are met, equals
// the same one, and accounts that are equal are walked as one. Factor = rank / users, the first one 1.
//
// Classic: factor = 2^-(U/S), where S is the product of the parts of shares from root down, and
// U = u + (U of the account above - u) x (shares / all siblings' shares), u being the part in all usage.
//
// Source: Slurm's manual pages priority/multifactor, fair tree, and classic fair share.
#pragma once

#include <map>
#include <vector>

#include "scheduler/engine/accounting/accounts.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::engine {

/// How an association stands. The names are those of the columns of sshare.
struct AssociationStanding {
    double norm_shares = 0;
    double raw_usage = 0;
    double norm_usage = 0;
    double effective_usage = 0;
    double level_fair_share = 0;
    double fair_share = 0;  // of users only
};
using Standings = std::map<AssociationKey, AssociationStanding>;

/// `usage` of each association by itself, decayed to one time.
Standings fair_share(const Accounts& accounts, const std::map<AssociationKey, double>& usage, FairShareRule rule);

/// What has been used, and how users stand since it was last looked at.
class FairShare {
  public:
    explicit FairShare(const PrioritySpec& settings) : rule_{settings.fair_share}, half_life_{settings.half_life} {}

    /// Until when running jobs have been charged; nothing before the first time.
    [[nodiscard]] std::optional<Instant> charged_until() const { return charged_until_; }
    /// Adds to what the association has used. `now` is not before charged_until().
    void charge(const AssociationKey& association, double amount, Instant now);
    /// Everybody's running jobs are charged until `now`: looks at who stands how.
    void close(const Accounts& accounts, Instant now);
    void forget(const AssociationKey& association) { usage_.erase(association); }
    void restore(const AccountUsage& usage);

    /// The factor of a user's jobs; 0 for who has no association.
    [[nodiscard]] double factor_of(const AssociationKey& association) const;
    [[nodiscard]] const Standings& standings() const { return standings_; }
    [[nodiscard]] std::optional<AccountUsage> usage_of(const AssociationKey& association) const;

  private:
    struct Used {
        double raw = 0;
        Instant as_of;
    };
    [[nodiscard]] double decayed(const Used& used, Instant now) const;

    FairShareRule rule_;
    Duration half_life_;
    std::map<AssociationKey, Used> usage_;
    std::optional<Instant> charged_until_;
    Standings standings_;
};

}  // namespace sluice::engine
