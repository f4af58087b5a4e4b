// SPDX-License-Identifier: Apache-2.0
//
// Whether a job's account and QOS exist, belong to its user, and are welcome in its partition; and what they are if
// it names none.
#pragma once

#include "scheduler/engine/accounting/accounts.hpp"
#include "scheduler/model/job.hpp"

namespace sluice::engine {

/// The request with the account and the QOS that it gets if it names none.
JobSpec with_accounting_defaults(JobSpec spec, const Accounts& accounts, const std::string& partition);

/// Error: invalid_account or invalid_qos, as far as the settings want it known.
Result<void> check_accounting(const JobSpec& spec, const std::string& partition, const Accounts& accounts, const AccountingSpec& settings);

/// Error: the partition does not take jobs of this account or QOS.
Result<void> check_welcome(const JobSpec& spec, const PartitionSpec& partition);

}  // namespace sluice::engine
