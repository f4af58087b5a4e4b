// SPDX-License-Identifier: Apache-2.0
//
// sbatch: submit a script.
#include <fmt/format.h>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/sbatch_parts.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/note.hpp"
#include "scheduler/submit/caller.hpp"
#include "scheduler/submit/report.hpp"

namespace sluice::commands {
namespace {

using submit::Command;

int leave(const submit::Exit& exit) {
    fmt::print("{}", exit.out);
    fmt::print(stderr, "{}", exit.err);
    return exit.code;
}

/// Without a controller, whatever the reason, Slurm's words for that; after them what was tried.
Error for_user(Error error) {
    if (error.code == Errc::connection_failed) error.detail = "tried " + error.detail;
    if (error.code == Errc::invalid_config) error.code = Errc::connection_failed;
    return error;
}

void print_refusal(const submit::Request& request, const Error& error) {
    if (!request.test_only) {
        const auto text = submit::refusal_text(Command::sbatch, for_user(error));
        fmt::print(stderr, "{}", submit::prefixed(Command::sbatch, "error: ", text));
        return;
    }
    const auto shown = for_user(error);
    fmt::print(stderr, "allocation failure: {}\n", slurm_text(shown.code));
    fmt::print(stderr, "{}", submit::prefixed(Command::sbatch, "", as_notes(shown.detail)));
}

void print_plan(const wire::SubmitReply& reply) {
    const std::vector<std::string> nodes{reply.nodes().begin(), reply.nodes().end()};
    const auto start = reply.has_start() ? std::optional{Instant{Duration{reply.start()}}} : std::nullopt;
    fmt::print(stderr, "sbatch: Job {} to start at {} using {} processors on nodes {} in partition {}\n",
               reply.job(), format_instant(start, "N/A"), reply.cpus(), fold_hosts(nodes), reply.partition());
}

void print_job(const submit::Request& request, JobId job) {
    if (request.parsable) fmt::print("{}\n", job.value());
    else if (!request.quiet) fmt::print("Submitted batch job {}\n", job.value());
    std::fflush(stdout);  // before --wait waits
}

/// A signal has no exit code of its own: 1.
int code_of(ExitCode end) { return end.signal != 0 ? EXIT_FAILURE : static_cast<int>(end.status); }

int wait_for(wire::Client& client, const submit::Request& request, JobId job, int failure) {
    const auto end = request.job.array.tasks.empty() ? follow_to_end(client, job) : follow_array(client, job);
    if (end) return code_of(*end);
    fmt::print(stderr, "{}", submit::prefixed(Command::sbatch, "error: ", describe(end.error())));
    return failure;
}

/// The controller takes the job as that of whoever connects.
Result<void> become(UserId user) {
    const auto* entry = ::getpwuid(user.value());
    const auto group = entry == nullptr ? ::gid_t{user.value()} : entry->pw_gid;
    const bool groups = entry == nullptr ? ::setgroups(0, nullptr) == 0 : ::initgroups(entry->pw_name, group) == 0;
    if (groups && ::setgid(group) == 0 && ::setuid(user.value()) == 0) return {};
    return fail(Errc::permission_denied, fmt::format("becoming user {}: {}", user.value(), std::strerror(errno)));
}

/// The exit code if the caller may not submit for that user.
std::optional<int> refuse_other_user(const submit::Request& request, int failure) {
    if (!request.as_user || request.as_user->value() == ::getuid()) return std::nullopt;
    if (::geteuid() != 0) return fmt::print(stderr, "sbatch: error: --uid only permitted by root user\n"), failure;
    if (const auto done = become(*request.as_user); !done) return print_refusal(request, done.error()), failure;
    return std::nullopt;
}

int submit_job(const Submission& submission, int failure) {
    const auto& request = submission.request;
    const auto cluster = find_cluster();
    if (!cluster) return print_refusal(request, cluster.error()), failure;
    wire::Client client{*cluster};
    const auto reply = client.call(submission.message);
    if (!reply) return print_refusal(request, reply.error()), failure;
    if (request.test_only) return print_plan(reply->submitted()), EXIT_SUCCESS;
    const JobId job{reply->submitted().job()};
    print_job(request, job);
    return request.wait ? wait_for(client, request, job, failure) : EXIT_SUCCESS;
}

}  // namespace

int sbatch_main(int argc, char** argv) {
    const auto invocation = submit::gather(Command::sbatch, argc, argv);
    const auto submission = prepare(invocation);
    if (!submission) return leave(submission.error());
    const auto& request = submission->request;
    fmt::print(stderr, "{}", submit::warnings_text(Command::sbatch, request));
    if (request.verbosity > 0) fmt::print(stderr, "{}", submit::report(Command::sbatch, request));
    const auto failure = failure_code(invocation.environment);
    if (const auto refused = refuse_other_user(request, failure)) return *refused;
    return submit_job(*submission, failure);
}

}  // namespace sluice::commands
