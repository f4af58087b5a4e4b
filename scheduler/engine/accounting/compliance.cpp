// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/accounting/compliance.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::engine {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

bool welcome(const std::vector<std::string>& allowed, const std::vector<std::string>& denied,
             const std::string& name) {
    return allowed.empty() ? !has(denied, name) : has(allowed, name);
}

std::string_view user_of(const JobSpec& spec) { return spec.user_name; }

}  // namespace

JobSpec with_accounting_defaults(JobSpec spec, const Accounts& accounts, const std::string& partition) {
    if (spec.account.empty()) spec.account = accounts.default_account(user_of(spec));
    if (!spec.qos.empty()) return spec;
    const auto* association = accounts.association_of(spec.user_name, spec.account, partition);
    spec.qos = association == nullptr ? std::string{kNormalQos} : accounts.default_qos(*association);
    return spec;
}

Result<void> check_accounting(const JobSpec& spec, const std::string& partition, const Accounts& accounts,
                              const AccountingSpec& settings) {
    if (!settings.enforces_associations()) return {};
    const auto* association = accounts.association_of(spec.user_name, spec.account, partition);
    if (association == nullptr) {
        const auto what = spec.account.empty() ? "an account" : "account " + spec.account;
        return fail(Errc::invalid_account,
                    fmt::format("user {} has no association with {}", user_of(spec), what));
    }
    if (accounts.find_qos(spec.qos) == nullptr)
        return fail(Errc::invalid_qos, fmt::format("there is no QOS '{}'", spec.qos));
    if (!settings.enforces_qos() || accounts.may_use(*association, spec.qos)) return {};
    return fail(Errc::invalid_qos, fmt::format("user {} may not use QOS {} with account {}", user_of(spec),
                                               spec.qos, spec.account));
}

Result<void> check_welcome(const JobSpec& spec, const PartitionSpec& partition) {
    if (!welcome(partition.allow_accounts, partition.deny_accounts, spec.account)) {
        return fail(Errc::invalid_account,
                    fmt::format("partition {} does not take jobs of account {}", partition.name,
                                spec.account.empty() ? "(none)" : spec.account));
    }
    if (welcome(partition.allow_qos, partition.deny_qos, spec.qos)) return {};
    return fail(Errc::invalid_qos,
                fmt::format("partition {} does not take jobs of QOS {}", partition.name, spec.qos));
}

}  // namespace sluice::engine
