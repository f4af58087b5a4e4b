// SPDX-License-Identifier: Apache-2.0
//
// When nodes belong to reservations. A job outside them may use a node only in the gaps; a job of a reservation
// only while the node is its own. What is free in that time is somebody else's business (NodePool).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scheduler/engine/planning/forever.hpp"

namespace sluice::engine {

/// A reservation has the node in [from, until), and again every `every` after, if that is not 0.
struct Window {
    std::uint32_t reservation = 0;
    Instant from, until;
    Duration every{0};

    friend bool operator==(const Window&, const Window&) = default;
};

/// The first time from `when` on that the window is open or begins; nothing if never again.
struct Opening {
    Instant from, until;
};
std::optional<Opening> next_opening(const Window& window, Instant when);

/// Whether both are open at some instant.
bool meet(const Window& a, const Window& b);

/// In which reservation a request runs, if in one, and what it may do there.
struct ReservedFor {
    std::optional<std::uint32_t> reservation;
    bool flexible = false;   // also before it, after it and beside it
    bool overrides = false;  // although others have reserved the nodes too

    friend bool operator==(const ReservedFor&, const ReservedFor&) = default;
};

/// All windows of one node, or of nodes that have the same.
class Windows {
  public:
    void add(Window window) { list_.push_back(window); }
    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] const std::vector<Window>& all() const { return list_; }

    /// Whether the request may use the node throughout [from, until).
    [[nodiscard]] bool admit(const ReservedFor& request, Instant from, Instant until) const;
    /// The first start from `from` on at which it may for `limit`; kNever if none.
    [[nodiscard]] Instant earliest(const ReservedFor& request, const TimeLimit& limit, Instant from) const;
    /// The first instant after `after` at which a window begins or ends; kNever if none.
    [[nodiscard]] Instant next_edge(Instant after) const;

    friend bool operator==(const Windows&, const Windows&) = default;

  private:
    [[nodiscard]] bool is_bound_to(const ReservedFor& request) const { return request.reservation && !request.flexible; }

    std::vector<Window> list_;
};

}  // namespace sluice::engine
