// SPDX-License-Identifier: Apache-2.0
//
// A cluster of hosts in namespaces of their own (scripts/netns-cluster) for one test: gone at its end.
#pragma once

#include <string>
#include <vector>

#include "tests/cluster/process.hpp"

namespace sluice::test {

/// Hosts need root and the right to make namespaces; warns where there is neither.
bool can_make_hosts();

class Hosts {
  public:
    /// Hosts h1 to hCOUNT, with a node daemon of `cores` cores each, and a controller beside them. Check up() first.
    explicit Hosts(int count, int cores = 2);
    ~Hosts();
    Hosts(const Hosts&) = delete;
    Hosts& operator=(const Hosts&) = delete;

    [[nodiscard]] const Ran& up() const { return up_; }
    /// A folder that all hosts share; commands run in it. Outside of /tmp, of which every host has its own.
    [[nodiscard]] std::string work() const { return folder_ + "/work"; }
    [[nodiscard]] std::string file(const std::string& name) const { return read_file(work() + "/" + name); }
    /// `netns-cluster WORDS`
    [[nodiscard]] Ran script(const std::string& words) const;
    /// Runs a shell command beside the controller as a user of the cluster.
    [[nodiscard]] Ran run(const std::string& command) const;
    /// Whether a command prints just this within a minute.
    [[nodiscard]] bool shows(const std::string& command, const std::string& text) const;
    /// `sbatch --parsable` with these arguments; the job's id.
    [[nodiscard]] std::string submit(const std::string& arguments) const;

    [[nodiscard]] pid_t controller_pid() const;
    /// The processes below a host's first, by their numbers on this machine, whose name is this.
    [[nodiscard]] std::vector<pid_t> processes(const std::string& host, const std::string& name) const;
    /// All processes of all hosts that are neither a host's first nor its node daemon.
    [[nodiscard]] std::string strays() const;

  private:
    [[nodiscard]] pid_t first_process(const std::string& host) const;
    std::string folder_;
    Environment environment_;
    int count_;
    Ran up_;
};

}  // namespace sluice::test
