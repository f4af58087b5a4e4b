// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace sluice::srun {

TerminalSpec terminal_size() {
    winsize window{};
    if (::ioctl(STDIN_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row > 0) return {window.ws_row, window.ws_col};
    constexpr TerminalSpec kUsual{24, 80};
    return kUsual;
}

RawTerminal::RawTerminal() {
    termios now{};
    if (::tcgetattr(STDIN_FILENO, &now) != 0) return;
    before_ = now;
    ::cfmakeraw(&now);
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
}

void RawTerminal::restore() {
    if (before_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
    before_.reset();
}

}  // namespace sluice::srun
