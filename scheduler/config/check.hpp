// SPDX-License-Identifier: Apache-2.0
//
// The rules of cluster.yaml that bind several keys, such as that partitions name existing nodes. They run
// on whatever could be read, so that all mistakes are found at once: a rule is skipped where a value that it
// needs was faulty and has been reported already.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/config/diagnostic.hpp"
#include "scheduler/config/yaml_value.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice {

/// The nodes of the file: where each is named, and all names in their order.
struct KnownNodes {
    std::map<std::string, Place, std::less<>> places;
    std::vector<std::string> names;
};

/// Nothing if names could not be read, so that nobody can tell which nodes exist.
std::optional<KnownNodes> check_nodes(const YamlValue& file, Report& report);
/// Reports names that are no node's; `at` is where they are written.
void check_nodes_exist(const std::vector<std::string>& names, const KnownNodes& known, Place at,
                       Report& report);

void check_partitions(const ClusterConfig& config, const YamlValue& file,
                      const std::optional<KnownNodes>& known, Report& report);
void check_topology(const TopologySpec& topology, const YamlValue& file,
                    const std::optional<KnownNodes>& known, Report& report);
/// Accounts, users and QOS that others name must be there, and accounts form a tree.
void check_accounting(const AccountingSpec& accounting, const YamlValue& file, Report& report);
/// The daemons' sockets must fit into the 107 bytes that the system has for a socket's path.
void check_socket_paths(const ClusterConfig& config, const YamlValue& file, Report& report);

}  // namespace sluice
