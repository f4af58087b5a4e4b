// SPDX-License-Identifier: Apache-2.0
//
// How the shepherds of one step bring their fences together: everyone sends its contribution to the hub,
// which returns the whole to those who take part.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "launcher/step/fence_board.hpp"
#include "launcher/step/peer_star.hpp"

namespace sluice::step {

class FenceExchange {
  public:
    struct Handlers {
        std::function<void(const pmix::FenceId&, std::string)> on_complete;
        std::function<void(const pmix::FenceId&)> on_failed;  // the hub cannot be reached any more
    };
    /// `star` must outlive it.
    FenceExchange(PeerStar& star, pmix::StepLayout layout, Handlers handlers)
        : star_{star}, handlers_{std::move(handlers)}, board_{std::move(layout)} {}

    /// This node's ranks have all reached the fence.
    void contribute(const pmix::FenceId& id, std::string data);
    /// A peer's FenceData (at the hub) or FenceResult (elsewhere).
    void take(std::uint32_t from, wire::Message& message);
    void hub_lost();

  private:
    void collect(const pmix::FenceId& id, std::uint32_t position, std::string data);

    PeerStar& star_;
    Handlers handlers_;
    FenceBoard board_;
    std::set<pmix::FenceId> waiting_;  // contributed, result outstanding; of all but the hub
};

}  // namespace sluice::step
