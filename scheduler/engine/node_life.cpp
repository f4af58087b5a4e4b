// SPDX-License-Identifier: Apache-2.0
//
// A node's daemon comes, falls silent, is given up; administrators drain and resume.

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

constexpr std::string_view kNotResponding = "Not responding";

/// Down because its daemon went away, not because somebody ordered it: it comes back by itself.
bool fell_silent(const NodeRecord& record) {
    return record.health == NodeHealth::down && record.reason.ends_with(kNotResponding);
}

/// A reason of somebody's, and that the node does not respond.
std::string with_silence(std::string reason) {
    if (!reason.empty()) reason += "; ";
    return reason.append(kNotResponding);
}

/// Back in use; why it was drained before it fell silent remains.
void come_back(NodeRecord& record) {
    record.health = NodeHealth::up;
    const auto silence = record.reason.rfind(kNotResponding);
    if (silence == std::string::npos) return;
    record.reason.resize(silence > 2 ? silence - 2 : 0);
    if (record.reason.empty()) record.reason_time.reset();
}

}  // namespace

void Transition::on(const NodeUp& event) {
    const auto index = state_.find_node(event.node);
    if (!index) return refuse(Errc::invalid_node_name, "no node is called '" + event.node + "' in cluster.yaml");
    answer(JobId{});
    auto& node = state_.node(*index);
    auto& record = node.record;
    record.hardware = event.hardware;
    record.version = event.version;
    record.boot_time = event.boot_time;
    record.daemon_start = event.daemon_start;
    record.responding = true;
    if (fell_silent(record)) come_back(record);
    else if (record.health == NodeHealth::unknown) record.health = NodeHealth::up;
    check_hardware(node);
    reconcile(node, event.steps);
    touch(node);
}

/// A real node that has less than cluster.yaml says takes no jobs until somebody looks.
void Transition::check_hardware(NodeState& node) {
    if (state_.config().emulated) return;
    const auto& has = node.record.hardware;
    if (has.threads < node.spec.cpus()) {
        drain(node, fmt::format("Low CPUs: {} found, {} configured", has.threads, node.spec.cpus()), UserId{0});
    } else if (has.memory < node.spec.memory) {
        drain(node, fmt::format("Low RealMemory: {} found, {} configured", format_memory(has.memory),
                                format_memory(node.spec.memory)), UserId{0});
    }
}

/// Compares what the node runs with what it should run: launches what never arrived, ends what nobody
/// wants any more, and takes as lost what was there and is gone.
void Transition::reconcile(NodeState& node, const std::vector<StepRun>& alive) {
    const std::set<StepRun> there{alive.begin(), alive.end()};
    std::set<StepRun> expected;
    std::vector<StepRun> lost;
    for (const auto id : node.jobs) {
        for (const auto& [number, step] : state_.find(id)->steps) {
            for (std::uint32_t i = 0; i < step.shares.size(); ++i) {
                const auto& share = step.shares[i];
                if (share.node != node.spec.name || share.ended) continue;
                const auto run = run_of(step);
                expected.insert(run);
                if (!there.contains(run)) {
                    if (share.started || is_final(step.state)) lost.push_back(run);
                    else outcome_.effects.push_back(LaunchStep{run, share.node, i});
                } else if (is_final(step.state)) {
                    outcome_.effects.push_back(EndStep{run, share.node, false, {}});
                }
            }
        }
    }
    for (const auto& run : there) {
        if (!expected.contains(run)) outcome_.effects.push_back(EndStep{run, node.spec.name, false, {}});
    }
    for (const auto& run : lost) lose_share(run, node.spec.name, "the node has no trace of the step");
}

void Transition::on(const NodeSilent& event) {
    const auto index = state_.find_node(event.node);
    if (!index) return refuse(Errc::invalid_node_name);
    answer(JobId{});
    auto& node = state_.node(*index);
    node.record.responding = false;
    touch(node);
}

void Transition::on(const NodeLost& event) {
    const auto index = state_.find_node(event.node);
    if (!index) return refuse(Errc::invalid_node_name);
    answer(JobId{});
    auto& node = state_.node(*index);
    if (node.record.responding || node.record.health != NodeHealth::up) return;
    auto& record = node.record;
    record.health = NodeHealth::down;
    if (record.drain) {
        record.reason = with_silence(std::move(record.reason));
    } else {
        record.reason = kNotResponding;
        record.reason_user = UserId{0};
        record.reason_time = now_;
    }
    touch(node);
    lose_steps_on(node, "the node does not respond");
}

/// Everything on the node counts as ended; its jobs run again elsewhere or fail with it.
void Transition::lose_steps_on(NodeState& node, std::string_view why) {
    const std::vector<JobId> jobs{node.jobs.begin(), node.jobs.end()};
    for (const auto id : jobs) lose_node(*state_.find(id), node.spec.name, why);
}

void Transition::lose_node(JobEntry& entry, const std::string& node, std::string_view why) {
    if (entry.job.state == JobState::running || entry.job.state == JobState::suspended) {
        requeue_or(entry, JobState::node_fail, Reason::node_down, "DUE TO NODE FAILURE");
    }
    std::vector<StepRun> runs;
    for (const auto& [number, step] : entry.steps) runs.push_back(run_of(step));
    for (const auto& run : runs) lose_share(run, node, why);
}

/// Nodes that have left the configuration since the job started: nobody will report what ends there.
void Transition::lose_missing_nodes(JobEntry& entry) {
    if (!entry.job.started || (is_final(entry.job.state) && !entry.job.completing)) return;
    auto names = entry.job.nodes();
    std::erase_if(names, [&](const std::string& name) { return state_.find_node(name).has_value(); });
    for (const auto& name : names) lose_node(entry, name, "the node has left the configuration");
}

void Transition::drain(NodeState& node, std::string reason, UserId by) {
    if (fell_silent(node.record)) reason = with_silence(std::move(reason));
    node.record.drain = true;
    node.record.reason = std::move(reason);
    node.record.reason_user = by;
    node.record.reason_time = now_;
    touch(node);
}

void Transition::on(const OrderNode& event) {
    const auto index = state_.find_node(event.node);
    if (!index) return refuse(Errc::invalid_node_name, "no node is called '" + event.node + "'");
    answer(JobId{});
    auto& node = state_.node(*index);
    auto& record = node.record;
    switch (event.order) {
        case NodeOrder::drain: drain(node, event.reason, event.by.user); break;
        case NodeOrder::resume:
            record.drain = false;
            record.reason.clear();
            record.reason_time.reset();
            if (record.health == NodeHealth::down) {
                if (record.responding) record.health = NodeHealth::up;
                else record.reason = kNotResponding;  // up as soon as its daemon is there
            }
            node.launch_failures = 0;
            break;
        case NodeOrder::down:
            record.health = NodeHealth::down;
            record.reason = event.reason;
            record.reason_user = event.by.user;
            record.reason_time = now_;
            lose_steps_on(node, "the node was set down");
            break;
    }
    touch(node);
}

}  // namespace sluice::engine
