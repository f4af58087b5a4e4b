// SPDX-License-Identifier: Apache-2.0
//
// `sinfo --json` and `scontrol show node|partition --json`: the members of Slurm's data_parser v0.0.38.
#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/node_state_words.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/submit/help.hpp"

namespace sluice::commands {
namespace {

/// `MIXED+DRAIN` as its words: the state in small letters, then what else is true.
Json first_word(const std::string& composed) { return Json::text(lower_case(composed.substr(0, composed.find('+')))); }
Json other_words(const std::string& composed) {
    const auto plus = composed.find('+');
    if (plus == std::string::npos) return Json::list();
    auto flags = composed.substr(plus + 1);
    for (auto& c : flags) c = c == '+' ? ',' : c;
    return json_list(split_list(flags));
}

void add_hardware(Json& json, const NodeView& node) {
    const auto& hardware = node.record.hardware;
    json.add("architecture", Json::text(hardware.architecture));
    json.add("burstbuffer_network_address", Json::text("")).add("boards", Json::number(1));
    json.add("boot_time", json_time(node.record.boot_time)).add("comment", Json::text(""));
    json.add("cores", Json::number(node.spec.cores_per_socket)).add("cpu_binding", Json::number(0));
    json.add("cpu_load", Json::null()).add("extra", Json::text("")).add("free_memory", Json::null());
    json.add("cpus", Json::number(node.spec.cpus())).add("last_busy", json_time(node.record.last_busy));
}

void add_features(Json& json, const NodeView& node, const std::string& gres_used) {
    json.add("features", Json::text(join(node.spec.features)));
    json.add("active_features", Json::text(join(node.spec.features)));
    json.add("gres", Json::text(format_gres(node.spec.gres))).add("gres_drained", Json::text("N/A"));
    json.add("gres_used", Json::text(gres_used)).add("mcs_label", Json::text(""));
}

void add_state(Json& json, const NodeView& node) {
    const auto state = composed_state(node);
    json.add("next_state_after_reboot", Json::text("invalid"));
    json.add("address", Json::text(node.spec.address.empty() ? node.spec.name : node.spec.address));
    json.add("hostname", Json::text(node.spec.name));
    json.add("state", first_word(state)).add("state_flags", other_words(state));
    json.add("next_state_after_reboot_flags", Json::list());
    json.add("operating_system", Json::text(node.record.hardware.system)).add("owner", Json::null());
    json.add("partitions", json_list(node.partitions)).add("port", Json::number(0));
}

void add_reason(Json& json, const NodeView& node) {
    const bool given = !node.record.reason.empty();
    json.add("reason", Json::text(node.record.reason)).add("reason_changed_at", json_time(node.record.reason_time));
    json.add("reason_set_by_user", given ? Json::text(user_name(node.record.reason_user)) : Json::null());
}

void add_use(Json& json, const NodeView& node) {
    json.add("slurmd_start_time", json_time(node.record.daemon_start)).add("sockets", Json::number(node.spec.sockets));
    json.add("threads", Json::number(node.spec.threads_per_core));
    json.add("temporary_disk", Json::number(node.spec.tmp_disk.count())).add("weight", Json::number(node.spec.weight));
    json.add("tres", Json::text(configured_resources(node)));
    json.add("slurmd_version", Json::text(node.record.version.empty() ? "" : submit::kSlurmVersion));
    json.add("alloc_memory", Json::number(node.memory_allocated.count()));
    json.add("alloc_cpus", Json::number(node.cpus_allocated));
    json.add("idle_cpus", Json::number(node.spec.cpus() - node.cpus_allocated));
    json.add("tres_used", node.cpus_allocated == 0 ? Json::null() : Json::text(allocated_resources(node)));
    json.add("tres_weighted", Json::real(node.cpus_allocated));
}

}  // namespace

Json json_node(const NodeView& node, const std::string& gres_used) {
    auto json = Json::object();
    add_hardware(json, node);
    add_features(json, node, gres_used);
    json.add("name", Json::text(node.spec.name));
    add_state(json, node);
    json.add("real_memory", Json::number(node.spec.memory.count()));
    add_reason(json, node);
    add_use(json, node);
    return json;
}

Json json_partition(const PartitionRow& row) {
    const auto& spec = row.partition;
    const auto minutes = [](const TimeLimit& limit) { return limit ? Json::number(limit->count() / 60) : Json::null(); };
    std::uint32_t cpus = 0;
    for (const auto& node : row.nodes) cpus += node.spec.cpus();
    auto json = Json::object();
    json.add("flags", json_list(spec.is_default ? std::vector<std::string>{"default"} : std::vector<std::string>{}));
    json.add("allowed_accounts", Json::text(join(spec.allow_accounts))).add("allowed_qos", Json::text(join(spec.allow_qos)));
    json.add("denied_accounts", Json::text(join(spec.deny_accounts))).add("denied_qos", Json::text(join(spec.deny_qos)));
    json.add("default_time_limit", minutes(spec.default_time)).add("max_time_limit", minutes(spec.max_time));
    json.add("minimum_nodes_per_job", Json::number(spec.min_nodes)).add("maximum_nodes_per_job", json_maybe(spec.max_nodes));
    json.add("name", Json::text(spec.name)).add("nodes", Json::text(fold_hosts(spec.nodes)));
    json.add("priority_job_factor", Json::number(spec.priority_job_factor));
    json.add("priority_tier", Json::number(spec.priority_tier)).add("qos", Json::text(spec.qos));
    json.add("state", Json::text(to_string(spec.state))).add("total_cpus", Json::number(cpus));
    return json.add("total_nodes", Json::number(row.nodes.size()));
}

}  // namespace sluice::commands
