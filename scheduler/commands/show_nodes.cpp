// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show node` and `scontrol show partition`.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/commands/scontrol.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

template <class Record>
using Printer = std::string (*)(const Record& record, RecordStyle style);

const std::string& name_of(const NodeView& node) { return node.spec.name; }
const std::string& name_of(const PartitionRow& row) { return row.partition.name; }

Json json_of(const NodeView& node) { return json_node(node, format_gres(node.gres_allocated)); }
Json json_of(const PartitionRow& row) { return json_partition(row); }
std::string_view plural(const NodeView&) { return "nodes"; }
std::string_view plural(const PartitionRow&) { return "partitions"; }

template <class Record>
int print_json(const std::vector<Record>& records, const std::vector<std::string>& names) {
    auto list = Json::list();
    for (const auto& record : records) {
        const bool wanted = names.empty() || std::ranges::find(names, name_of(record)) != names.end();
        if (wanted) list.add(json_of(record));
    }
    fmt::print("{}", json_answer(plural(Record{}), std::move(list)).print());
    return EXIT_SUCCESS;
}

/// All records, or those named, in the order of their names.
template <class Record>
int print_named(const Scontrol& scontrol, const std::vector<Record>& records,
                const std::vector<std::string>& names, Printer<Record> print, std::string_view kind) {
    if (scontrol.json) return print_json(records, names);
    if (names.empty()) {
        for (const auto& record : records) fmt::print("{}", print(record, scontrol.style()));
        return EXIT_SUCCESS;
    }
    int code = EXIT_SUCCESS;
    for (const auto& name : names) {
        const auto found = std::ranges::find(records, name, [](const Record& r) { return name_of(r); });
        if (found != records.end()) fmt::print("{}", print(*found, scontrol.style()));
        else fmt::print("{} {} not found\n", kind, name), code = EXIT_FAILURE;
    }
    return code;
}

template <class Proto>
std::vector<NodeView> decode_nodes(const Proto& nodes) {
    std::vector<NodeView> views;
    for (const auto& node : nodes) views.push_back(wire::decode(node));
    return views;
}

std::vector<PartitionRow> partition_rows(const wire::PartitionReply& reply) {
    const auto nodes = decode_nodes(reply.nodes());
    std::vector<PartitionRow> rows;
    for (const auto& each : reply.partitions()) {
        auto& row = rows.emplace_back(PartitionRow{wire::decode(each), {}});
        std::ranges::copy_if(nodes, std::back_inserter(row.nodes), [&](const NodeView& node) {
            return std::ranges::find(row.partition.nodes, node.spec.name) != row.partition.nodes.end();
        });
    }
    return rows;
}

}  // namespace

int show_nodes(Scontrol& scontrol, Arguments arguments) {
    std::vector<std::string> names;
    for (const auto& argument : arguments) {
        const auto hosts = expand_hosts(argument);
        if (!hosts) return report("slurm_load_node error", {Errc::invalid_node_name, hosts.error().detail});
        names.insert(names.end(), hosts->begin(), hosts->end());
    }
    wire::Message request;
    request.mutable_node_query();
    const auto reply = scontrol.ask(request);
    if (!reply) return report("slurm_load_node error", reply.error());
    return print_named(scontrol, decode_nodes(reply->nodes().nodes()), names, Printer<NodeView>{node_record},
                       "Node");
}

int show_partitions(Scontrol& scontrol, Arguments arguments) {
    std::vector<std::string> names;
    for (const auto& argument : arguments) {
        for (auto& name : split_list(argument)) names.push_back(std::move(name));
    }
    wire::Message request;
    request.mutable_partition_query();
    const auto reply = scontrol.ask(request);
    if (!reply) return report("slurm_load_partitions error", reply.error());
    return print_named(scontrol, partition_rows(reply->partitions()), names,
                       Printer<PartitionRow>{partition_record}, "Partition");
}

}  // namespace sluice::commands
