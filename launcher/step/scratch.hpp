// SPDX-License-Identifier: Apache-2.0
//
// Folders for a step's MPI library, one on disk and one in shared memory: this step's alone, and gone
// afterwards, whatever its ranks left in them when they were killed. The one in shared memory is the user's.
// The one on disk is the shepherd's, who may be root and must not write where a user can plant links; the
// PMIx server makes a folder for the user in it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "launcher/step/order.hpp"
#include "launcher/step/task_user.hpp"

namespace sluice::step {

class Scratch {
  public:
    /// Error: a folder cannot be made, which is the node's fault.
    static Result<std::unique_ptr<Scratch>> make(const StepOrder& order, const TaskUser& user);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] const std::string& tmp() const { return tmp_; }
    /// Makes everything in it the user's, whoever put it there.
    void hand_over(const TaskUser& user) const;

    /// Open MPI names files in shared memory after host, job and local rank. Nodes that share a machine share
    /// all three, so each step is told its own folder. Batch scripts are not: mpirun hands on what it finds
    /// in its environment to all nodes.
    [[nodiscard]] std::vector<std::string> variables() const;

  private:
    Scratch(std::string tmp, std::string shared_memory) : tmp_{std::move(tmp)}, shared_memory_{std::move(shared_memory)} {}

    std::string tmp_;
    std::string shared_memory_;
};

}  // namespace sluice::step
