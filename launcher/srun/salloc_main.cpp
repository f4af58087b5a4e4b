// SPDX-License-Identifier: Apache-2.0
//
// salloc: obtains nodes and runs a command here that uses them.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "launcher/srun/holder.hpp"
#include "launcher/srun/start.hpp"
#include "scheduler/submit/caller.hpp"
#include "scheduler/submit/job_environment.hpp"
#include "scheduler/submit/settle.hpp"

namespace {

using namespace sluice;
constexpr auto kSalloc = submit::Command::salloc;

std::string shell(const submit::Invocation& invocation) {
    const auto found = invocation.environment.find("SHELL");
    return srun::users_shell(found == invocation.environment.end() ? "" : found->second);
}

srun::Order make_order(const submit::Invocation& invocation, submit::Request request) {
    if (request.operands.empty()) request.operands = {shell(invocation)};
    auto environment = submit::job_environment(invocation, request);
    return {std::move(request), std::move(environment), "", kSalloc};
}

/// --chdir: the command runs there, too.
bool enter(const submit::Request& request) {
    if (!submit::was_given(request, "chdir") || ::chdir(request.job.work_dir.c_str()) == 0) return true;
    srun::say_error(fmt::format("chdir({}): {}", request.job.work_dir, std::strerror(errno)), kSalloc);
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto invocation = submit::gather(kSalloc, argc, argv);
    auto request = srun::read_request(invocation);
    if (!request) return request.error();
    const auto config = srun::find_cluster(kSalloc);
    if (!config) return config.error();
    if (!enter(*request)) return EXIT_FAILURE;
    srun::run_session<srun::Holder>(*config, make_order(invocation, std::move(*request)));
}
