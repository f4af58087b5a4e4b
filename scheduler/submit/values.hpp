// SPDX-License-Identifier: Apache-2.0
//
// How the texts of options become values, with Slurm's words for what is wrong with them. The rows of the
// option table are put together from these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/job.hpp"
#include "scheduler/model/step.hpp"
#include "scheduler/model/word.hpp"
#include "scheduler/submit/counts.hpp"
#include "scheduler/submit/option.hpp"

namespace sluice::submit {

template <class T>
using Read = tl::expected<T, Stop>;

/// Stores what was read in all the targets, or passes the error on.
template <class T, class... Targets>
Applied assign(Read<T> value, Targets&... targets) {
    if (!value) return tl::unexpected{std::move(value.error())};
    ((targets = *value), ...);
    return {};
}

/// Turns on all the targets. For options without a value.
template <class... Targets>
Applied turn_on(Targets&... targets) {
    ((targets = true), ...);
    return {};
}

/// "Invalid --time specification"
tl::unexpected<Stop> invalid(const Value& value);
/// "Invalid numeric value "x" for --ntasks."
tl::unexpected<Stop> invalid_number(const Value& value);

Read<std::string> text_of(const Value& value);
Read<std::uint32_t> count_of(const Value& value, std::uint32_t least = 1);
Read<NodeRange> nodes_of(const Value& value);
Read<Mebibytes> memory_of(const Value& value);
Read<TimeLimit> time_limit_of(const Value& value);
Read<Instant> begin_of(const Value& value);
/// `0-15:4%2`
Read<ArraySpec> array_of(const Value& value);
/// Kept as written once it can be read.
Read<std::string> dependency_of(const Value& value);
Read<bool> yes_or_no_of(const Value& value);
Read<std::int32_t> nice_of(const Value& value);
Read<std::uint32_t> priority_of(const Value& value);
Read<std::vector<LicenseCount>> licenses_of(const Value& value);
Read<std::vector<GresCount>> gres_of(const Value& value);
/// `2`, `tesla:2` or a comma list of them: GPUs.
Read<std::vector<GresCount>> gpus_of(const Value& value);
/// A host list; text with a slash names a file of them. A host named twice is kept once.
Read<std::vector<std::string>> hosts_of(const Value& value);
Read<std::vector<std::string>> hosts_in_file(const Value& value);
Read<bool> append_of(const Value& value);
/// `cyclic:block:fcyclic`, `plane=4`: fills in the step's order of nodes, sockets and cores.
Applied read_distribution(const Value& value, StepSpec& step);
/// The same list with hosts as often as they stand in it.
Read<std::vector<std::string>> hosts_with_repetitions(const Value& value);
Read<std::vector<std::string>> hosts_in_file_with_repetitions(const Value& value);
/// `USR1`, `B:10@90`
Read<SignalWarning> warning_of(const Value& value);
Read<ExportSpec> export_of(const Value& value);
/// The path seen from the caller's working directory.
Read<std::string> directory_of(const Value& value);
/// `2` or `2@10:00`: leaf switches, and how long to wait for so few.
Applied read_switches(const Value& value, std::optional<std::uint32_t>& switches, std::optional<Duration>& wait);
/// `END,FAIL` as the sum of MailOn.
Read<std::uint32_t> mail_types_of(const Value& value);
Applied check_exclusive(const Value& value);
Applied read_cpu_bind(const Value& value, BindSpec& bind);
Applied read_memory_bind(const Value& value, BindSpec& bind);
Applied read_gpu_bind(const Value& value, BindSpec& bind);
/// `compute_bound`, `memory_bound`, `multithread`, `nomultithread`
Applied read_hint(const Value& value, NodeShape& shape);
/// `sockets[:cores[:threads]]`
Applied read_node_shape(const Value& value, NodeShape& shape);
/// `ALL`, `NONE`, or names such as MEMLOCK or RLIMIT_STACK
Read<std::vector<std::string>> limits_of(const Value& value);

/// The words of a comma list; empty ones are kept.
std::vector<std::string_view> split(std::string_view text, char separator = ',');
/// Whether a variable sets an option that takes no value: it is empty, `yes`, or a number other than 0.
bool is_switched_on(std::string_view text);

}  // namespace sluice::submit
