// SPDX-License-Identifier: Apache-2.0
//
// scontrol create, update, delete and show, of reservations.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scheduler/commands/records.hpp"
#include "scheduler/commands/scontrol.hpp"
#include "scheduler/commands/update.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
    return EXIT_FAILURE;
}

Result<wire::Message> order(Scontrol& scontrol, wire::ReservationAction action, wire::ReservationWish wish) {
    wire::Message request;
    request.mutable_reservation()->set_action(action);
    *request.mutable_reservation()->mutable_wish() = std::move(wish);
    return scontrol.ask(std::move(request));
}

/// `create reservation KEY=VALUE...`, and the word may be missing when the name is said.
std::vector<Setting> settings_behind_noun(Arguments arguments) {
    const bool noun = !arguments.empty() && is_reservation_key(arguments.front());
    return read_settings(noun ? arguments.subspan(1) : arguments);
}

}  // namespace

int create(Scontrol& scontrol, Arguments arguments) {
    const bool noun = is_reservation_key(arguments.front());
    const auto settings = settings_behind_noun(arguments);
    const bool named = std::ranges::any_of(settings, [](const Setting& each) { return is_reservation_key(each.key); });
    if (!noun && !named) return complain("No valid entity in create command\nInput line must include \"ReservationName\"");
    auto wish = reservation_wish(settings);
    if (!wish) return complain(wish.error().detail);
    const auto reply = order(scontrol, wire::RESERVATION_ACTION_CREATE, std::move(*wish));
    if (!reply) return report("Error creating the reservation", reply.error());
    fmt::print("Reservation created: {}\n", reply->reservation_made().name());
    return EXIT_SUCCESS;
}

int update_reservation(Scontrol& scontrol, std::span<const Setting> settings) {
    auto wish = reservation_wish(settings);
    if (!wish) return complain(wish.error().detail);
    const auto reply = order(scontrol, wire::RESERVATION_ACTION_UPDATE, std::move(*wish));
    if (!reply) return report("Error updating the reservation", reply.error());
    if (!scontrol.quiet) fmt::print("Reservation updated.\n");
    return EXIT_SUCCESS;
}

int delete_entity(Scontrol& scontrol, Arguments arguments) {
    const auto settings = read_settings(arguments);
    if (settings.empty() || !is_reservation_key(settings.front().key)) {
        return complain("No valid entity in delete command\nInput line must include \"ReservationName\"");
    }
    for (const auto& name : split_list(settings.front().value)) {
        wire::ReservationWish wish;
        wish.set_name(name);
        const auto reply = order(scontrol, wire::RESERVATION_ACTION_DELETE, std::move(wish));
        if (!reply) return report("slurm_delete_reservation error", reply.error());
    }
    return EXIT_SUCCESS;
}

Result<std::vector<ReservationRow>> ask_reservations(const std::function<Result<wire::Message>(wire::Message)>& ask) {
    wire::Message request;
    request.mutable_reservation_query();
    const auto reply = ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    std::vector<Reservation> reservations;
    for (const auto& each : reply->reservations().reservations()) reservations.push_back(wire::decode(each));
    const auto& cores = reply->reservations().cores();
    return reservation_rows(reservations, {cores.begin(), cores.end()}, Instant{Duration{reply->reservations().now()}});
}

int show_reservations(Scontrol& scontrol, Arguments arguments) {
    auto rows = ask_reservations([&](wire::Message request) { return scontrol.ask(std::move(request)); });
    if (!rows) return report("slurm_load_reservations error", rows.error());
    if (!arguments.empty()) {
        std::erase_if(*rows, [&](const ReservationRow& row) { return row.reservation.name != arguments.front(); });
        if (rows->empty()) return fmt::print("Reservation {} not found\n", arguments.front()), EXIT_FAILURE;
    }
    if (rows->empty()) fmt::print("No reservations in the system\n");
    for (const auto& row : *rows) fmt::print("{}", reservation_record(row, scontrol.style()));
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
