// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/node_state_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scheduler/commands/words.hpp"

namespace sluice::commands {
namespace {

constexpr std::array kWords{
    NodeStateWord::idle,       NodeStateWord::allocated, NodeStateWord::mixed,
    NodeStateWord::completing, NodeStateWord::planned,   NodeStateWord::drained,
    NodeStateWord::draining,   NodeStateWord::down,      NodeStateWord::unknown,
    NodeStateWord::reserved,   NodeStateWord::maint,
};

/// States of Slurm's that no node of ours has: legal to ask for.
constexpr std::array<std::string_view, 22> kForeignWords{
    "cloud",      "fail",         "future",           "futr",        "maint",    "npc",
    "perfctrs",   "inval",        "reboot",           "resv",        "reserved", "reboot_issued",
    "power_down", "powered_down", "powering_down",    "powering_up", "power_up", "err",
    "error",      "fail_g",       "reboot_requested", "invalid_reg"};

/// As Slurm lists them.
constexpr std::string_view kStateList =
    "unknown,down,idle,allocated,?,mixed,future,drain,drained,draining,no_respond,reserved,perfctrs,cloud,completing,"
    "powering_down,powered_down,power_down,powering_up,fail,maint,reboot,reboot^,unknown";

constexpr std::string_view kNotResponding = "no_respond";
constexpr std::string_view kDrain = "drain";  // drained and draining alike

bool is_word(std::string_view word, NodeStateWord state) {
    return word == long_name(state) || word == short_name(state);
}

/// What jobs make of a node, whoever else may have it: asked for idle nodes, Slurm lists drained ones too.
NodeStateWord base_state(const NodeView& node) {
    const auto state = state_word(node);
    if (state == NodeStateWord::down || state == NodeStateWord::unknown) return state;
    if (node.cpus_allocated == 0) return NodeStateWord::idle;
    return node.cpus_allocated < node.spec.cpus() ? NodeStateWord::mixed : NodeStateWord::allocated;
}

bool is_known(std::string_view word) {
    const bool ours = std::ranges::any_of(
        kWords, [&](NodeStateWord each) { return word == long_name(each) || word == short_name(each); });
    return ours || word == kNotResponding || std::ranges::find(kForeignWords, word) != kForeignWords.end();
}

}  // namespace

Result<std::string> read_node_state(std::string_view word) {
    auto lower = lower_case(word);
    if (is_known(lower)) return lower;
    return fail(Errc::invalid_state,
                fmt::format("Bad state string: \"{}\"\nsinfo: error: valid states: {}", word, kStateList));
}

bool in_state(const NodeView& node, std::string_view word) {
    const auto state = state_word(node);
    if (word == kDrain) return node.record.drain;
    if (word == kNotResponding) return node.record.health != NodeHealth::unknown && !node.record.responding;
    return is_word(word, state) || is_word(word, base_state(node));
}

}  // namespace sluice::commands
