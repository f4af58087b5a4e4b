// SPDX-License-Identifier: Apache-2.0
//
// The state's reservations, and the windows that they leave in the future of the nodes.

#include <algorithm>

#include "scheduler/engine/cluster_state.hpp"

namespace sluice::engine {

const ReservationState* ClusterState::find_reservation(std::string_view name) const {
    const auto found = reservations_.find(std::string{name});
    return found == reservations_.end() ? nullptr : &found->second;
}

void ClusterState::put(Reservation reservation) {
    auto& entry = reservations_[reservation.name];
    if (entry.number == 0) entry.number = next_reservation_++;
    entry.nodes.clear();
    for (const auto& name : reservation.nodes) {
        if (const auto index = find_node(name)) entry.nodes.push_back(*index);
    }
    std::ranges::sort(entry.nodes);
    entry.spec = std::move(reservation);
    reserve_nodes();
}

void ClusterState::drop_reservation(const std::string& name) {
    reservations_.erase(name);
    reserve_nodes();
}

/// What is alike is no longer, or is again: requests and plans are made anew.
void ClusterState::reserve_nodes() {
    windows_.assign(nodes_.size(), {});
    all_windows_ = {};
    for (const auto& [name, entry] : reservations_) {
        const Window window{entry.number, entry.spec.start, entry.spec.end, entry.spec.period()};
        all_windows_.add(window);
        for (const auto index : entry.nodes) windows_[index.value()].add(window);
    }
    sort_into_classes();
    requests_.clear();
    note_change_of_nodes();
}

}  // namespace sluice::engine
