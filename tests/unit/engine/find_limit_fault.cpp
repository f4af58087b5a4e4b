// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/unit/engine/storm.hpp"

namespace sluice::engine::testing {
namespace {

/// What running and completing jobs have together.
struct Sum {
    std::int64_t jobs = 0, cpus = 0, nodes = 0, memory = 0;

    void add(const Job& job) {
        ++jobs;
        cpus += job.total_cpus();
        nodes += static_cast<std::int64_t>(job.shares.size());
        for (const auto& share : job.shares) memory += share.memory.count();
    }
    [[nodiscard]] std::int64_t of(const std::string& tres) const {
        return tres == "cpu" ? cpus : tres == "node" ? nodes : memory;
    }
};

bool is_over(const Sum& sum, const TresList& limits) {
    return std::ranges::any_of(limits,
                               [&](const TresCount& limit) { return sum.of(limit.name) > limit.count; });
}

bool is_over(const Sum& sum, const std::optional<std::uint32_t>& jobs) { return jobs && sum.jobs > *jobs; }

}  // namespace

std::string find_limit_fault(const ClusterState& state) {
    const auto& accounts = state.accounts();
    if (!state.config().accounting.enforces_limits()) return {};
    std::map<std::string, Sum> of_account, of_qos;
    std::map<std::pair<std::string, std::string>, Sum> of_user;
    for (const auto id : state.holders()) {
        const auto& job = state.find(id)->job;
        const auto partition = state.find_partition(job.partition);
        // The QOS of the partition counts instead of the job's where it sets the limit.
        const auto* first = partition ? accounts.find_qos(state.partitions()[*partition].spec.qos) : nullptr;
        for (const auto* account = accounts.find_account(job.spec.account); account != nullptr;
             account = accounts.find_account(account->parent)) {
            of_account[account->name].add(job);
        }
        {
            const auto& name = first == nullptr ? job.spec.qos : first->name;
            of_qos[name].add(job);
            of_user[{name, job.spec.user_name}].add(job);
        }
    }
    for (const auto& [name, sum] : of_account) {
        const auto* own = accounts.find({name, "", ""});
        if (is_over(sum, own->limits.grp_tres) || is_over(sum, own->limits.grp_jobs))
            return fmt::format("account {} is over its limits", name);
    }
    for (const auto& [name, sum] : of_qos) {
        const auto* qos = accounts.find_qos(name);
        if (qos != nullptr && is_over(sum, qos->limits.grp_tres))
            return fmt::format("QOS {} is over its limits", name);
    }
    for (const auto& [key, sum] : of_user) {
        const auto* qos = accounts.find_qos(key.first);
        if (qos == nullptr) continue;
        if (is_over(sum, qos->limits.max_jobs) || is_over(sum, qos->max_tres_per_user))
            return fmt::format("user {} is over the limits of QOS {}", key.second, key.first);
    }
    return {};
}

}  // namespace sluice::engine::testing
