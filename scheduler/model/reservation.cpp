// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/reservation.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace sluice {
namespace {

constexpr std::array<std::pair<ReservationFlag, std::string_view>, 8> kFlags{{
    {ReservationFlag::maintenance, "MAINT"},
    {ReservationFlag::flexible, "FLEX"},
    {ReservationFlag::overlap, "OVERLAP"},
    {ReservationFlag::ignore_jobs, "IGNORE_JOBS"},
    {ReservationFlag::daily, "DAILY"},
    {ReservationFlag::weekly, "WEEKLY"},
    {ReservationFlag::chosen_nodes, "SPEC_NODES"},
    {ReservationFlag::all_of_partition, "PART_NODES"},
}};

std::string upper(std::string_view text) {
    std::string word{text};
    for (auto& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return word;
}

/// Whether the list lets the name pass; `-name` entries forbid, and without others allow everybody else.
bool lets_pass(const std::vector<std::string>& list, std::string_view name) {
    if (list.empty()) return true;
    const bool forbids = list.front().starts_with('-');
    const auto same = [&](const std::string& entry) { return std::string_view{entry}.substr(forbids ? 1 : 0) == name; };
    return std::ranges::any_of(list, same) != forbids;
}

}  // namespace

Result<std::uint32_t> parse_reservation_flags(std::string_view text) {
    std::uint32_t flags = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto word = upper(text.substr(0, end));
        const auto found = std::ranges::find(kFlags, word, [](const auto& flag) { return flag.second; });
        if (found == kFlags.end()) return fail(Errc::invalid_argument, "'" + std::string{text.substr(0, end)} + "' is no flag of reservations");
        flags |= static_cast<std::uint32_t>(found->first);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return flags;
}

std::string format_reservation_flags(std::uint32_t flags) {
    std::string text;
    for (const auto& [flag, word] : kFlags) {
        if ((flags & static_cast<std::uint32_t>(flag)) == 0) continue;
        if (!text.empty()) text += ',';
        text += word;
    }
    return text;
}

Duration Reservation::period() const {
    constexpr Duration kDay{86'400};
    if (has(ReservationFlag::daily)) return kDay;
    return has(ReservationFlag::weekly) ? 7 * kDay : Duration{0};
}

bool Reservation::admits(std::string_view user, std::string_view account) const {
    return lets_pass(users, user) && lets_pass(accounts, account);
}

}  // namespace sluice
