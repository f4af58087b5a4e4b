// SPDX-License-Identifier: Apache-2.0
//
// Whose tasks they are. A shepherd that runs as root starts them under the user's ids and opens their files
// with the user's rights; any other shepherd can only run tasks of its own user.
#pragma once

#include <sys/types.h>

#include <vector>

#include "launcher/step/variables.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::step {

struct TaskUser {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;  // supplementary
    bool switch_needed = false;
    UserAccount account;
};

/// Error: this process may not act as the job's user.
Result<TaskUser> task_user(const JobSpec& job);

/// While it lives, this thread's file accesses are the user's. The other threads keep theirs.
class AsUser {
  public:
    explicit AsUser(const TaskUser& user);
    ~AsUser();
    AsUser(const AsUser&) = delete;
    AsUser& operator=(const AsUser&) = delete;

  private:
    bool switched_ = false;
    std::vector<gid_t> own_groups_;
};

/// Gives up this process's ids for good. For a forked child: only system calls, no allocation.
bool become(const TaskUser& user) noexcept;

}  // namespace sluice::step
