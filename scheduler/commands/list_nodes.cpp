// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/node_load.hpp"
#include "scheduler/commands/node_state_words.hpp"
#include "scheduler/commands/sinfo.hpp"
#include "scheduler/commands/sort.hpp"
#include "scheduler/commands/words.hpp"

namespace sluice::commands {
namespace {

std::string_view default_format(const SinfoOptions& o) {
    if (o.list_reasons) return o.long_format ? "%20E %12U %19H %6t %N" : "%20E %9u %19H %N";
    if (o.by_node && o.long_format) return "%#N %.6D %.#P %.11T %4c %.8z %.6m %.8d %.6w %.8f %20E";
    if (o.by_node) return "%#N %.6D %.#P %6t";
    if (o.summarize) return "%#P %.5a %.10l %.16F %N";
    if (o.long_format) return "%#P %.5a %.10l %.10s %.4r %.8h %.10g %.6D %.11T %N";
    return "%#P %.5a %.10l %.6D %.6t %N";
}

bool wanted(const SinfoOptions& o, const NodeView& node) {
    const auto is_state = [&](const std::string& word) { return in_state(node, word); };
    if (!o.nodes.empty() && std::ranges::find(o.nodes, node.spec.name) == o.nodes.end()) return false;
    if (!o.states.empty() && std::ranges::none_of(o.states, is_state)) return false;
    if (o.list_reasons && (takes_jobs(node) || node.record.health == NodeHealth::unknown)) return false;
    return !(o.only_dead && node.record.responding) && !(o.only_responding && !node.record.responding);
}

bool wanted(const SinfoOptions& o, const PartitionSpec& partition) {
    return o.partitions.empty() || std::ranges::find(o.partitions, partition.name) != o.partitions.end();
}

template <class T>
std::vector<T> those_wanted(const SinfoOptions& o, std::vector<T> things) {
    std::erase_if(things, [&](const T& thing) { return !wanted(o, thing); });
    return things;
}

GroupBy grouping(const SinfoOptions& o) {
    if (o.by_node) return GroupBy::node;
    return o.exact ? GroupBy::exact_looks : GroupBy::looks;
}

ReadLayout chosen_layout(const SinfoOptions& o, std::span<const FieldKey> keys) {
    if (!o.names_format.empty()) return read_names(o.names_format, keys);
    return read_letters(o.format.empty() ? default_format(o) : o.format, keys);
}

bool names_partitions(const Layout& layout) {
    return std::ranges::any_of(layout.columns, [](const Column& column) {
        const auto letter = node_fields()[column.field].key.letter;
        return letter == 'P' || letter == 'R';
    });
}

bool is_dated(const SinfoOptions& o) {
    return o.long_format && o.format.empty() && o.names_format.empty() && !o.no_header;
}

/// As Slurm words it: sinfo says "node" of letters and "job" of names, and signs only the latter.
std::string complaint_about(const std::string& word, const SinfoOptions& o) {
    if (o.names_format.empty()) return "Invalid node format specification: " + word;
    return "sinfo: error: Invalid job format specification: " + word;
}

}  // namespace

bool asks_for_devices(const SinfoOptions& o) {
    return lower_case(o.names_format).find("gresused") != std::string::npos;
}

std::vector<NodeView> chosen_nodes(const SinfoOptions& o, const ClusterView& view) {
    auto nodes = those_wanted(o, view.nodes);
    if (o.partitions.empty()) return nodes;
    std::erase_if(nodes, [&](const NodeView& node) {
        return std::ranges::none_of(node.partitions, [&](const std::string& name) {
            return std::ranges::find(o.partitions, name) != o.partitions.end();
        });
    });
    return nodes;
}

Listing list_nodes(const SinfoOptions& o, const ClusterView& view) {
    const auto keys = keys_of(node_fields());
    const auto read = chosen_layout(o, keys);
    const auto order = read_sort_keys(o.sort, keys);
    Listing listing;
    for (const auto& word : read.unknown)
        listing.errors.push_back(complaint_about(word, o));
    if (!order) listing.errors.push_back("sinfo: error: " + order.error().detail);
    listing.ok = order.has_value();
    if (!listing.ok) return listing;

    auto partitions = those_wanted(o, view.partitions);
    if (o.by_node) std::ranges::sort(partitions, {}, &PartitionSpec::name);
    const auto nodes = those_wanted(o, view.nodes);
    auto groups = group_nodes(partitions, nodes, read.layout, node_fields(), grouping(o), &view.devices);
    // A partition of which nothing is left keeps a line where lines name partitions.
    if (o.list_reasons || (!o.nodes.empty() && !names_partitions(read.layout)))
        std::erase_if(groups, [](const NodeGroup& group) { return group.nodes.empty(); });
    sort_rows(groups, node_fields(), std::span{*order});
    listing.text = print_rows(read.layout, node_fields(), std::span<const NodeGroup>{groups},
                              o.no_header ? Header::hidden : Header::shown);
    if (is_dated(o)) listing.text = date_line(view.now) + listing.text;
    return listing;
}

}  // namespace sluice::commands
