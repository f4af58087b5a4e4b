// SPDX-License-Identifier: Apache-2.0
//
// What sshare can be asked, and its listing as text.
#pragma once

#include <string>
#include <vector>

#include "scheduler/commands/accounts_view.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/report_table.hpp"

namespace sluice::commands {

struct SshareOptions {
    ReportStyle style;
    std::vector<std::string> accounts;
    std::vector<std::string> users;
    std::string format;
    bool all = false;
    bool long_format = false;
    bool only_users = false;
    bool with_partitions = false;
    bool list_fields = false;
};

/// `caller` is who asks: shown besides the accounts unless others are asked for.
Result<std::string> list_shares(const SshareOptions& options, const AccountsView& view, const std::string& caller);
std::vector<std::string_view> share_field_names();

}  // namespace sluice::commands
