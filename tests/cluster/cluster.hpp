// SPDX-License-Identifier: Apache-2.0
//
// A real cluster on this machine for one test: its own folder, its own daemons, gone at the end.
#pragma once

#include <sys/types.h>

#include <string>

#include "tests/cluster/process.hpp"

namespace sluice::test {

class Cluster {
  public:
    /// Starts the cluster that `yaml` describes; the repository's own cluster.yaml when empty. `within` are words of a
    /// command that starts the one behind them, in surroundings of its making.
    explicit Cluster(std::string yaml = {}, const std::string& within = {});
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    /// Runs a shell command as a user of this cluster, in its work folder.
    Ran run(const std::string& command, const Environment& more = {}) const;
    /// The same, and the command must succeed; returns what it printed, trimmed.
    std::string out(const std::string& command) const;
    /// `sbatch --parsable` with these arguments; the job's id.
    std::string submit(const std::string& arguments) const;
    /// One field of `scontrol show job`, for example "JobState".
    std::string field(const std::string& job, const std::string& name) const;
    bool wait_for_state(const std::string& job, const std::string& state, std::chrono::seconds limit = std::chrono::seconds{30}) const;

    [[nodiscard]] std::string work() const { return folder_ + "/work"; }
    [[nodiscard]] std::string state() const { return folder_ + "/state"; }
    [[nodiscard]] std::string file(const std::string& name) const { return read_file(work() + "/" + name); }

    [[nodiscard]] pid_t controller_pid() const;
    [[nodiscard]] pid_t node_pid(const std::string& node) const;
    /// SIGKILL, and nothing else.
    void kill_controller() const;
    void kill_node(const std::string& node) const;
    /// Starts whatever does not run, as an administrator would: `sluice up` again.
    void start_again() const;
    /// Starts the controller alone and does not wait for it.
    void start_controller() const;
    [[nodiscard]] Ran down() const;
    /// Processes whose command line names this cluster's folder.
    [[nodiscard]] std::string processes() const;

    static std::string bin(const std::string& program);

  private:
    [[nodiscard]] Environment environment() const;
    std::string folder_;
};

}  // namespace sluice::test
