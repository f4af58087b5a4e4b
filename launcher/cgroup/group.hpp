// SPDX-License-Identifier: Apache-2.0
//
// The control groups of one step: its memory is limited and measured, and all its processes can be frozen and found,
// whoever their parents are. Does what the machine allows and says what that is.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "launcher/cgroup/hierarchies.hpp"

namespace sluice::cgroup {

struct Names {
    std::string job;   // steps of one job on this node share its limit: "n1-5f3e.12.1"
    std::string step;  // "n1-5f3e.12.0.1"
};

class Group {
  public:
    /// Nothing: not limited. Makes the folders that can be made.
    Group(const Hierarchies& machine, const Names& names, std::optional<std::uint64_t> memory_limit);
    ~Group();
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;

    /// Files into which a process writes "0" to belong to the step, and its children with it.
    [[nodiscard]] const std::vector<std::string>& entrances() const { return entrances_; }
    [[nodiscard]] bool limits_memory() const { return limits_memory_; }

    /// How many processes the kernel has killed for want of memory.
    [[nodiscard]] std::uint64_t oom_kills() const;
    /// In bytes; empty when the kernel does not tell.
    [[nodiscard]] std::optional<std::uint64_t> peak_memory() const;
    /// All processes of the step; none when it has no group.
    [[nodiscard]] std::vector<pid_t> processes() const;
    void freeze() const;
    void thaw() const;

  private:
    void enter_second(const Hierarchies& machine, const Names& names, std::optional<std::uint64_t> memory_limit);
    void enter_memory(const std::string& parent, const Names& names, std::optional<std::uint64_t> memory_limit);
    void enter_freezer(const std::string& parent, const Names& names);
    [[nodiscard]] std::string make_step_folder(const std::string& parent, const Names& names);

    std::string memory_;   // version 1's folder
    std::string freezer_;  // version 1's folder
    std::string second_;   // version 2's folder
    bool limits_memory_ = false;
    std::vector<std::string> entrances_;
    std::vector<std::string> folders_;  // to remove, in this order
};

}  // namespace sluice::cgroup
