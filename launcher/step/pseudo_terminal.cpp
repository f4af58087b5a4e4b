// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/pseudo_terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace sluice::step {

Result<PseudoTerminal> open_terminal(const TerminalSpec& size) {
    PseudoTerminal terminal;
    terminal.master = Descriptor{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    if (!terminal.master) return fail(Errc::internal, system_error("posix_openpt"));
    std::array<char, 128> name{};
    if (::grantpt(terminal.master.get()) != 0 || ::unlockpt(terminal.master.get()) != 0 ||
        ::ptsname_r(terminal.master.get(), name.data(), name.size()) != 0) {
        return fail(Errc::internal, system_error("pseudo terminal"));
    }
    terminal.slave = Descriptor{::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
    if (!terminal.slave) return fail(Errc::internal, system_error(name.data()));
    resize_terminal(terminal.master.get(), size);
    return terminal;
}

void resize_terminal(int master, const TerminalSpec& size) {
    winsize window{};
    window.ws_row = static_cast<unsigned short>(size.rows);
    window.ws_col = static_cast<unsigned short>(size.columns);
    ::ioctl(master, TIOCSWINSZ, &window);
}

}  // namespace sluice::step
