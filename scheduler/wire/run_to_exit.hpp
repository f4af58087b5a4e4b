// SPDX-License-Identifier: Apache-2.0
//
// The end of a program that talks over sockets while a thread of it may wait for standard input.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace sluice::wire {

/// Runs `session.run()`, which answers with an exit code, to its end on `io`, and exits with that.
template <class Session>
[[noreturn]] void run_to_exit(boost::asio::io_context& io, Session& session) {
    int status = EXIT_FAILURE;
    boost::asio::co_spawn(io, session.run(), [&](const std::exception_ptr& failure, int result) {
        if (failure) std::rethrow_exception(failure);
        status = result;
        io.stop();
    });
    io.run();
    std::fflush(nullptr);
    std::_Exit(status);  // the thread that reads stdin may still wait for it
}

}  // namespace sluice::wire
