// SPDX-License-Identifier: Apache-2.0
//
// scontrol write batch_script, notify, wait_job: one running or waiting job from near.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/scontrol.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
    return EXIT_FAILURE;
}

/// The number of a job that is named by a number alone.
Result<std::uint32_t> number_of(const std::string& word) {
    const auto target = read_job(word);
    if (!target || target->job == JobId{}) return fail(Errc::invalid_job_id);
    return target->job.value();
}

int keep_script(const std::string& job, const std::string& path, const std::string& script) {
    std::ofstream file{path, std::ios::binary};
    file << script << std::flush;
    if (!file) return complain(fmt::format("Can't open `{}`: {}", path, std::strerror(errno)));
    fmt::print("batch script for job {} written to {}\n", job, path);
    return EXIT_SUCCESS;
}

int tell_of_begin(const std::string& job, JobState state) {
    if (is_final(state)) return complain(fmt::format("scontrol: Job {} no longer running", job));
    fmt::print(stderr, "scontrol: Nodes are ready for job {}\n", job);
    return EXIT_SUCCESS;
}

int tell_of_trouble(const std::string& job, const Error& error) {
    if (is_unreachable(error)) return report("slurm_job_node_ready error", error);
    return complain(fmt::format("scontrol: Problem running job {}", job));
}

}  // namespace

int write_script(Scontrol& scontrol, Arguments arguments) {
    if (!begins_with("batch_script", arguments.front())) return complain("invalid write argument");
    const auto& job = arguments[1];
    const auto number = number_of(job);
    if (!number) return report("job script retrieval failed", number.error());
    wire::Message request;
    request.mutable_script_query()->set_job(*number);
    const auto reply = scontrol.ask(std::move(request));
    if (!reply) return report("job script retrieval failed", reply.error());
    const auto path = arguments.size() > 2 ? arguments[2] : fmt::format("slurm-{}.sh", job);
    if (path != "-") return keep_script(job, path, reply->script().script());
    fmt::print("{}", reply->script().script());
    return EXIT_SUCCESS;
}

int notify_job(Scontrol& scontrol, Arguments arguments) {
    const auto number = number_of(arguments.front());
    if (!number) return report("job notify failure", number.error());
    wire::Message request;
    request.mutable_notify_job()->set_job(*number);
    const std::vector<std::string> words{arguments.begin() + 1, arguments.end()};
    request.mutable_notify_job()->set_text(join(words, " "));
    const auto reply = scontrol.ask(std::move(request));
    return reply ? EXIT_SUCCESS : report("job notify failure", reply.error());
}

int wait_for_job(Scontrol& scontrol, Arguments arguments) {
    const auto& job = arguments.front();
    const auto number = number_of(job);
    if (!number) return tell_of_trouble(job, number.error());
    const auto session = scontrol.connect();
    if (!session) return tell_of_trouble(job, session.error());
    wire::Message request;
    request.mutable_watch_job()->set_job(*number);
    for (auto reply = (*session)->ask(std::move(request)); ; reply = (*session)->next()) {
        if (!reply) return tell_of_trouble(job, reply.error());
        if (reply->job_news().array_ended()) return tell_of_begin(job, JobState::completed);
        const auto state = static_cast<JobState>(reply->job_news().job().state());
        if (state != JobState::pending) return tell_of_begin(job, state);
    }
}

}  // namespace sluice::commands
