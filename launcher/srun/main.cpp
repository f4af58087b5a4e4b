// SPDX-License-Identifier: Apache-2.0
//
// srun: runs a program in parallel, in a job of its own or as a step of the one that it is called in.
#include <csignal>
#include <utility>

#include "launcher/srun/program.hpp"
#include "launcher/srun/session.hpp"
#include "launcher/srun/start.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/submit/caller.hpp"
#include "scheduler/submit/job_environment.hpp"

namespace {

using namespace sluice;

std::string variable(const submit::Invocation& invocation, std::string_view name) {
    const auto found = invocation.environment.find(name);
    return found == invocation.environment.end() ? "" : found->second;
}

srun::Order make_order(const submit::Invocation& invocation, submit::Request request, const ClusterConfig& config) {
    auto& arguments = request.step.arguments;
    if (!request.multi_prog) {
        arguments.front() = srun::find_program(arguments.front(), variable(invocation, "PATH"), invocation.work_dir);
    }
    std::string broadcast_source;
    if (!request.step.broadcast.empty()) broadcast_source = std::exchange(arguments.front(), "");  // see StepSpec
    if (request.mpi.empty()) request.step.mpi = config.launch.default_mpi;
    if (request.step.mpi == MpiKind::automatic) {
        request.step.mpi = srun::mpi_of(arguments.front(), variable(invocation, "LD_LIBRARY_PATH"));
    }
    auto environment = submit::job_environment(invocation, request);
    const auto nodes = expand_hosts(variable(invocation, "SLURM_JOB_NODELIST"));
    return {std::move(request), std::move(environment), nodes && !nodes->empty() ? nodes->front() : "", submit::Command::srun,
            std::move(broadcast_source)};
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto invocation = submit::gather(submit::Command::srun, argc, argv);
    auto request = srun::read_request(invocation);
    if (!request) return request.error();
    const auto config = srun::find_cluster(invocation.command);
    if (!config) return config.error();
    srun::run_session<srun::Session>(*config, make_order(invocation, std::move(*request), *config));
}
