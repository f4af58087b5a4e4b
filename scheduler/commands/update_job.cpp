// SPDX-License-Identifier: Apache-2.0
//
// The keys of a job that `scontrol update` can change, one row each.
#include <fmt/format.h>

#include <array>
#include <functional>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/update.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/model/time.hpp"
#include "scheduler/submit/begin_time.hpp"

namespace sluice::commands {
namespace {

using Request = wire::UpdateJobRequest;

struct JobKey {
    std::string_view name;
    /// False: the value is not of the kind.
    bool (*set)(Request& request, const std::string& value);
    std::string_view help;
};

bool set_time_limit(Request& request, const std::string& value) {
    const auto limit = parse_time_limit(value);
    if (limit && *limit) request.set_time_limit((*limit)->count());
    else if (limit) request.set_unlimited_time(true);
    return limit.has_value();
}

/// `2`: so many or more, `2-4`
bool set_nodes(Request& request, const std::string& value) {
    const auto dash = std::min(value.find('-'), value.size());
    const auto least = parse_number<std::uint32_t>(std::string_view{value}.substr(0, dash));
    if (!least) return false;
    request.set_min_nodes(*least);
    if (dash == value.size()) return true;
    const auto most = parse_number<std::uint32_t>(std::string_view{value}.substr(dash + 1));
    if (most) request.set_max_nodes(*most);
    return most && *most >= *least;
}

bool set_nice(Request& request, const std::string& value) {
    const bool negative = value.starts_with('-');
    const auto size = parse_number<std::uint16_t>(std::string_view{value}.substr(negative ? 1 : 0));
    if (size) request.set_nice(negative ? -std::int32_t{*size} : std::int32_t{*size});
    return size.has_value();
}

bool set_begin(Request& request, const std::string& value) {
    const auto when = submit::parse_begin(value, present());
    if (when) request.set_begin(when->time_since_epoch().count());
    return when.has_value();
}

bool set_deadline(Request& request, const std::string& value) {
    const auto when = submit::parse_begin(value, present());
    if (when) request.set_deadline(when->time_since_epoch().count());
    return when.has_value();
}

template <std::string* (Request::*Text)()>
bool set_text(Request& request, const std::string& value) {
    *(request.*Text)() = value;
    return true;
}

template <void (Request::*Set)(std::uint32_t)>
bool set_number(Request& request, const std::string& value) {
    const auto number = parse_number<std::uint32_t>(value);
    if (number) (request.*Set)(*number);
    return number.has_value();
}

template <void (Request::*Set)(std::int64_t)>
bool set_memory(Request& request, const std::string& value) {
    const auto amount = parse_memory(value);
    if (amount) (request.*Set)(amount->count());
    return amount.has_value();
}

template <void (Request::*Set)(bool)>
bool set_flag(Request& request, const std::string& value) {
    const auto word = lower_case(value);
    const bool yes = word == "yes" || word == "1", no = word == "no" || word == "0";
    if (yes || no) (request.*Set)(yes);
    return yes || no;
}

/// Slurm's word says the opposite of what is kept.
bool set_oversubscribe(Request& request, const std::string& value) {
    const bool known = set_flag<&Request::set_exclusive>(request, value);
    if (known) request.set_exclusive(!request.exclusive());
    return known;
}

bool set_requeue(Request& request, const std::string& value) {
    const auto flag = parse_number<std::uint32_t>(value);
    if (flag) request.set_requeue(*flag != 0);
    return flag.has_value();
}

const JobKey kKeys[] = {
    {"Account", set_text<&Request::mutable_account>, "the account that is charged"},
    {"ArrayTaskThrottle", set_number<&Request::set_array_throttle>,
     "how many tasks of the array may run at once; 0: all"},
    {"Comment", set_text<&Request::mutable_comment>, "any text"},
    {"Contiguous", set_flag<&Request::set_contiguous>, "yes: only nodes that follow each other"},
    {"Deadline", set_deadline, "when it must have ended"},
    {"Dependency", set_text<&Request::mutable_dependency>, "what it waits for; nothing or 0: for no job"},
    {"ExcNodeList", set_text<&Request::mutable_exclude>, "nodes it must not get"},
    {"Features", set_text<&Request::mutable_constraint>, "features its nodes must have"},
    {"Gres", set_text<&Request::mutable_gres>, "generic resources on each node; nothing: none"},
    {"JobName", set_text<&Request::mutable_name>, "its name"},
    {"MinMemoryCPU", set_memory<&Request::set_memory_per_cpu>, "memory for each CPU"},
    {"MinMemoryNode", set_memory<&Request::set_memory_per_node>, "memory on each node"},
    {"Name", set_text<&Request::mutable_name>, "its name"},
    {"Nice", set_nice, "taken off its priority"},
    {"NumNodes", set_nodes, "how many nodes, as N or MIN-MAX"},
    {"NumTasks", set_number<&Request::set_tasks>, "how many tasks"},
    {"OverSubscribe", set_oversubscribe, "no: whole nodes, yes: nodes shared with other jobs"},
    {"Partition", set_text<&Request::mutable_partition>, "where it runs"},
    {"Priority", set_number<&Request::set_priority>, "its priority; 0 holds it"},
    {"QOS", set_text<&Request::mutable_qos>, "its quality of service"},
    {"ReqNodeList", set_text<&Request::mutable_node_list>, "nodes it must get"},
    {"Requeue", set_requeue, "1: runs again when a node fails, 0: does not"},
    {"ReservationName", set_text<&Request::mutable_reservation>, "the reservation that it runs in; nothing: none"},
    {"StartTime", set_begin, "not before this time"},
    {"TasksPerNode", set_number<&Request::set_tasks_per_node>, "how many tasks on each node"},
    {"TimeLimit", set_time_limit, "its limit; +M and -M change it by minutes"},
};

Result<void> apply(Request& request, const Setting& setting) {
    for (const auto& key : kKeys) {
        if (!is_key(setting.key, key.name)) continue;
        if (key.set(request, setting.value)) return {};
        return fail(Errc::invalid_argument, fmt::format("scontrol: error: Invalid {} value", key.name));
    }
    return unsupported_setting(setting);
}

}  // namespace

Result<wire::UpdateJobRequest> job_change(std::span<const Setting> settings) {
    Request request;
    request.set_action(wire::JOB_ACTION_UPDATE);
    for (const auto& setting : settings) {
        if (is_key(setting.key, "JobId")) continue;
        if (const auto applied = apply(request, setting); !applied) return tl::unexpected{applied.error()};
    }
    return request;
}

SectionDoc update_section() {
    SectionDoc section{
        "KEYS OF UPDATE",
        "NodeName=HOSTS takes State=DRAIN, DOWN or RESUME and Reason=TEXT; PartitionName=NAME takes "
        "State=UP, DOWN, DRAIN or INACTIVE and MaxTime=LIMIT; JobId=LIST takes:",
        {}};
    for (const auto& key : kKeys) section.terms.push_back({std::string{key.name}, std::string{key.help}});
    return section;
}

}  // namespace sluice::commands
