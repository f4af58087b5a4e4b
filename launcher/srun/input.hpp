// SPDX-License-Identifier: Apache-2.0
//
// Passes srun's stdin, or a file, to the tasks; never further ahead than a window beyond what the slowest
// node has taken.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "launcher/srun/file_plan.hpp"
#include "launcher/srun/stage.hpp"
#include "launcher/srun/stdin_reader.hpp"

namespace sluice::srun {

class Input {
  public:
    static constexpr std::size_t kWindow = 256 * 1024;

    Input(asio::any_io_executor executor, Stage& stage, InputPlan plan)
        : executor_{std::move(executor)}, stage_{stage}, plan_{std::move(plan)} {}

    /// `file` is the expanded name; empty for srun's own stdin. Error: it cannot be opened.
    Result<void> open(const std::string& file, const Step& step);
    /// Begins to read; to be called when the shepherds are there.
    void start();
    void taken(std::uint32_t position, std::uint64_t bytes);
    /// This node does not take part any more.
    void node_done(std::uint32_t position);

  private:
    void forward(std::string data);
    void end_for_others();
    void allow_more();

    asio::any_io_executor executor_;
    Stage& stage_;
    InputPlan plan_;
    int fd_ = -1;
    std::vector<std::uint32_t> others_;  // tasks that get nothing
    std::unique_ptr<StdinReader> reader_;
    std::map<std::uint32_t, std::uint64_t> taken_;  // by position
    std::uint64_t allowed_ = 0;                     // how far the reader may go, from the beginning
};

}  // namespace sluice::srun
