// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "scheduler/config/check.hpp"
#include "scheduler/config/schema.hpp"

namespace sluice {
namespace {

bool is_all(const PartitionSpec& partition) {
    return partition.nodes.size() == 1 && partition.nodes.front() == kAllNodes;
}

/// The rules inside one partition.
class PartitionCheck {
  public:
    PartitionCheck(const PartitionSpec& partition, const YamlValue& value, Report& report)
        : partition_{partition}, value_{value}, report_{report} {}

    void times() const;
    void node_counts() const;
    void nodes(const KnownNodes& known) const;

  private:
    void add(std::string_view key, std::string what, std::string allowed) const {
        report_.add(value_.place_of(key), std::move(what), std::move(allowed));
    }

    const PartitionSpec& partition_;
    const YamlValue& value_;
    Report& report_;
};

void PartitionCheck::times() const {
    const auto usual = partition_.default_time, most = partition_.max_time;
    if (!usual || !most || *usual <= *most) return;
    add("default_time", fmt::format("default_time {} is above max_time", format_duration(*usual)),
        fmt::format("at most {}", format_duration(*most)));
}

void PartitionCheck::node_counts() const {
    const auto most = partition_.max_nodes;
    if (!most || partition_.min_nodes <= *most) return;
    add("min_nodes", fmt::format("min_nodes {} is above max_nodes", partition_.min_nodes),
        fmt::format("at most {}", *most));
}

void PartitionCheck::nodes(const KnownNodes& known) const {
    if (!is_all(partition_)) check_nodes_exist(partition_.nodes, known, value_.place_of("nodes"), report_);
    const auto count = is_all(partition_) ? known.names.size() : partition_.nodes.size();
    if (count == 0 || partition_.min_nodes <= count) return;
    add("min_nodes", fmt::format("min_nodes {} is more than the partition has", partition_.min_nodes),
        fmt::format("at most {}", count));
}

void check_names(const ClusterConfig& config, const YamlValue& list, Report& report) {
    std::map<std::string_view, Place> first;
    for (std::size_t i = 0; i < config.partitions.size(); ++i) {
        const auto& name = config.partitions[i].name;
        const auto place = list.items[i].place_of("name");
        if (name.empty() || first.emplace(name, place).second) continue;
        report.add(place, fmt::format("partition '{}' is named already on line {}", name, first[name].line),
                   "every partition once");
    }
}

void check_default(const ClusterConfig& config, const YamlValue& list, Report& report) {
    const PartitionSpec* first = nullptr;
    for (std::size_t i = 0; i < config.partitions.size(); ++i) {
        const auto& partition = config.partitions[i];
        if (!partition.is_default) continue;
        if (first != nullptr) {
            report.add(list.items[i].place_of("default"),
                       fmt::format("a second default partition beside '{}'", first->name),
                       "one default partition");
        }
        first = &partition;
    }
}

}  // namespace

void check_partitions(const ClusterConfig& config, const YamlValue& file,
                      const std::optional<KnownNodes>& known, Report& report) {
    const auto* list = file.find("partitions");
    if (list == nullptr || list->items.empty()) return;
    check_names(config, *list, report);
    check_default(config, *list, report);
    for (std::size_t i = 0; i < config.partitions.size(); ++i) {
        const PartitionCheck check{config.partitions[i], list->items[i], report};
        check.times();
        check.node_counts();
        if (known) check.nodes(*known);
    }
}

}  // namespace sluice
