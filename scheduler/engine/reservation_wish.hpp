// SPDX-License-Identifier: Apache-2.0
//
// What `scontrol create reservation` asks for, made into a reservation that this cluster can keep.
// The controller asks here too, for names and for what it refuses without an event.
#pragma once

#include "scheduler/engine/cluster_state.hpp"

namespace sluice::engine {

/// `old` with what the wish says; an `old` without a name is none yet. Error: what is missing, unknown or
/// impossible, or by whom the nodes are reserved or used already.
Result<Reservation> wished(const Reservation& old, const ReservationWish& wish, const ClusterState& state, Instant now);

/// A name that no reservation has, for a wish without one: `root_1`.
std::string free_reservation_name(const ReservationWish& wish, const ClusterState& state);

/// Whether the reservation that the job asks for exists, and is for its user and account.
Result<void> check_reservation(const JobSpec& spec, const ClusterState& state);

/// The reservation's window, by a number of its own.
Window window_of(const Reservation& reservation, std::uint32_t number);

}  // namespace sluice::engine
