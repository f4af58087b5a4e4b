// SPDX-License-Identifier: Apache-2.0
//
// The files that tasks read and write directly: the batch script's always, those of srun's tasks where each
// task or node has its own. Names are patterns (see scheduler/submit/patterns.hpp).
#pragma once

#include <map>
#include <string>

#include "launcher/spool/files.hpp"
#include "launcher/step/order.hpp"

namespace sluice::step {

/// Names of one task's files, patterns expanded; empty means a pipe to srun.
struct StdNames {
    std::string in;
    std::string out;
    std::string err;
};

/// `local` counts this node's tasks from 0.
StdNames batch_names(const StepOrder& order);
StdNames task_names(const StepOrder& order, std::uint32_t local);

/// Opens each name once, relative names below `work_dir`; keeps the descriptors. To be used as the task's user.
class StdFiles {
  public:
    StdFiles(std::string work_dir, bool append) : work_dir_{std::move(work_dir)}, append_{append} {}

    /// Errors are those of the request: a folder that does not exist or may not be written.
    Result<int> input(const std::string& name);
    Result<int> output(const std::string& name);
    void close() { open_.clear(); }

  private:
    Result<int> opened(const std::string& name, int flags, const char* what);

    std::string work_dir_;
    bool append_;
    std::map<std::string, Descriptor> open_;
};

/// The folder that the tasks start in: `wanted`, or /tmp if that cannot be entered; `notice` then says so.
struct WorkDir {
    std::string path;
    std::string notice;
};
WorkDir usable_work_dir(const std::string& wanted);

}  // namespace sluice::step
