// SPDX-License-Identifier: Apache-2.0
//
// Keeps the processes of a step together and its memory within the limit: by control groups where the machine has
// them, otherwise by the family tree in /proc, looked at again and again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launcher/cgroup/group.hpp"
#include "launcher/step/order.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

class Containment {
  public:
    /// What the step may use, in bytes; nothing: no limit.
    Containment(const cgroup::Hierarchies& machine, const cgroup::Names& names, std::optional<std::uint64_t> memory_limit);
    /// For the step on this node, by its order.
    static Containment of(const StepOrder& order);

    [[nodiscard]] const std::vector<std::string>& entrances() const { return group_->entrances(); }

    /// Signals every process of the step; returns how many there were.
    std::size_t signal(int signal) const;
    /// SIGKILL to all of them, those included that are being made meanwhile.
    std::size_t kill() const;

    /// Ends processes that want more memory than the step has, where the kernel does not; runs beside the step for
    /// as long as that lives.
    asio::awaitable<void> watch_memory();
    /// To be told of every process that was killed before it is waited for.
    void note_killed(pid_t pid);

    [[nodiscard]] std::uint64_t oom_kills() const { return own_kills_ + group_->oom_kills(); }
    /// "memory limit 100 MiB, peak 100 MiB, killed: python3 (412)"; only after an oom kill.
    [[nodiscard]] std::string oom_words() const;

  private:
    [[nodiscard]] std::vector<pid_t> members() const;
    void look_at_memory();

    std::unique_ptr<cgroup::Group> group_;
    std::optional<std::uint64_t> limit_;
    std::uint64_t own_kills_ = 0;
    std::uint64_t seen_peak_ = 0;
    std::vector<std::string> killed_;  // by name and number
};

}  // namespace sluice::step
