// SPDX-License-Identifier: Apache-2.0
//
// What sacct can be asked, which jobs it means, and its listing as text. Pure apart from the time zone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/commands/job_view.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/report_table.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/model/step.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

struct SacctOptions {
    wire::HistoryQuery query;           // users, accounts, partitions, names, nodes; ids as numbers
    std::vector<JobTarget> ids;         // -j
    std::vector<std::uint32_t> states;  // -s
    std::vector<GroupId> groups;
    std::string starts;  // -S, as given
    std::string ends;    // -E
    std::string format;
    std::string delimiter = "|";
    char units = 0;  // K, M, G, T; 0: the largest that fits
    bool all_users = false;
    bool only_jobs = false;
    bool no_header = false;
    bool parsable = false;   // -p: a delimiter after every field
    bool parsable2 = false;  // -P: between fields
    bool brief = false;
    bool long_format = false;
    bool list_fields = false;
    bool json = false;
};

std::span<const Option<SacctOptions>> sacct_options();

/// The time looked at: what was asked for, or what the other options imply.
struct Window {
    Instant since;
    Instant until;
};
Result<Window> time_window(const SacctOptions& options, Instant now);

/// Whether the job is one of those asked for, as to its states in the window of time.
bool is_selected(const Job& job, const SacctOptions& options, const Window& window);

/// A line of accounting: a job, or a step of it.
struct HistoryRow {
    JobRow job;
    std::optional<Step> step;
    std::string cluster;
    char units = 0;
    Usage all_steps = {};  // of a job's line: what its steps have used
    std::string qos_number = {};  // of its QOS; empty where it has none, or nobody asked
};

/// A column of sacct. The name is its header too.
using HistoryField = ReportField<HistoryRow>;
std::span<const HistoryField> history_fields();

/// The listing, or the complete text of what is wrong with the format.
Result<std::string> list_history(const SacctOptions& options, std::span<const HistoryRow> rows);
/// What -e prints.
std::string list_field_names();

}  // namespace sluice::commands
