// SPDX-License-Identifier: Apache-2.0
//
// Reservations are made, changed, dropped; they begin, end, and come again.

#include <algorithm>
#include <fmt/format.h>

#include "scheduler/engine/reservation_wish.hpp"
#include "scheduler/engine/transition.hpp"

namespace sluice::engine {

void Transition::on(const CreateReservation& event) {
    if (!event.by.administrator) return refuse(Errc::permission_denied);
    if (event.wish.name.empty()) return refuse(Errc::invalid_reservation, "it has no name");
    if (state_.find_reservation(event.wish.name) != nullptr) return refuse(Errc::duplicate_reservation, event.wish.name);
    put_reservation(wished({}, event.wish, state_, now_));
}

void Transition::on(const UpdateReservation& event) {
    if (!event.by.administrator) return refuse(Errc::permission_denied);
    const auto* old = state_.find_reservation(event.wish.name);
    if (old == nullptr) return refuse(Errc::invalid_reservation, "no reservation is called '" + event.wish.name + "'");
    put_reservation(wished(old->spec, event.wish, state_, now_));
}

void Transition::on(const DeleteReservation& event) {
    if (!event.by.administrator) return refuse(Errc::permission_denied);
    if (state_.find_reservation(event.name) == nullptr) {
        return refuse(Errc::invalid_reservation, "no reservation is called '" + event.name + "'");
    }
    for (const auto id : state_.holders()) {
        if (state_.find(id)->job.spec.reservation != event.name) continue;
        return refuse(Errc::reservation_busy, fmt::format("job {} runs in it", id.value()));
    }
    answer(JobId{});
    drop_reservation(event.name);
    look_at_reservations_again();
}

void Transition::put_reservation(Result<Reservation> reservation) {
    if (!reservation) return refuse(reservation.error());
    answer(JobId{});
    outcome_.reservations.insert(reservation->name);
    state_.put(std::move(*reservation));
    look_at_reservations_again();
}

/// Jobs that wait for it are held: whoever asked for it must say what they want instead.
void Transition::drop_reservation(const std::string& name) {
    outcome_.reservations.insert(name);
    state_.drop_reservation(name);
    for_each_waiting([&](JobEntry& entry) {
        if (entry.job.spec.reservation != name) return;
        entry.job.spec.reservation.clear();
        entry.job.spec.hold = true;
        entry.job.priority = 0;
        set_reason(entry, Reason::reservation_deleted);
        touch(entry);
    });
}

/// Which nodes are alike has changed, and when something is to be done next.
void Transition::look_at_reservations_again() {
    refresh_waiting();
    auto& next = engine_.next_edge_;
    next = kNever;
    for (const auto& window : state_.all_windows().all()) {
        Windows one;
        one.add(window);
        next = std::min(next, one.next_edge(now_));
    }
}

/// Some begin now, which lets their jobs start; some end.
void Transition::pass_reservations() {
    if (engine_.next_edge_ > now_) return;
    std::vector<Reservation> ended;
    for (const auto& [name, reservation] : state_.reservations()) {
        if (reservation.spec.end <= now_) ended.push_back(reservation.spec);
    }
    for (auto& reservation : ended) {
        end_jobs_of(reservation);
        const auto next = next_opening(window_of(reservation, 0), now_);
        if (!next) {
            drop_reservation(reservation.name);
            continue;
        }
        outcome_.reservations.insert(reservation.name);
        reservation.start = next->from;
        reservation.end = next->until;
        state_.put(std::move(reservation));
    }
    state_.note_change_of_nodes();
    look_at_reservations_again();
}

void Transition::end_jobs_of(const Reservation& reservation) {
    if (reservation.has(ReservationFlag::flexible)) return;
    const std::vector<JobId> holders{state_.holders().begin(), state_.holders().end()};
    for (const auto id : holders) {
        auto& entry = *state_.find(id);
        if (entry.job.spec.reservation != reservation.name || entry.job.completing) continue;
        begin_ending(entry, JobState::timeout, Reason::time_limit, true, "DUE TO TIME LIMIT");
    }
}

Result<void> check_reservation(const JobSpec& spec, const ClusterState& state) {
    if (spec.reservation.empty()) return {};
    const auto* found = state.find_reservation(spec.reservation);
    if (found == nullptr) return fail(Errc::invalid_reservation, "no reservation is called '" + spec.reservation + "'");
    if (!found->spec.admits(spec.user_name, spec.account)) return fail(Errc::reservation_access);
    return {};
}

}  // namespace sluice::engine
