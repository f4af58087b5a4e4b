// SPDX-License-Identifier: Apache-2.0
//
// sluicestepd --spool DIR: runs one step on this node. Started by sluiced, which gives it the claimed lock of
// the spool as descriptor 3. Exits when the step is over; by then its result is in the spool.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "launcher/step/processes.hpp"
#include "launcher/step/shepherd.hpp"
#include "launcher/step/task_prolog.hpp"

namespace {

using namespace sluice;

constexpr int kLock = 3;

void own_the_spool() {
    ::fcntl(kLock, F_SETFD, FD_CLOEXEC);
    const auto pid = std::to_string(::getpid()) + "\n";
    write_all(kLock, pid);
}

void supervise(const StepSpool& spool, step::StepOrder order, step::TaskUser user) {
    boost::asio::io_context io{1};
    step::Shepherd shepherd{io, spool, std::move(order), std::move(user)};
    boost::asio::co_spawn(io, shepherd.run(), [&io](const std::exception_ptr& failure) {
        if (failure) std::rethrow_exception(failure);
        io.stop();
    });
    io.run();
    ::alarm(10);  // the PMIx library may take its time, but not for ever
}

/// The order itself is unusable: says so in the result, as there is nothing else to do.
int refuse(const StepSpool& spool, const wire::ShepherdOrder& order, const Error& error) {
    fmt::print(stderr, "refused: {}\n", error.detail);
    wire::StepEnded ended;
    *ended.mutable_ref() = order.launch().ref();
    ended.set_node(order.node());
    step::describe_failure(error, ended);
    const bool kept = spool.write_result(ended).has_value();
    spool.sync_result();
    return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(const StepSpool& spool) {
    const auto raw = spool.order();
    if (!raw) return refuse(spool, {}, raw.error());
    auto order = step::decode_order(*raw);
    if (!order) return refuse(spool, *raw, order.error());
    auto user = step::task_user(order->job.spec);
    if (!user) return refuse(spool, *raw, user.error());
    supervise(spool, std::move(*order), std::move(*user));
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    // sluicestepd --prolog PROGRAM -- TASK...: what a task with --task-prolog is started as
    if (argc > 4 && std::string_view{argv[1]} == "--prolog") return step::run_with_prolog(argv[2], argv + 4);
    if (argc != 3 || std::string_view{argv[1]} != "--spool") {
        fmt::print(stderr, "usage: sluicestepd --spool DIR    (started by sluiced)\n");
        return EXIT_FAILURE;
    }
    std::signal(SIGPIPE, SIG_IGN);
    own_the_spool();
    step::become_subreaper();
    return run(StepSpool{argv[2]});
}
