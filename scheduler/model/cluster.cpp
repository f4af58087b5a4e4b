// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/cluster.hpp"

#include <algorithm>

namespace sluice {

std::string_view to_string(PartitionState state) {
    switch (state) {
        case PartitionState::up: return "UP";
        case PartitionState::drain: return "DRAIN";
        case PartitionState::down: return "DOWN";
        case PartitionState::inactive: return "INACTIVE";
    }
    return "UP";
}

std::string_view to_string(PreemptMode mode) {
    switch (mode) {
        case PreemptMode::off: return "OFF";
        case PreemptMode::cancel: return "CANCEL";
        case PreemptMode::requeue: return "REQUEUE";
        case PreemptMode::suspend: return "SUSPEND";
    }
    return "OFF";
}

std::string_view to_string(Preemption rule) {
    switch (rule) {
        case Preemption::none: return "none";
        case Preemption::partition: return "partition";
        case Preemption::qos: return "qos";
    }
    return "none";
}

std::string_view to_string(PlanPolicy policy) {
    switch (policy) {
        case PlanPolicy::fcfs: return "fcfs";
        case PlanPolicy::easy: return "easy";
        case PlanPolicy::conservative: return "conservative";
    }
    return "easy";
}

std::string_view to_string(BackfillOrder order) {
    switch (order) {
        case BackfillOrder::priority: return "priority";
        case BackfillOrder::shortest: return "shortest";
    }
    return "priority";
}

std::string_view to_string(FairShareRule rule) {
    switch (rule) {
        case FairShareRule::fair_tree: return "fair_tree";
        case FairShareRule::classic: return "classic";
    }
    return "fair_tree";
}

bool AccountingSpec::enforces_limits() const { return std::ranges::find(enforce, Enforce::limits) != enforce.end(); }

bool AccountingSpec::enforces_qos() const { return std::ranges::find(enforce, Enforce::qos) != enforce.end(); }

std::string_view to_string(MpiKind kind) {
    switch (kind) {
        case MpiKind::none: return "none";
        case MpiKind::pmix: return "pmix";
        case MpiKind::pmi2: return "pmi2";
        case MpiKind::automatic: return "auto";
    }
    return "none";
}

std::string ClusterConfig::controller_socket() const {
    return controller.socket.empty() ? state_dir + "/controller.sock" : controller.socket;
}

std::string ClusterConfig::key_path() const {
    return auth.key_file.empty() ? state_dir + "/cluster.key" : auth.key_file;
}

std::string ClusterConfig::store_path() const {
    return store.path.empty() ? state_dir + "/store.sqlite" : store.path;
}

std::string ClusterConfig::node_dir(std::string_view node) const {
    return state_dir + "/nodes/" + std::string{node};
}

std::string ClusterConfig::node_socket(std::string_view node) const {
    return node_dir(node) + "/node.sock";
}

}  // namespace sluice
