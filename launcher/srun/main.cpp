// SPDX-License-Identifier: Apache-2.0
//
// srun: runs a program in parallel, in a job of its own or as a step of the one that it is called in.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "launcher/srun/program.hpp"
#include "launcher/srun/session.hpp"
#include "scheduler/config/find.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/submit/caller.hpp"
#include "scheduler/submit/job_environment.hpp"
#include "scheduler/submit/report.hpp"

namespace {

using namespace sluice;
constexpr auto kSrun = submit::Command::srun;

std::string variable(const submit::Invocation& invocation, std::string_view name) {
    const auto found = invocation.environment.find(name);
    return found == invocation.environment.end() ? "" : found->second;
}

srun::Order make_order(const submit::Invocation& invocation, submit::Request request, const ClusterConfig& config) {
    auto& arguments = request.step.arguments;
    arguments.front() = srun::find_program(arguments.front(), variable(invocation, "PATH"), invocation.work_dir);
    if (request.mpi.empty()) request.step.mpi = config.launch.default_mpi;
    if (request.step.mpi == MpiKind::automatic) {
        request.step.mpi = srun::mpi_of(arguments.front(), variable(invocation, "LD_LIBRARY_PATH"));
    }
    auto environment = submit::job_environment(invocation, request);
    const auto nodes = expand_hosts(variable(invocation, "SLURM_JOB_NODELIST"));
    return {std::move(request), std::move(environment), nodes && !nodes->empty() ? nodes->front() : ""};
}

tl::expected<ClusterConfig, int> find_cluster() {
    const auto path = find_config(find_context());
    if (!path) {
        srun::say_error(path.error().detail);
        return tl::unexpected{EXIT_FAILURE};
    }
    auto config = load_file(*path);
    if (config) return std::move(*config);
    fmt::print(stderr, "{}", to_string(config.error()));
    return tl::unexpected{EXIT_FAILURE};
}

int run(const ClusterConfig& config, srun::Order order) {
    boost::asio::io_context io{1};
    srun::Session session{io, config, std::move(order)};
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

int give_up(const submit::Exit& exit) {
    fmt::print("{}", exit.out);
    fmt::print(stderr, "{}", exit.err);
    return exit.code;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto invocation = submit::gather(kSrun, argc, argv);
    auto request = submit::parse(invocation);
    if (!request) return give_up(request.error());
    if (request->verbosity > 0) fmt::print(stderr, "{}", submit::report(kSrun, *request));
    fmt::print(stderr, "{}", submit::warnings_text(kSrun, *request));
    const auto config = find_cluster();
    if (!config) return config.error();
    return run(*config, make_order(invocation, std::move(*request), *config));
}
