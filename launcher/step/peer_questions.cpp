// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/peer_questions.hpp"

#include <algorithm>
#include <utility>

namespace sluice::step {
namespace {

constexpr std::uint32_t kHub = 0;

wire::PeerAnswer answer_to(const wire::PeerQuestion& question, std::optional<std::string> value) {
    wire::PeerAnswer answer;
    answer.set_number(question.number());
    answer.set_to(question.from());
    answer.set_ok(value.has_value());
    if (value) answer.set_value(std::move(*value));
    return answer;
}

}  // namespace

void PeerQuestions::rank_data(std::uint32_t rank, Answer answer) {
    wire::PeerQuestion question;
    question.set_ask(wire::PEER_ASK_RANK_DATA);
    question.set_rank(rank);
    ask(std::move(question), std::move(answer));
}

void PeerQuestions::name(wire::PeerAsk kind, const std::string& name, std::string value, Answer answer) {
    wire::PeerQuestion question;
    question.set_ask(kind);
    question.set_name(name);
    question.set_value(std::move(value));
    ask(std::move(question), std::move(answer));
}

void PeerQuestions::ask(wire::PeerQuestion question, Answer answer) {
    question.set_number(++last_number_);
    question.set_from(star_.position());
    open_.emplace(question.number(), std::move(answer));
    pass_on(question);
}

std::optional<std::uint32_t> PeerQuestions::node_for(const wire::PeerQuestion& question) const {
    if (question.ask() != wire::PEER_ASK_RANK_DATA) return kHub;
    const auto runs = [&](const auto& ranks) {
        return std::ranges::find(ranks, question.rank()) != ranks.end();
    };
    const auto node = std::ranges::find_if(layout_.ranks, runs);
    if (node == layout_.ranks.end()) return std::nullopt;
    return static_cast<std::uint32_t>(node - layout_.ranks.begin());
}

void PeerQuestions::pass_on(const wire::PeerQuestion& question) {
    const auto node = node_for(question);
    if (!node) return pass_on(answer_to(question, std::nullopt));
    if (*node == star_.position()) return answer_here(question);
    wire::Message message;
    *message.mutable_peer_question() = question;
    if (star_.is_hub()) return star_.to_node(*node, message);
    if (!star_.hub_is_there()) return hub_lost();
    star_.to_hub(message);
}

void PeerQuestions::pass_on(const wire::PeerAnswer& answer) {
    if (answer.to() == star_.position()) {
        const auto asked = open_.extract(answer.number());
        if (asked.empty()) return;
        return asked.mapped()(answer.ok() ? std::optional{answer.value()} : std::nullopt);
    }
    wire::Message message;
    *message.mutable_peer_answer() = answer;
    if (star_.is_hub()) star_.to_node(answer.to(), message);
    else star_.to_hub(message);
}

void PeerQuestions::answer_here(const wire::PeerQuestion& question) {
    if (question.ask() != wire::PEER_ASK_RANK_DATA)
        return pass_on(answer_to(question, look_after_name(question)));
    rank_data_(question.rank(), [this, question](std::optional<std::string> value) {
        pass_on(answer_to(question, std::move(value)));
    });
}

std::optional<std::string> PeerQuestions::look_after_name(const wire::PeerQuestion& question) {
    const auto& name = question.name();
    switch (question.ask()) {
        case wire::PEER_ASK_PUBLISH:
            if (!names_.emplace(name, question.value()).second)
                return std::nullopt;  // a name means one thing
            return "";
        case wire::PEER_ASK_UNPUBLISH:
            if (names_.erase(name) == 0) return std::nullopt;
            return "";
        default:
            if (const auto found = names_.find(name); found != names_.end()) return found->second;
            return std::nullopt;
    }
}

void PeerQuestions::take(wire::Message& message) {
    if (message.has_peer_question()) pass_on(message.peer_question());
    else pass_on(message.peer_answer());
}

void PeerQuestions::hub_lost() {
    for (auto& [number, answer] : std::exchange(open_, {})) answer(std::nullopt);
}

}  // namespace sluice::step
