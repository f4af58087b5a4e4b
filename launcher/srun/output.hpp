// SPDX-License-Identifier: Apache-2.0
//
// Where the output of all tasks goes: srun's own streams, or files that it writes.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "launcher/srun/file_plan.hpp"
#include "launcher/srun/line_buffer.hpp"
#include "launcher/srun/task_map.hpp"
#include "scheduler/submit/patterns.hpp"

namespace sluice::srun {

class Output {
  public:
    struct Style {
        bool label = false;
        bool unbuffered = false;
        bool append = false;
    };
    Output(FilePlan plan, Style style) : plan_{std::move(plan)}, style_{style} {}
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    /// To be called before the first output, when the step's layout is known. Creates the files that are
    /// to be written. Error: which one could not be opened, and why.
    Result<void> open(const submit::PatternValues& values, const TaskMap& tasks);

    void add(std::uint32_t task, bool is_error, std::string_view data);
    /// Passes on lines that were never completed.
    void finish();

  private:
    struct Stream {
        int fd = -1;
        LineBuffer lines;
    };
    using Key = std::pair<std::uint32_t, bool>;

    Result<int> sink(const OutputPlan& plan, const submit::PatternValues& values, int own_stream);
    Result<void> open_streams(const submit::PatternValues& values, std::uint32_t tasks);

    FilePlan plan_;
    Style style_;
    std::map<std::string, int> files_;
    std::map<Key, Stream> streams_;
};

}  // namespace sluice::srun
