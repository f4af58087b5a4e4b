// SPDX-License-Identifier: Apache-2.0
//
// Where this machine keeps control groups, in either version, and which of them this process is in. New groups are
// made below that one, so limits around a node daemon hold for its jobs too.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace sluice::cgroup {

/// The folder of this process's group for each controller: "memory", "freezer", "pids"; "unified" is version 2's tree.
/// A controller that version 2 has here is named with that folder as well.
struct Hierarchies {
    std::map<std::string, std::string, std::less<>> first;  // version 1
    std::string second;                                     // version 2; empty: there is none
    bool second_has_memory = false;

    /// Empty if version 1 does not have the controller.
    [[nodiscard]] std::string folder(std::string_view controller) const;
};

/// From the texts of /proc/self/mountinfo and /proc/self/cgroup.
Hierarchies parse_hierarchies(std::string_view mountinfo, std::string_view own_groups);
Hierarchies find_hierarchies();

}  // namespace sluice::cgroup
