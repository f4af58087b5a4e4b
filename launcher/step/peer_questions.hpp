// SPDX-License-Identifier: Apache-2.0
//
// Questions between the shepherds of one step: what a rank on another node has told of itself, and the names
// that ranks publish for each other, which the hub keeps. Every question gets exactly one answer; none
// (std::nullopt) when there is none or the hub is gone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "launcher/pmix/layout.hpp"
#include "launcher/step/peer_star.hpp"

namespace sluice::step {

class PeerQuestions {
  public:
    using Answer = std::function<void(std::optional<std::string>)>;
    /// Asks a rank of this node; the answer comes on the executor.
    using RankData = std::function<void(std::uint32_t rank, Answer)>;
    /// `star` must outlive it.
    PeerQuestions(PeerStar& star, const pmix::StepLayout& layout, RankData rank_data)
        : star_{star}, layout_{layout}, rank_data_{std::move(rank_data)} {}

    void rank_data(std::uint32_t rank, Answer answer);
    /// `ask`: publish, lookup or unpublish.
    void name(wire::PeerAsk ask, const std::string& name, std::string value, Answer answer);

    /// A peer's PeerQuestion or PeerAnswer.
    void take(wire::Message& message);
    void hub_lost();

  private:
    void ask(wire::PeerQuestion question, Answer answer);
    void pass_on(const wire::PeerQuestion& question);
    void pass_on(const wire::PeerAnswer& answer);
    void answer_here(const wire::PeerQuestion& question);
    std::optional<std::string> look_after_name(const wire::PeerQuestion& question);
    [[nodiscard]] std::optional<std::uint32_t> node_for(const wire::PeerQuestion& question) const;

    PeerStar& star_;
    const pmix::StepLayout& layout_;
    RankData rank_data_;
    std::uint64_t last_number_ = 0;
    std::map<std::uint64_t, Answer> open_;
    std::map<std::string, std::string> names_;  // of the hub
};

}  // namespace sluice::step
