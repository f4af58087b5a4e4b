// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/background.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace sluice::node {
namespace {

/// Success when the daemon wrote a byte before it closed the pipe.
[[noreturn]] void wait_as_starter(const Descriptor& daemon) {
    char byte = 0;
    std::_Exit(::read(daemon.get(), &byte, 1) == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
}

}  // namespace

Background::Background(bool wanted) {
    std::array<int, 2> pipe{};
    if (!wanted || ::pipe2(pipe.data(), O_CLOEXEC) != 0) return;
    const Descriptor daemon{pipe[0]};
    starter_ = Descriptor{pipe[1]};
    if (::fork() > 0) {
        starter_.reset();
        wait_as_starter(daemon);
    }
    ::setsid();
}

void Background::ready() {
    if (starter_) write_all(starter_.get(), "+");
    starter_.reset();
}

}  // namespace sluice::node
