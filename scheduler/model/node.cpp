// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/node.hpp"

namespace sluice {
namespace {

/// The word that is true of the node's load alone.
NodeStateWord load_word(const NodeView& node) {
    if (node.cpus_allocated > 0) {
        return node.cpus_allocated >= node.spec.cpus() ? NodeStateWord::allocated : NodeStateWord::mixed;
    }
    if (node.jobs_completing > 0) return NodeStateWord::completing;
    return NodeStateWord::idle;
}

}  // namespace

std::string_view to_string(NodeHealth health) {
    switch (health) {
        case NodeHealth::unknown: return "UNKNOWN";
        case NodeHealth::up: return "UP";
        case NodeHealth::down: return "DOWN";
    }
    return "UNKNOWN";
}

NodeStateWord state_word(const NodeView& node) {
    if (node.record.health == NodeHealth::down) return NodeStateWord::down;
    if (node.record.health == NodeHealth::unknown) return NodeStateWord::unknown;
    const auto load = load_word(node);
    const bool busy = node.jobs_running > 0 || node.jobs_completing > 0;
    if (node.record.drain) return busy ? NodeStateWord::draining : NodeStateWord::drained;
    if (node.jobs_running == 0 && node.jobs_completing > 0) return NodeStateWord::completing;
    if (load == NodeStateWord::idle && node.maintenance) return NodeStateWord::maint;
    if (load == NodeStateWord::idle && !node.reservation.empty()) return NodeStateWord::reserved;
    if (load == NodeStateWord::idle && node.planned) return NodeStateWord::planned;
    return load;
}

std::string_view long_name(NodeStateWord word) {
    switch (word) {
        case NodeStateWord::idle: return "idle";
        case NodeStateWord::allocated: return "allocated";
        case NodeStateWord::mixed: return "mixed";
        case NodeStateWord::completing: return "completing";
        case NodeStateWord::planned: return "planned";
        case NodeStateWord::drained: return "drained";
        case NodeStateWord::draining: return "draining";
        case NodeStateWord::down: return "down";
        case NodeStateWord::unknown: return "unknown";
        case NodeStateWord::reserved: return "reserved";
        case NodeStateWord::maint: return "maint";
    }
    return "unknown";
}

std::string_view short_name(NodeStateWord word) {
    switch (word) {
        case NodeStateWord::idle: return "idle";
        case NodeStateWord::allocated: return "alloc";
        case NodeStateWord::mixed: return "mix";
        case NodeStateWord::completing: return "comp";
        case NodeStateWord::planned: return "plnd";
        case NodeStateWord::drained: return "drain";
        case NodeStateWord::draining: return "drng";
        case NodeStateWord::down: return "down";
        case NodeStateWord::unknown: return "unk";
        case NodeStateWord::reserved: return "resv";
        case NodeStateWord::maint: return "maint";
    }
    return "unk";
}

std::string composed_state(const NodeView& node) {
    std::string text;
    if (node.record.health == NodeHealth::down) {
        text = "DOWN";
    } else if (node.record.health == NodeHealth::unknown) {
        text = "UNKNOWN";
    } else {
        for (const char c : long_name(load_word(node))) text += static_cast<char>(c - 'a' + 'A');
    }
    if (node.record.drain) text += "+DRAIN";
    if (node.maintenance) text += "+MAINTENANCE";
    if (!node.reservation.empty()) text += "+RESERVED";
    if (node.planned && node.record.health == NodeHealth::up) text += "+PLANNED";
    if (!node.record.responding && node.record.health != NodeHealth::unknown) text += "+NOT_RESPONDING";
    return text;
}

}  // namespace sluice
