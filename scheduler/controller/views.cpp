// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/views.hpp"

#include <fmt/chrono.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "scheduler/wire/connection.hpp"

namespace sluice::controller {
namespace {

std::vector<GresCount> gres_in_use(const engine::NodeState& node, const engine::GresKinds& kinds) {
    std::vector<GresCount> used;
    for (std::size_t kind = 0; kind < node.total.gres.size(); ++kind) {
        const auto count = node.total.gres[kind] - node.free.gres_of(kind);
        if (count > 0) used.push_back({kinds.all()[kind].name, kinds.all()[kind].type, count});
    }
    return used;
}

std::string user_with_number(uid_t user) {
    const auto* entry = ::getpwuid(user);
    return fmt::format("{}({})", entry == nullptr ? "nobody" : entry->pw_name, user);
}

std::string seconds(Duration duration) { return fmt::format("{} sec", duration.count()); }

std::string local_time(Instant when) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::localtime(static_cast<std::time_t>(when.time_since_epoch().count())));
}

std::string host_name() {
    std::string name(256, '\0');
    ::gethostname(name.data(), name.size() - 1);
    return name.c_str();
}

/// The plug-in by which Slurm knows a network of this kind; a dragonfly is a tree with a parameter there.
std::string_view topology_plugin(TopologyKind kind) {
    switch (kind) {
        case TopologyKind::flat: return "topology/none";
        case TopologyKind::tree:
        case TopologyKind::dragonfly: return "topology/tree";
        case TopologyKind::block: return "topology/block";
        case TopologyKind::torus: return "topology/3d_torus";
    }
    return "topology/none";
}

std::string_view preemption_plugin(Preemption rule) {
    switch (rule) {
        case Preemption::none: return "preempt/none";
        case Preemption::partition: return "preempt/partition_prio";
        case Preemption::qos: return "preempt/qos";
    }
    return "preempt/none";
}

/// As Slurm writes it, with what is implied.
std::string enforced(const AccountingSpec& accounting) {
    if (!accounting.enforces_associations()) return "none";
    std::string text = "associations";
    if (accounting.enforces_limits()) text += ",limits";
    return accounting.enforces_qos() ? text + ",qos" : text;
}

}  // namespace

std::set<std::string> promised_nodes(const engine::ClusterState& state) {
    std::set<std::string> names;
    for (const auto& key : state.queue()) {
        if (!state.jobs().is_promised(key.id)) continue;
        const auto seen = state.peek(key.id);
        names.insert(seen->job.planned_nodes.begin(), seen->job.planned_nodes.end());
    }
    return names;
}

namespace {

/// The reservation that has the node now; one for maintenance before others.
void show_reservation(NodeView& view, NodeIndex index, const engine::ClusterState& state, Instant now) {
    for (const auto& [name, reservation] : state.reservations()) {
        const auto& spec = reservation.spec;
        if (spec.start > now || spec.end <= now || !std::ranges::binary_search(reservation.nodes, index)) continue;
        const bool maintenance = spec.has(ReservationFlag::maintenance);
        if (view.maintenance && !maintenance) continue;
        view.reservation = name;
        view.maintenance = maintenance;
    }
}

}  // namespace

NodeView view_of(const engine::NodeState& node, const engine::ClusterState& state, const std::set<std::string>& promised, Instant now) {
    NodeView view;
    view.spec = node.spec;
    view.record = node.record;
    view.cpus_allocated = (node.total.cores - node.free.cores) * node.spec.threads_per_core;
    view.memory_allocated = node.total.memory - node.free.memory;
    view.gres_allocated = gres_in_use(node, state.gres_kinds());
    for (const auto id : node.jobs) {
        const auto& job = state.find(id)->job;
        if (job.completing) ++view.jobs_completing;
        else if (!job.suspended_since) ++view.jobs_running;
    }
    view.planned = promised.contains(node.spec.name);
    const auto index = *state.find_node(node.spec.name);
    for (const auto& partition : state.partitions()) {
        if (std::ranges::binary_search(partition.nodes, index)) view.partitions.push_back(partition.spec.name);
    }
    show_reservation(view, index, state, now);
    view.switch_path = state.topology().path(index, node.spec.name);
    return view;
}

std::vector<std::pair<std::string, std::string>> config_entries(const ClusterConfig& config, Instant started,
                                                                JobId next_job_id) {
    const auto& s = config.scheduling;
    const auto& p = config.priority;
    const auto& frames = wire::frame_counters();
    return {
        {"AccountingStorageEnforce", enforced(config.accounting)},
        {"AccountingStorageHost", host_name()},
        {"AccountingStorageTRES", "cpu,mem,energy,node,billing,fs/disk,vmem,pages"},
        {"AccountingStorageType", "accounting_storage/slurmdbd"},
        {"AuthType", config.auth.method == AuthMethod::munge ? "auth/munge" : "auth/key"},
        {"BOOT_TIME", local_time(started)},
        {"ClusterName", config.name},
        {"EnforcePartLimits", "ALL"},
        {"FirstJobId", std::to_string(s.first_job_id)},
        {"InactiveLimit", "0 sec"},
        {"JobRequeue", s.requeue ? "1" : "0"},
        {"KillWait", seconds(s.kill_wait)},
        {"MaxArraySize", std::to_string(s.max_array_size)},
        {"MinJobAge", seconds(s.min_job_age)},
        {"MpiDefault", std::string{to_string(config.launch.default_mpi)}},
        {"MULTIPLE_SLURMD", config.emulated ? "Yes" : "No"},
        {"NEXT_JOB_ID", std::to_string(next_job_id.value())},
        {"OverTimeLimit", "0 min"},
        {"PreemptExemptTime", format_duration(s.preempt_exempt_time)},
        {"PreemptMode", std::string{s.preemption == Preemption::none ? "OFF" : to_string(s.preempt_mode)}},
        {"PreemptType", std::string{preemption_plugin(s.preemption)}},
        {"PriorityCalcPeriod", fmt::format("{}", format_duration(p.interval))},
        {"PriorityDecayHalfLife", format_duration(p.half_life)},
        {"PriorityFavorSmall", p.favor_small ? "Yes" : "No"},
        {"PriorityMaxAge", format_duration(p.max_age)},
        {"PriorityType", p.is_multifactor() ? "priority/multifactor" : "priority/basic"},
        {"PriorityWeightAge", std::to_string(p.weight_age)},
        {"PriorityWeightAssoc", std::to_string(p.weight_association)},
        {"PriorityWeightFairShare", std::to_string(p.weight_fair_share)},
        {"PriorityWeightJobSize", std::to_string(p.weight_job_size)},
        {"PriorityWeightPartition", std::to_string(p.weight_partition)},
        {"PriorityWeightQOS", std::to_string(p.weight_qos)},
        {"ProctrackType", "proctrack/linuxproc"},
        {"ReturnToService", "1"},
        {"SchedulerParameters", fmt::format("bf_interval=1,policy={},reservations={}", to_string(s.policy), s.reservations)},
        {"SchedulerType", "sched/backfill"},
        {"SelectType", "select/cons_tres"},
        {"SelectTypeParameters", "CR_CORE_MEMORY"},
        {"SluiceFramesMalformed", std::to_string(frames.malformed)},
        {"SluiceFramesOversized", std::to_string(frames.oversized)},
        {"SluiceFramesReceived", std::to_string(frames.received)},
        {"SluiceFramesUnauthenticated", std::to_string(frames.unauthenticated)},
        {"SlurmUser", user_with_number(::geteuid())},
        {"SlurmctldHost[0]", fmt::format("{}({})", host_name(), config.controller.host)},
        {"SlurmctldPort", std::to_string(config.controller.port)},
        {"SlurmdTimeout", seconds(s.node_timeout)},
        {"SlurmdUser", user_with_number(::geteuid())},
        {"SLURM_CONF", config.state_dir + "/cluster.yaml"},
        {"SLURM_VERSION", "22.05.8"},
        {"StateSaveLocation", config.state_dir},
        {"TaskPlugin", "task/none"},
        {"TopologyPlugin", std::string{topology_plugin(config.topology.kind)}},
    };
}

}  // namespace sluice::controller
