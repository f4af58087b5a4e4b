// SPDX-License-Identifier: Apache-2.0
//
// The terminal of srun --pty.
#pragma once

#include "launcher/spool/files.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::step {

struct PseudoTerminal {
    Descriptor master;  // what is written here are keys, what is read is shown
    Descriptor slave;   // the task's
};

Result<PseudoTerminal> open_terminal(const TerminalSpec& size);
/// Tells the programs in the terminal of its new size.
void resize_terminal(int master, const TerminalSpec& size);

}  // namespace sluice::step
