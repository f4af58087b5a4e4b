// SPDX-License-Identifier: Apache-2.0
//
// Reservations: nodes and licences that are kept for some users, or for maintenance, for a time that is known in
// advance. One definition for scontrol, the engine and the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/license.hpp"
#include "scheduler/model/time.hpp"

namespace sluice {

/// Bits of Reservation::flags.
enum class ReservationFlag : std::uint32_t {
    maintenance = 1,   // MAINT: may take nodes that are reserved already; its nodes are shown as in maintenance
    ignore_jobs = 2,   // IGNORE_JOBS: made although jobs run on its nodes then
    overlap = 4,       // OVERLAP: may take nodes that are reserved already
    flexible = 8,      // FLEX: its jobs may begin before it, end after it, and use other nodes too
    daily = 16,        // DAILY: the same again every day
    weekly = 32,       // WEEKLY
    all_of_partition = 64,  // PART_NODES: all nodes of its partition
    chosen_nodes = 128,     // SPEC_NODES: the nodes were named, not counted
};

/// Reads `MAINT,IGNORE_JOBS`, in any case. Error: invalid_argument, with the word that is no flag.
Result<std::uint32_t> parse_reservation_flags(std::string_view text);
std::string format_reservation_flags(std::uint32_t flags);

struct Reservation {
    std::string name;
    Instant start;
    Instant end;
    std::vector<std::string> nodes;     // in the order of the configuration
    std::string features;               // that its nodes were chosen by
    std::string partition;
    std::uint32_t flags = 0;            // ReservationFlag
    std::vector<std::string> users;     // who may use it; `-name`: everybody but those
    std::vector<std::string> accounts;  // likewise
    std::vector<LicenseCount> licenses;

    [[nodiscard]] bool has(ReservationFlag flag) const { return (flags & static_cast<std::uint32_t>(flag)) != 0; }
    /// After how long it comes again; 0: never.
    [[nodiscard]] Duration period() const;
    /// Whether a job of this user and account may use it.
    [[nodiscard]] bool admits(std::string_view user, std::string_view account) const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("start", self.start);
        visit("end", self.end);
        visit("nodes", self.nodes);
        visit("features", self.features);
        visit("partition", self.partition);
        visit("flags", self.flags);
        visit("users", self.users);
        visit("accounts", self.accounts);
        visit("licenses", self.licenses);
    }
    friend bool operator==(const Reservation&, const Reservation&) = default;
};

/// What `scontrol create` or `update` says of a reservation: what is present is set, or changes.
struct ReservationWish {
    std::string name;  // to create: empty has one made up
    std::optional<Instant> start;
    std::optional<Instant> end;
    std::optional<Duration> duration;
    std::optional<std::string> nodes;       // folded, or ALL; empty text: any
    std::optional<std::uint32_t> node_count;
    std::optional<std::string> features;
    std::optional<std::string> partition;   // empty text: none
    std::optional<std::string> users;       // a list
    std::vector<std::string> more_users;
    std::vector<std::string> fewer_users;
    std::optional<std::string> accounts;
    std::vector<std::string> more_accounts;
    std::vector<std::string> fewer_accounts;
    std::optional<std::string> licenses;
    std::optional<std::uint32_t> flags;     // set
    std::optional<std::uint32_t> not_flags; // taken away

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("start", self.start);
        visit("end", self.end);
        visit("duration", self.duration);
        visit("nodes", self.nodes);
        visit("node_count", self.node_count);
        visit("features", self.features);
        visit("partition", self.partition);
        visit("users", self.users);
        visit("more_users", self.more_users);
        visit("fewer_users", self.fewer_users);
        visit("accounts", self.accounts);
        visit("more_accounts", self.more_accounts);
        visit("fewer_accounts", self.fewer_accounts);
        visit("licenses", self.licenses);
        visit("flags", self.flags);
        visit("not_flags", self.not_flags);
    }
    friend bool operator==(const ReservationWish&, const ReservationWish&) = default;
};

}  // namespace sluice
