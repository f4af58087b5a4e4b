// SPDX-License-Identifier: Apache-2.0
//
// What sinfo can be asked, and its listing as text. Pure apart from the time zone and names of users.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scheduler/commands/node_group.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/squeue.hpp"

namespace sluice::commands {

struct SinfoOptions {
    std::vector<std::string> nodes;       // -n; empty: all
    std::vector<std::string> partitions;  // -p
    std::vector<std::string> states;      // -t, lower case
    std::string format;
    std::string names_format;
    std::string sort;
    bool long_format = false;
    bool no_header = false;
    bool by_node = false;
    bool summarize = false;
    bool list_reasons = false;
    bool exact = false;
    bool only_dead = false;
    bool only_responding = false;
    bool reservations = false;
    bool json = false;
    std::uint32_t iterate = 0;
};

std::span<const Option<SinfoOptions>> sinfo_options();

struct ClusterView {
    std::vector<PartitionSpec> partitions;
    std::vector<NodeView> nodes;
    Instant now;
    DeviceUse devices{};
};

/// Whether the listing tells which devices are held, for which jobs have to be asked after.
bool asks_for_devices(const SinfoOptions& options);

/// Those that the options mean.
std::vector<NodeView> chosen_nodes(const SinfoOptions& options, const ClusterView& view);
Listing list_nodes(const SinfoOptions& options, const ClusterView& view);

}  // namespace sluice::commands
