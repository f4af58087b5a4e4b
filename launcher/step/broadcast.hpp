// SPDX-License-Identifier: Apache-2.0
//
// The file that srun --bcast sends ahead of the tasks, written with the user's rights.
#pragma once

#include <string>

#include "launcher/spool/files.hpp"
#include "launcher/step/order.hpp"
#include "launcher/step/task_user.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::step {

class Broadcast {
  public:
    Broadcast(const StepOrder& order, const TaskUser& user);

    void take(const wire::StepFile& part);
    /// Whether the file is there, or none was to be; the error is the request's.
    [[nodiscard]] Result<void> outcome() const;
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    Result<void> write(const wire::StepFile& part);

    const TaskUser& user_;
    std::string path_;    // empty: nothing is sent
    std::string beside_;  // where it is written until it is complete
    Descriptor file_;
    bool complete_ = false;
    Result<void> written_;
};

/// `wanted`, seen from the working directory; below it the name that a copy has by default if it is a directory.
std::string broadcast_path(const std::string& wanted, const StepOrder& order);

}  // namespace sluice::step
