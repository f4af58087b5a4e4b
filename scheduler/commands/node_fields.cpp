// SPDX-License-Identifier: Apache-2.0
//
// The columns of sinfo, one row each.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/node_group.hpp"
#include "scheduler/commands/node_load.hpp"
#include "scheduler/commands/ranges.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/submit/help.hpp"

namespace sluice::commands {
namespace {

using Row = const NodeGroup&;

/// The node that speaks for a line; an empty one for a line without nodes.
const NodeView& sample(Row row) {
    static const NodeView none;
    return row.nodes.empty() ? none : *row.nodes.front();
}

std::string or_none(std::string text, std::string_view none) {
    return text.empty() ? std::string{none} : std::move(text);
}

template <class Value>
std::string host_list(Row row, Value value) {
    std::vector<std::string> names;
    for (const auto* node : row.nodes) {
        auto name = value(*node);
        if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    return fold_hosts(names);
}

/// The smallest of a number over the nodes, with + behind it when others have more.
template <class Value>
std::string smallest(Row row, Value value) {
    if (row.nodes.empty()) return "0";
    const auto [least, most] =
        std::ranges::minmax(row.nodes, {}, [&](const NodeView* node) { return value(node->spec); });
    return fmt::format("{}{}", value(least->spec), value(least->spec) < value(most->spec) ? "+" : "");
}

std::uint32_t cpus(const NodeSpec& spec) { return spec.cpus(); }
std::uint32_t sockets(const NodeSpec& spec) { return spec.sockets; }
std::uint32_t cores(const NodeSpec& spec) { return spec.cores_per_socket; }
std::uint32_t threads(const NodeSpec& spec) { return spec.threads_per_core; }
std::int64_t memory(const NodeSpec& spec) { return spec.memory.count(); }
std::int64_t tmp_disk(const NodeSpec& spec) { return spec.tmp_disk.count(); }
std::uint32_t weight(const NodeSpec& spec) { return spec.weight; }

template <auto Value>
std::string least(Row row) {
    return smallest(row, Value);
}

std::string shape(Row row) {
    return fmt::format("{}:{}:{}", least<sockets>(row), least<cores>(row), least<threads>(row));
}

std::string node_names(Row row) {
    return host_list(row, [](const NodeView& node) { return node.spec.name; });
}
std::string addresses(Row row) {
    return host_list(row, [](const NodeView& node) { return or_none(node.spec.address, node.spec.name); });
}

std::string long_state(Row row) {
    return row.nodes.empty() ? "n/a" : state_with_sign(sample(row), long_name(state_word(sample(row))));
}
std::string short_state(Row row) {
    return row.nodes.empty() ? "n/a" : state_with_sign(sample(row), short_name(state_word(sample(row))));
}
/// Of a node that is being drained, Slurm does not look how much of it is in use.
std::string complete_state(Row row) {
    if (row.nodes.empty()) return "n/a";
    const auto state = lower_case(composed_state(sample(row)));
    return state.starts_with("mixed+drain") ? "allocated" + state.substr(std::string_view{"mixed"}.size()) : state;
}

std::string partition_name(Row row) { return row.partition->name; }
std::string marked_partition(Row row) { return row.partition->name + (row.partition->is_default ? "*" : ""); }

std::string availability(Row row) { return lower_case(to_string(row.partition->state)); }

std::string limit_text(const TimeLimit& limit, std::string_view none) {
    return limit ? format_elapsed(*limit) : std::string{none};
}

std::string job_size(Row row) {
    const auto& p = *row.partition;
    const auto most = p.max_nodes ? std::to_string(*p.max_nodes) : "infinite";
    const auto fewest = std::to_string(p.min_nodes);
    return fewest == most ? most : fewest + "-" + most;
}

std::string sharing(Row row) { return row.partition->exclusive ? "EXCLUSIVE" : "NO"; }
std::string feature_text(Row row) { return or_none(join(sample(row).spec.features), "(null)"); }
std::string gres_text(Row row) { return or_none(format_gres(sample(row).spec.gres), "(null)"); }

std::vector<std::uint32_t> held_devices(const DeviceUse& use, std::string_view node, const GresCount& gres) {
    std::vector<std::uint32_t> indices;
    const auto held = use.held.find(node);
    if (held == use.held.end()) return indices;
    for (const auto& each : held->second) {
        if (each.name == gres.name && each.type == gres.type)
            indices.insert(indices.end(), each.indices.begin(), each.indices.end());
    }
    std::ranges::sort(indices);
    return indices;
}

}  // namespace

std::string devices_text(const NodeSpec& spec, const DeviceUse& use) {
    std::vector<std::string> words;
    for (const auto& gres : spec.gres) {
        const auto indices = held_devices(use, spec.name, gres);
        words.push_back(fmt::format("{}{}{}:{}(IDX:{})", gres.name, gres.type.empty() ? "" : ":", gres.type, indices.size(),
                                    or_none(fold_numbers(indices), "N/A")));
    }
    for (const auto& kind : use.kinds) {
        if (std::ranges::find(spec.gres, kind, &GresCount::name) == spec.gres.end()) words.push_back(kind + ":0");
    }
    return join(words);
}

namespace {

std::string gres_used(Row row) { return or_none(devices_text(sample(row).spec, *row.devices), "(null)"); }

bool has_reason(Row row) { return !sample(row).record.reason.empty(); }
std::string reason(Row row) { return or_none(sample(row).record.reason, "none"); }
std::string reason_user(Row row) {
    return has_reason(row) ? user_name(sample(row).record.reason_user) : "Unknown";
}
std::string reason_user_number(Row row) {
    if (!has_reason(row)) return "Unknown";
    return named_number(reason_user(row), sample(row).record.reason_user.value());
}
std::string reason_time(Row row) { return format_instant(sample(row).record.reason_time, "Unknown"); }

std::int64_t partition_rank(Row row) { return static_cast<std::int64_t>(row.partition_rank); }
std::int64_t node_rank(Row row) { return static_cast<std::int64_t>(row.node_rank); }
std::int64_t size_rank(Row row) { return static_cast<std::int64_t>(row.nodes.size()); }

constexpr auto kSum = Gather::yes;
constexpr auto kLeast = Gather::unless_exact;

const Field<NodeGroup> kFields[] = {
    {{"allocmem", 0, "ALLOCMEM"}, [](Row r) { return std::to_string(sample(r).memory_allocated.count()); }},
    {{"allocnodes", 'S', "ALLOCNODES"}, always<"all">},
    {{"available", 'a', "AVAIL"}, availability},
    {{"cluster", 'V', "CLUSTER"}, always<"N/A">},
    {{"comment", 0, "COMMENT"}, always<"(null)">},
    {{"cores", 'Y', "CORES", kLeast}, least<cores>},
    {{"cpus", 'c', "CPUS", kLeast}, least<cpus>},
    {{"cpusload", 'O', "CPU_LOAD", kSum}, always<"N/A">},
    {{"cpusstate", 'C', "CPUS(A/I/O/T)", kSum}, cpus_by_state},
    {{"defaulttime", 'L', "DEFAULTTIME"}, [](Row r) { return limit_text(r.partition->default_time, "n/a"); }},
    {{"disk", 'd', "TMP_DISK", kLeast}, least<tmp_disk>},
    {{"extra", 0, "EXTRA"}, always<"(null)">},
    {{"features", 'f', "AVAIL_FEATURES"}, feature_text},
    {{"features_act", 'b', "ACTIVE_FEATURES"}, feature_text},
    {{"freemem", 'e', "FREE_MEM", kSum}, always<"N/A">},
    {{"gres", 'G', "GRES"}, gres_text},
    {{"gresused", 0, "GRES_USED"}, gres_used},
    {{"groups", 'g', "GROUPS"}, always<"all">},
    {{"maxcpuspernode", 'B', "MAX_CPUS_PER_NODE"}, always<"UNLIMITED">},
    {{"memory", 'm', "MEMORY", kLeast}, least<memory>},
    {{"nodeaddr", 'o', "NODE_ADDR", kSum}, addresses},
    {{"nodeai", 'A', "NODES(A/I)", kSum}, nodes_busy_and_idle},
    {{"nodeaiot", 'F', "NODES(A/I/O/T)", kSum}, nodes_by_state},
    {{"nodehost", 'n', "HOSTNAMES", kSum}, node_names, node_rank},
    {{"nodelist", 'N', "NODELIST", kSum}, node_names, node_rank},
    {{"nodes", 'D', "NODES", kSum}, [](Row r) { return std::to_string(r.nodes.size()); }, size_rank},
    {{"oversubscribe", 'h', "OVERSUBSCRIBE"}, sharing},
    {{"partition", 'P', "PARTITION"}, marked_partition, partition_rank},
    {{"partitionname", 'R', "PARTITION"}, partition_name, partition_rank},
    {{"port", 0, "PORT"}, always<"0">},
    {{"preemptmode", 'M', "PREEMPT_MODE"}, always<"OFF">},
    {{"priorityjobfactor", 'I', "PRIO_JOB_FACTOR"}, always<"1">},
    {{"prioritytier", 'p', "PRIO_TIER"}, [](Row r) { return std::to_string(r.partition->priority_tier); }},
    {{"priority", 0, "PRIO_TIER"}, [](Row r) { return std::to_string(r.partition->priority_tier); }},
    {{"reason", 'E', "REASON"}, reason},
    {{"root", 'r', "ROOT"}, always<"no">},
    {{"size", 's', "JOB_SIZE"}, job_size},
    {{"socketcorethread", 'z', "S:C:T", kLeast}, shape},
    {{"sockets", 'X', "SOCKETS", kLeast}, least<sockets>},
    {{"statecompact", 't', "STATE"}, short_state},
    {{"statecomplete", 0, "STATECOMPLETE"}, complete_state},
    {{"statelong", 'T', "STATE"}, long_state},
    {{"threads", 'Z', "THREADS", kLeast}, least<threads>},
    {{"time", 'l', "TIMELIMIT"}, [](Row r) { return limit_text(r.partition->max_time, "infinite"); }},
    {{"timestamp", 'H', "TIMESTAMP"}, reason_time},
    {{"user", 'u', "USER"}, reason_user},
    {{"userlong", 'U', "USER"}, reason_user_number},
    {{"version", 'v', "VERSION"},
     [](Row r) { return std::string{sample(r).record.version.empty() ? "N/A" : submit::kSlurmVersion}; }},
    {{"weight", 'w', "WEIGHT", kLeast}, least<weight>},
};

}  // namespace

std::span<const Field<NodeGroup>> node_fields() { return kFields; }

std::string state_with_sign(const NodeView& node, std::string_view word) {
    std::string text{word};
    const auto& record = node.record;
    if (record.health != NodeHealth::unknown && !record.responding) return text + '*';
    if (node.planned && state_word(node) != NodeStateWord::planned) return text + '-';
    return text;
}

}  // namespace sluice::commands
