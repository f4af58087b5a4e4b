// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/accounting/limit_rules.hpp"

#include <array>
#include <set>

namespace sluice::engine {
namespace {

using What = LimitRule::What;
using Kind = LimitScope::Kind;

/// The reasons of one limit, by resource: cpu, mem, node, billing, gres, license.
using TresReasons = std::array<Reason, 6>;

constexpr TresReasons kAssocGrp{Reason::assoc_grp_cpu,  Reason::assoc_grp_memory,
                                Reason::assoc_grp_node, Reason::assoc_grp_billing,
                                Reason::assoc_grp_gres, Reason::assoc_grp_license};
constexpr TresReasons kAssocPerJob{Reason::assoc_max_cpu_per_job,  Reason::assoc_max_memory_per_job,
                                   Reason::assoc_max_node_per_job, Reason::assoc_max_billing_per_job,
                                   Reason::assoc_max_gres_per_job, Reason::assoc_max_license_per_job};
constexpr TresReasons kQosGrp{Reason::qos_grp_cpu,     Reason::qos_grp_memory, Reason::qos_grp_node,
                              Reason::qos_grp_billing, Reason::qos_grp_gres,   Reason::qos_grp_license};
constexpr TresReasons kQosPerJob{Reason::qos_max_cpu_per_job,  Reason::qos_max_memory_per_job,
                                 Reason::qos_max_node_per_job, Reason::qos_max_billing_per_job,
                                 Reason::qos_max_gres_per_job, Reason::qos_max_license_per_job};
constexpr TresReasons kQosPerUser{Reason::qos_max_cpu_per_user,  Reason::qos_max_memory_per_user,
                                  Reason::qos_max_node_per_user, Reason::qos_max_billing_per_user,
                                  Reason::qos_max_gres_per_user, Reason::qos_max_license_per_user};
constexpr TresReasons kQosPerAccount{Reason::qos_max_cpu_per_account,  Reason::qos_max_memory_per_account,
                                     Reason::qos_max_node_per_account, Reason::qos_max_billing_per_account,
                                     Reason::qos_max_gres_per_account, Reason::qos_max_license_per_account};
constexpr TresReasons kQosLeast{Reason::qos_min_cpu,     Reason::qos_min_memory, Reason::qos_min_node,
                                Reason::qos_min_billing, Reason::qos_min_gres,   Reason::qos_min_license};

Reason reason_for(const TresReasons& reasons, std::string_view tres) {
    constexpr std::array<std::string_view, 4> kPlain{"cpu", "mem", "node", "billing"};
    for (std::size_t i = 0; i < kPlain.size(); ++i) {
        if (tres == kPlain[i]) return reasons[i];
    }
    return tres.starts_with("gres/") ? reasons[4] : reasons[5];
}

/// Puts the rules of one job together, in the order of precedence.
class Rules {
  public:
    void add_qos(const QosSpec& qos, const std::string& user, const std::string& account);
    void add_association(const Accounts& accounts, const Association& association);
    LimitRules take() { return std::move(rules_); }

  private:
    /// Where the limits come from that are being added.
    struct Source {
        std::string owner;
        LimitScope scope;
    };

    void add(What what, const Source& source, std::string name, std::optional<std::uint32_t> limit,
             Reason reason) {
        if (limit && is_first(name))
            rules_.push_back({what, *limit, {}, reason, source.scope, std::move(name), source.owner});
    }
    void add_tres(What what, const Source& source, const std::string& name, const TresList& limits,
                  const TresReasons& reasons) {
        for (const auto& [tres, count] : limits) {
            auto full = name + '=' + tres;
            if (is_first(full)) {
                rules_.push_back({what, count, tres, reason_for(reasons, tres), source.scope, std::move(full),
                                  source.owner});
            }
        }
    }
    void add_wall(const Source& source, const std::optional<Duration>& limit, Reason reason) {
        if (limit && is_first("MaxWall"))
            rules_.push_back({What::wall, limit->count(), {}, reason, {}, "MaxWall", source.owner});
    }
    void add_account(const Association& each, bool is_user);

    /// Whether nobody before this source has set the limit.
    [[nodiscard]] bool is_first(const std::string& name) const { return !set_.contains(name); }
    /// What was added since the last time is known to those that follow.
    void close() {
        for (const auto& rule : rules_) set_.insert(rule.name);
    }

    LimitRules rules_;
    std::set<std::string, std::less<>> set_;
};

void Rules::add_qos(const QosSpec& qos, const std::string& user, const std::string& account) {
    const auto owner = "QOS " + qos.name;
    const Source all{owner, {Kind::qos, qos.name, {}}};
    const Source of_user{owner, {Kind::qos_user, qos.name, {"", user, ""}}};
    const Source of_account{owner, {Kind::qos_account, qos.name, {account, "", ""}}};
    const auto& limits = qos.limits;
    add_tres(What::least, all, "MinTRESPerJob", qos.min_tres_per_job, kQosLeast);
    add_tres(What::most, all, "MaxTRESPerJob", limits.max_tres_per_job, kQosPerJob);
    add_wall(all, limits.max_wall, Reason::qos_max_wall);
    add(What::running, of_user, "MaxJobs", limits.max_jobs, Reason::qos_max_jobs_per_user);
    add(What::submitted, of_user, "MaxSubmitJobs", limits.max_submit_jobs, Reason::none);
    add_tres(What::held, of_user, "MaxTRESPerUser", qos.max_tres_per_user, kQosPerUser);
    add(What::running, of_account, "MaxJobsPerAccount", qos.max_jobs_per_account,
        Reason::qos_max_jobs_per_account);
    add(What::submitted, of_account, "MaxSubmitJobsPerAccount", qos.max_submit_jobs_per_account,
        Reason::none);
    add_tres(What::held, of_account, "MaxTRESPerAccount", qos.max_tres_per_account, kQosPerAccount);
    add(What::running, all, "GrpJobs", limits.grp_jobs, Reason::qos_grp_jobs);
    add(What::submitted, all, "GrpSubmitJobs", limits.grp_submit_jobs, Reason::none);
    add_tres(What::held, all, "GrpTRES", limits.grp_tres, kQosGrp);
    close();
}

void Rules::add_association(const Accounts& accounts, const Association& association) {
    const Source own{"user " + association.user + " in account " + association.account,
                     {Kind::association, {}, association.key()}};
    const auto path = accounts.path_of(association);
    // What an account says of each user or job holds for those below it that say nothing.
    for (const auto* each : path) {
        const Source source{each == &association ? own.owner : "account " + each->account, own.scope};
        add(What::running, source, "MaxJobs", each->limits.max_jobs, Reason::assoc_max_jobs);
        add(What::submitted, source, "MaxSubmitJobs", each->limits.max_submit_jobs, Reason::none);
        add_tres(What::most, source, "MaxTRESPerJob", each->limits.max_tres_per_job, kAssocPerJob);
        add_wall(source, each->limits.max_wall, Reason::assoc_max_wall);
        for (const auto& rule : rules_) {
            if (!rule.name.starts_with("Grp")) set_.insert(rule.name);
        }
    }
    for (const auto* each : path) add_account(*each, each == &association);
}

void Rules::add_account(const Association& each, bool is_user) {
    const auto owner =
        is_user ? "user " + each.user + " in account " + each.account : "account " + each.account;
    const Source source{owner, {Kind::association, {}, each.key()}};
    add(What::running, source, "GrpJobs", each.limits.grp_jobs, Reason::assoc_grp_jobs);
    add(What::submitted, source, "GrpSubmitJobs", each.limits.grp_submit_jobs, Reason::none);
    add_tres(What::held, source, "GrpTRES", each.limits.grp_tres, kAssocGrp);
}

}  // namespace

LimitRules limit_rules(const Accounts& accounts, const Association* association, const QosSpec* of_partition,
                       const QosSpec* of_job, const std::string& user, const std::string& account) {
    Rules rules;
    if (of_partition != nullptr) rules.add_qos(*of_partition, user, account);
    if (of_job != nullptr && of_job != of_partition) rules.add_qos(*of_job, user, account);
    if (association != nullptr) rules.add_association(accounts, *association);
    return rules.take();
}

}  // namespace sluice::engine
