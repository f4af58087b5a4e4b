// SPDX-License-Identifier: Apache-2.0
//
// The folder that a node daemon and one shepherd share, and what lies in it:
//
//   order          ShepherdOrder, written by the daemon before it starts the shepherd
//   shepherd.pid   the shepherd's number; locked for as long as the shepherd lives
//   slurm_script   the batch script, written by the shepherd
//   result         StepEnded, written by the shepherd as its last act
//   log            what the shepherd and the libraries in it print
//
// The lock is taken by the daemon and inherited by the shepherd: whether a shepherd lives is thus known
// without asking it and without trusting process numbers, which the kernel uses again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launcher/spool/files.hpp"
#include "launcher/spool/step_key.hpp"

namespace sluice {

class StepSpool {
  public:
    explicit StepSpool(std::string folder) : folder_{std::move(folder)} {}

    [[nodiscard]] const std::string& folder() const { return folder_; }
    [[nodiscard]] std::string log_path() const { return folder_ + "/log"; }
    [[nodiscard]] std::string script_path() const { return folder_ + "/slurm_script"; }

    /// Makes the folder and writes the order. Error: what the file system said.
    Result<void> create(const wire::ShepherdOrder& order) const;
    [[nodiscard]] Result<wire::ShepherdOrder> order() const;

    /// Outlives every process, but a failure of the machine only after sync_result(), which takes its time.
    Result<void> write_result(const wire::StepEnded& result) const;
    void sync_result() const;
    /// Empty: there is none yet.
    [[nodiscard]] std::optional<wire::StepEnded> result() const;

    /// The locked descriptor that a shepherd must inherit. Error: a living shepherd holds it.
    [[nodiscard]] Result<Descriptor> claim() const;
    [[nodiscard]] bool shepherd_alive() const;
    /// Whether there ever was a claim, and so perhaps a shepherd.
    [[nodiscard]] bool was_claimed() const;

    void remove() const;

  private:
    [[nodiscard]] std::string lock_path() const { return folder_ + "/shepherd.pid"; }

    std::string folder_;
};

/// The step folders below `steps`, whatever state they are in.
std::vector<StepKey> list_step_folders(const std::string& steps);

}  // namespace sluice
