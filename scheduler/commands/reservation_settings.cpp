// SPDX-License-Identifier: Apache-2.0
//
// The keys of a reservation that `scontrol create` and `scontrol update` take, one row each.
#include <fmt/format.h>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/update.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/model/reservation.hpp"
#include "scheduler/model/time.hpp"
#include "scheduler/submit/begin_time.hpp"

namespace sluice::commands {
namespace {

using Wish = wire::ReservationWish;

/// How a key is written: `Users=`, `Users+=`, `Users-=`.
enum class Change : char { set = '=', add = '+', drop = '-' };

struct ReservationKey {
    std::string_view name;
    /// False: the value is not of the kind.
    bool (*set)(Wish& wish, const std::string& value, Change change);
    std::string_view help;
};

template <void (Wish::*Set)(std::int64_t)>
bool set_instant(Wish& wish, const std::string& value, Change) {
    const auto when = submit::parse_begin(value, present());
    if (when) (wish.*Set)(when->time_since_epoch().count());
    return when.has_value();
}

/// Minutes, or any form of a time limit; `infinite` is a year.
bool set_duration(Wish& wish, const std::string& value, Change) {
    constexpr Duration kYear{365 * 86'400};
    const auto length = parse_time_limit(value);
    if (length) wish.set_duration(length->value_or(kYear).count());
    return length.has_value();
}

template <std::string* (Wish::*Text)()>
bool set_text(Wish& wish, const std::string& value, Change) {
    *(wish.*Text)() = value;
    return true;
}

bool set_node_count(Wish& wish, const std::string& value, Change) {
    const auto count = parse_number<std::uint32_t>(value);
    if (count) wish.set_node_count(*count);
    return count && *count > 0;
}

template <std::string* (Wish::*Whole)(), std::string* (Wish::*More)(), std::string* (Wish::*Fewer)()>
bool set_names(Wish& wish, const std::string& value, Change change) {
    if (change == Change::set) {
        *(wish.*Whole)() = value;
        return true;
    }
    for (const auto& name : split_list(value)) *(wish.*(change == Change::add ? More : Fewer))() = name;
    return true;
}

bool set_flags(Wish& wish, const std::string& value, Change change) {
    const auto flags = parse_reservation_flags(value);
    if (flags && change == Change::drop) wish.set_not_flags(*flags);
    else if (flags) wish.set_flags(*flags);
    return flags.has_value();
}

const ReservationKey kKeys[] = {
    {"Accounts", set_names<&Wish::mutable_accounts, &Wish::add_more_accounts, &Wish::add_fewer_accounts>,
     "whose jobs may use it; -NAME: all but that; += and -= change the list"},
    {"Duration", set_duration, "how long: minutes, or as a time limit"},
    {"EndTime", set_instant<&Wish::set_end>, "when it ends"},
    {"Features", set_text<&Wish::mutable_features>, "features its nodes must have"},
    {"Flags", set_flags, "MAINT, IGNORE_JOBS, OVERLAP, FLEX, DAILY, WEEKLY, PART_NODES, SPEC_NODES"},
    {"Licenses", set_text<&Wish::mutable_licenses>, ""},
    {"NodeCnt", set_node_count, "how many nodes, whichever are free then"},
    {"Nodes", set_text<&Wish::mutable_nodes>, "which nodes; ALL: all of the partition, or of the cluster"},
    {"PartitionName", set_text<&Wish::mutable_partition>, "of which partition; alone: all of its nodes"},
    {"StartTime", set_instant<&Wish::set_start>, "when it starts: a time as --begin takes it"},
    {"Users", set_names<&Wish::mutable_users, &Wish::add_more_users, &Wish::add_fewer_users>,
     "who may use it; -NAME: all but that user; += and -= change the list"},
};

Result<void> apply(Wish& wish, const Setting& setting) {
    auto name = setting.key;
    auto change = Change::set;
    if (name.ends_with('+')) change = Change::add, name.pop_back();
    else if (name.ends_with('-')) change = Change::drop, name.pop_back();
    for (const auto& key : kKeys) {
        const bool meant = is_key(name, key.name) || (key.name == "NodeCnt" && is_key(name, "NodeCount"));
        if (!meant) continue;
        if (key.set(wish, setting.value, change)) return {};
        return fail(Errc::invalid_argument, fmt::format("Invalid {} value: {}", key.name, setting.value));
    }
    return unsupported_setting(setting);
}

}  // namespace

Result<wire::ReservationWish> reservation_wish(std::span<const Setting> settings) {
    Wish wish;
    for (const auto& setting : settings) {
        if (is_reservation_key(setting.key)) {
            wish.set_name(setting.value);
            continue;
        }
        if (const auto applied = apply(wish, setting); !applied) return tl::unexpected{applied.error()};
    }
    return wish;
}

bool is_reservation_key(std::string_view written) {
    return is_key(written, "ReservationName") || is_key(written, "Reservation");
}

SectionDoc reservation_section() {
    SectionDoc section{"KEYS OF RESERVATIONS",
                       "create ReservationName=NAME, update ReservationName=NAME and delete ReservationName=NAME are "
                       "the administrators'. A new reservation needs StartTime, one of EndTime and Duration, one of Users "
                       "and Accounts, and nodes:",
                       {}};
    for (const auto& key : kKeys) {
        if (!key.help.empty()) section.terms.push_back({std::string{key.name}, std::string{key.help}});
    }
    return section;
}

}  // namespace sluice::commands
