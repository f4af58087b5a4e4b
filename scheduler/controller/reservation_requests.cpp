// SPDX-License-Identifier: Apache-2.0
//
// What administrators order about reservations, and what everybody may see of them.

#include "scheduler/controller/controller.hpp"
#include "scheduler/engine/reservation_wish.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::controller {

using M = wire::Message;

void Controller::on_reservation(const Inquiry& inquiry) {
    const auto& request = inquiry.message.reservation();
    auto wish = wire::decode(request.wish());
    Result<StepId> done;
    if (request.action() == wire::RESERVATION_ACTION_DELETE) {
        done = cycle_.apply(engine::DeleteReservation{wish.name, inquiry.actor()});
    } else if (request.action() == wire::RESERVATION_ACTION_UPDATE) {
        done = cycle_.apply(engine::UpdateReservation{wish, inquiry.actor()});
    } else {
        if (wish.name.empty()) wish.name = engine::free_reservation_name(wish, cycle_.state());
        done = cycle_.apply(engine::CreateReservation{wish, inquiry.actor()});
    }
    if (!done) return refuse(inquiry, done.error());
    M message;
    message.mutable_reservation_made()->set_name(wish.name);
    reply(inquiry, std::move(message));
}

void Controller::on_reservation_query(const Inquiry& inquiry) {
    M message;
    auto& found = *message.mutable_reservations();
    found.set_now(cycle_.now().time_since_epoch().count());
    for (const auto& [name, reservation] : cycle_.state().reservations()) {
        wire::encode(reservation.spec, found.add_reservations());
        std::uint32_t cores = 0;
        for (const auto index : reservation.nodes) cores += cycle_.state().node(index).spec.cores();
        found.add_cores(cores);
    }
    reply(inquiry, std::move(message));
}

}  // namespace sluice::controller
