// SPDX-License-Identifier: Apache-2.0
//
// Reservations as scontrol shows them, with the keys of Slurm 22.05 in their order, and as `sinfo -T` lists them.
#include <fmt/format.h>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

using Row = const ReservationRow&;
using Value = std::optional<std::string>;

std::string text_or_null(const std::string& text) { return text.empty() ? "(null)" : text; }

std::string_view state_of(Row r) { return r.reservation.start <= r.now ? "ACTIVE" : "INACTIVE"; }

const RecordKey<ReservationRow> kKeys[] = {
    {"ReservationName", [](Row r) -> Value { return r.reservation.name; }},
    {"StartTime", [](Row r) -> Value { return format_instant(r.reservation.start); }},
    {"EndTime", [](Row r) -> Value { return format_instant(r.reservation.end); }},
    {"Duration", [](Row r) -> Value { return format_duration(r.reservation.end - r.reservation.start); }},
    {"\nNodes", [](Row r) -> Value { return text_or_null(fold_hosts(r.reservation.nodes)); }},
    {"NodeCnt", [](Row r) -> Value { return std::to_string(r.reservation.nodes.size()); }},
    {"CoreCnt", [](Row r) -> Value { return std::to_string(r.cores); }},
    {"Features", [](Row r) -> Value { return text_or_null(r.reservation.features); }},
    {"PartitionName", [](Row r) -> Value { return text_or_null(r.reservation.partition); }},
    {"Flags", [](Row r) -> Value { return format_reservation_flags(r.reservation.flags); }},
    {"\nTRES", [](Row r) -> Value { return fmt::format("cpu={}", r.cores); }},
    {"\nUsers", [](Row r) -> Value { return text_or_null(join(r.reservation.users)); }},
    {"Groups", constant<"(null)">},
    {"Accounts", [](Row r) -> Value { return text_or_null(join(r.reservation.accounts)); }},
    {"Licenses", [](Row r) -> Value { return text_or_null(format_licenses(r.reservation.licenses)); }},
    {"State", [](Row r) -> Value { return std::string{state_of(r)}; }},
    {"BurstBuffer", constant<"(null)">},
    {"Watts", constant<"n/a">},
    {"\nMaxStartDelay", constant<"(null)">},
};

}  // namespace

std::string reservation_record(const ReservationRow& row, RecordStyle style) {
    return print_record(std::span<const RecordKey<ReservationRow>>{kKeys}, row, style);
}

std::string reservation_lines(std::span<const ReservationRow> rows, bool header) {
    constexpr std::string_view kLine = "{:<12} {:>8}  {:>19}  {:>19}  {:>11}  {}\n";
    std::string text;
    if (header) text = fmt::format(fmt::runtime(kLine), "RESV_NAME", "STATE", "START_TIME", "END_TIME", "DURATION", "NODELIST");
    for (const auto& row : rows) {
        const auto& one = row.reservation;
        text += fmt::format(fmt::runtime(kLine), one.name, state_of(row), format_instant(one.start), format_instant(one.end),
                            format_duration(one.end - one.start), fold_hosts(one.nodes));
    }
    return text;
}

std::vector<ReservationRow> reservation_rows(const std::vector<Reservation>& reservations,
                                             const std::vector<std::uint32_t>& cores, Instant now) {
    std::vector<ReservationRow> rows;
    for (std::size_t i = 0; i < reservations.size(); ++i) {
        rows.push_back({reservations[i], i < cores.size() ? cores[i] : 0, now});
    }
    return rows;
}

}  // namespace sluice::commands
