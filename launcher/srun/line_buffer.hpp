// SPDX-License-Identifier: Apache-2.0
//
// Cuts what a task prints into whole lines, so that the lines of several tasks do not mix, and puts the
// task's number before each when asked to.
#pragma once

#include <string>
#include <string_view>

namespace sluice::srun {

class LineBuffer {
  public:
    /// `label` is put before every line.
    explicit LineBuffer(std::string label = {}) : label_{std::move(label)} {}

    /// The lines that are complete now. A line longer than kLongest is passed on in pieces.
    std::string add(std::string_view data);
    /// What is left, as it is, when nothing more will come.
    std::string rest();

    static constexpr std::size_t kLongest = 65536;

  private:
    std::string label_;
    std::string partial_;
};

/// "3: ", " 3: ": as wide as the largest task number of the step.
std::string task_label(std::uint32_t task, std::uint32_t tasks);

}  // namespace sluice::srun
