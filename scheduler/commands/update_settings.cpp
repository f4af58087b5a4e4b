// SPDX-License-Identifier: Apache-2.0
//
// The words of `scontrol update`, and what they say of nodes and partitions.
#include <fmt/format.h>

#include <array>

#include "scheduler/commands/update.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

constexpr std::size_t kShortestKey = 3;

struct NodeVerb {
    std::string_view word;
    wire::NodeAction action;
    bool needs_reason;
};
constexpr std::array kNodeVerbs{
    NodeVerb{"DRAIN", wire::NODE_ACTION_DRAIN, true},     NodeVerb{"DRAINING", wire::NODE_ACTION_DRAIN, true},
    NodeVerb{"DOWN", wire::NODE_ACTION_DOWN, true},       NodeVerb{"RESUME", wire::NODE_ACTION_RESUME, false},
    NodeVerb{"UNDRAIN", wire::NODE_ACTION_RESUME, false}, NodeVerb{"IDLE", wire::NODE_ACTION_RESUME, false},
};

tl::unexpected<Error> refuse(std::string text) { return fail(Errc::invalid_argument, std::move(text)); }

const Setting* find_setting(std::span<const Setting> settings, std::string_view key) {
    for (const auto& each : settings) {
        if (is_key(each.key, key)) return &each;
    }
    return nullptr;
}

Result<NodeVerb> node_verb(std::span<const Setting> settings) {
    const auto* state = find_setting(settings, "State");
    if (state == nullptr) return refuse("Nothing to change: State= is not given");
    for (const auto& verb : kNodeVerbs) {
        if (equal_words(verb.word, state->value)) return verb;
    }
    return refuse(
        fmt::format("Invalid input: {}={}\nRequest aborted\nValid states are: NoResp DRAIN FAIL FUTURE RESUME "
                    "POWER_DOWN POWER_UP UNDRAIN\nNot all states are valid given a node's prior state",
                    state->key, state->value));
}

std::optional<PartitionState> partition_state(std::string_view word) {
    for (const auto state :
         {PartitionState::up, PartitionState::down, PartitionState::drain, PartitionState::inactive}) {
        if (equal_words(to_string(state), word)) return state;
    }
    return std::nullopt;
}

Result<void> set_partition(wire::UpdatePartitionRequest& request, const Setting& setting) {
    if (is_key(setting.key, "PartitionName")) return {};
    if (is_key(setting.key, "State")) {
        const auto state = partition_state(setting.value);
        if (!state) return refuse("Invalid input: " + setting.key + "=" + setting.value);
        request.set_state(static_cast<std::uint32_t>(*state));
        return {};
    }
    if (!is_key(setting.key, "MaxTime")) return unsupported_setting(setting);
    const auto limit = parse_time_limit(setting.value);
    if (!limit) return refuse("Invalid input: " + setting.key + "=" + setting.value);
    if (*limit) request.set_max_time((*limit)->count());
    else request.set_unlimited_max_time(true);
    return {};
}

}  // namespace

std::vector<Setting> read_settings(std::span<const std::string> words) {
    std::vector<Setting> settings;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals != std::string::npos)
            settings.push_back({words[i].substr(0, equals), words[i].substr(equals + 1)});
        else if (i + 1 < words.size()) settings.push_back({words[i], words[i + 1]}), ++i;
        else settings.push_back({words[i], ""});
    }
    return settings;
}

bool is_key(std::string_view written, std::string_view key) {
    if (written.size() < std::min(kShortestKey, key.size())) return false;
    return begins_with(key, written);
}

tl::unexpected<Error> unsupported_setting(const Setting& setting) {
    return refuse(fmt::format("Update of this parameter is not supported: {}={}\nRequest aborted",
                              setting.key, setting.value));
}

Result<wire::UpdateNodeRequest> node_change(std::span<const Setting> settings) {
    for (const auto& each : settings) {
        const bool known =
            is_key(each.key, "NodeName") || is_key(each.key, "State") || is_key(each.key, "Reason");
        if (!known) return unsupported_setting(each);
    }
    const auto verb = node_verb(settings);
    if (!verb) return tl::unexpected{verb.error()};
    const auto* reason = find_setting(settings, "Reason");
    if (verb->needs_reason && (reason == nullptr || reason->value.empty()))
        return refuse("You must specify a reason when DOWNING or DRAINING a node. Request denied");

    wire::UpdateNodeRequest request;
    request.set_action(verb->action);
    if (reason != nullptr) request.set_reason(reason->value);
    return request;
}

Result<wire::UpdatePartitionRequest> partition_change(std::span<const Setting> settings) {
    wire::UpdatePartitionRequest request;
    for (const auto& setting : settings) {
        if (const auto set = set_partition(request, setting); !set) return tl::unexpected{set.error()};
    }
    return request;
}

}  // namespace sluice::commands
