// SPDX-License-Identifier: Apache-2.0
//
// The terminal that srun --pty passes on: its size, and its keys one by one instead of line by line.
#pragma once

#include <termios.h>

#include <optional>

#include "scheduler/model/step.hpp"

namespace sluice::srun {

/// Of standard input's terminal; 24 lines of 80 without one.
TerminalSpec terminal_size();

class RawTerminal {
  public:
    /// Does nothing where standard input is no terminal.
    RawTerminal();
    ~RawTerminal() { restore(); }
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

    /// As it was before.
    void restore();

  private:
    std::optional<termios> before_;
};

}  // namespace sluice::srun
