// SPDX-License-Identifier: Apache-2.0
//
// The command that salloc runs where it was called, in a process group of its own. At a terminal that group is
// in the foreground for as long as the command runs, so that a shell can do its job control.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice::srun {

class LocalCommand {
  public:
    /// Environment: "NAME=value". The program is looked for in its PATH.
    static Result<LocalCommand> start(const std::vector<std::string>& arguments,
                                      const std::vector<std::string>& environment);

    /// Whether it has a terminal, so that signals of its keys do not reach this process.
    [[nodiscard]] bool interactive() const { return terminal_; }
    void signal(int signal) const;
    /// Call it whenever SIGCHLD arrives. Its exit code once it has ended; 128 + signal if that ended it.
    std::optional<int> look();

  private:
    LocalCommand(pid_t pid, bool terminal) : pid_{pid}, terminal_{terminal} {}
    void take_back_terminal() const;
    void stop_with_it() const;

    pid_t pid_;
    bool terminal_;
};

/// The user's shell: SHELL, what the system says, or /bin/sh.
std::string users_shell(const std::string& shell_variable);

}  // namespace sluice::srun
