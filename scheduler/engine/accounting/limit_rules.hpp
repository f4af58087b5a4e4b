// SPDX-License-Identifier: Apache-2.0
//
// Which limits a job has to keep: from the QOS of its partition, its own QOS, its association and the accounts
// above. Where several of them set the same limit, the first in this order counts; of the limits on what is used
// together (Grp...), each account's holds.
//
// Source: Slurm's manual page resource_limits.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/engine/accounting/accounts.hpp"
#include "scheduler/model/job.hpp"

namespace sluice::engine {

/// Whose use is counted.
struct LimitScope {
    enum class Kind : std::uint8_t { association, qos, qos_user, qos_account };
    Kind kind = Kind::association;
    std::string qos;     // or empty
    AssociationKey who;  // only the fields that the kind is about

    friend auto operator<=>(const LimitScope&, const LimitScope&) = default;
};

/// One limit of one scope, or of each job.
struct LimitRule {
    enum class What : std::uint8_t {
        running,    // jobs in the scope
        submitted,  // jobs in the scope that wait or run
        held,       // of a resource, by the scope's running jobs
        most,       // of a resource, for one job
        least,      // of a resource, for one job
        wall,       // seconds, for one job
        never,      // no job keeps it; the owner is the whole text
    };
    What what = What::running;
    std::int64_t limit = 0;
    std::string tres;  // of held, most and least
    Reason reason = Reason::none;
    LimitScope scope;  // of running, submitted and held
    std::string name;  // "MaxJobsPerUser", "GrpTRES=cpu"
    std::string owner; // "QOS normal", "account physics"

    [[nodiscard]] bool is_shared() const { return what == What::running || what == What::submitted || what == What::held; }
};
using LimitRules = std::vector<LimitRule>;

/// `association` and the QOS may be missing.
LimitRules limit_rules(const Accounts& accounts, const Association* association, const QosSpec* of_partition,
                       const QosSpec* of_job, const std::string& user, const std::string& account);

}  // namespace sluice::engine
