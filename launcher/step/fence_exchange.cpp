// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/fence_exchange.hpp"

#include <utility>

namespace sluice::step {
namespace {

wire::Message data_message(const pmix::FenceId& id, std::uint32_t position, std::string data) {
    wire::Message message;
    auto& fence = *message.mutable_fence_data();
    fence.set_collective(id.participants);
    fence.set_sequence(id.sequence);
    fence.set_node_position(position);
    fence.set_data(std::move(data));
    return message;
}

wire::Message result_message(const pmix::FenceId& id, const std::string& data) {
    wire::Message message;
    auto& fence = *message.mutable_fence_result();
    fence.set_collective(id.participants);
    fence.set_sequence(id.sequence);
    fence.set_data(data);
    return message;
}

}  // namespace

void FenceExchange::contribute(const pmix::FenceId& id, std::string data) {
    if (star_.is_hub()) return collect(id, 0, std::move(data));
    waiting_.insert(id);
    if (!star_.hub_is_there()) return hub_lost();
    star_.to_hub(data_message(id, star_.position(), std::move(data)));
}

void FenceExchange::hub_lost() {
    for (const auto& id : std::exchange(waiting_, {})) handlers_.on_failed(id);
}

void FenceExchange::collect(const pmix::FenceId& id, std::uint32_t position, std::string data) {
    auto complete = board_.add(id, position, std::move(data));
    if (!complete) return;
    const auto result = result_message(id, complete->data);
    for (const auto node : complete->nodes) star_.to_node(node, result);
    handlers_.on_complete(id, std::move(complete->data));
}

void FenceExchange::take(std::uint32_t from, wire::Message& message) {
    if (message.has_fence_data()) {
        auto& fence = *message.mutable_fence_data();
        return collect({fence.collective(), fence.sequence()}, from, std::move(*fence.mutable_data()));
    }
    auto& fence = *message.mutable_fence_result();
    const pmix::FenceId id{fence.collective(), fence.sequence()};
    waiting_.erase(id);
    handlers_.on_complete(id, std::move(*fence.mutable_data()));
}

}  // namespace sluice::step
