// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/scancel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "scancel: error: {}\n", text);
    return EXIT_FAILURE;
}

/// Reads yes or no; at the end of input the answer is no.
bool confirmed(const std::string& text) {
    std::string answer;
    for (;;) {
        fmt::print("{}", text);
        std::fflush(stdout);
        if (!std::getline(std::cin, answer)) return false;
        if (answer == "y" || answer == "yes") return true;
        if (answer == "n" || answer == "no") return false;
    }
}

/// The jobs that would be cancelled, with the targets that name them.
Result<std::vector<Job>> jobs_meant(Session& session, const wire::CancelRequest& request) {
    wire::Message message;
    auto& query = *message.mutable_job_query();
    for (const auto& target : request.targets()) wire::name_job(query, wire::decode(target));
    *query.mutable_users() = request.users();
    *query.mutable_names() = request.names();
    *query.mutable_partitions() = request.partitions();
    *query.mutable_accounts() = request.accounts();
    *query.mutable_qos() = request.qos();
    *query.mutable_nodes() = request.nodes();
    *query.mutable_states() = request.states();
    const auto reply = session.ask(std::move(message));
    if (!reply) return tl::unexpected{reply.error()};
    std::vector<Job> jobs;
    for (const auto& job : reply->jobs().jobs()) {
        if (!is_final(static_cast<JobState>(job.state()))) jobs.push_back(wire::decode(job));
    }
    return jobs;
}

/// Keeps the targets to which the user says yes.
Result<void> ask_for_each(Session& session, wire::CancelRequest& request) {
    const auto jobs = jobs_meant(session, request);
    if (!jobs) return tl::unexpected{jobs.error()};
    std::vector<wire::CancelTarget> named{request.targets().begin(), request.targets().end()};
    if (named.empty()) {
        for (const auto& job : *jobs) wire::encode(*parse_job_target(shown_id(job, SIZE_MAX)), &named.emplace_back());
    }
    request.clear_targets();
    for (const auto& target : named) {
        const auto is_it = [&](const Job& job) { return is_meant(wire::decode(target), job); };
        const auto job = std::ranges::find_if(*jobs, is_it);
        if (job != jobs->end() && confirmed(question(target, *job))) *request.add_targets() = target;
    }
    return {};
}

int conclude(const ScancelOptions& options, const wire::CancelReply& reply) {
    int code = EXIT_SUCCESS;
    for (const auto& outcome : reply.outcomes()) {
        if (options.verbose)
            fmt::print(stderr, "scancel: {}\n", announcement(options.request, outcome.target()));
        const auto verdict = judge(options, outcome);
        if (!verdict.error.empty()) (void)complain(verdict.error);
        if (verdict.fails) code = EXIT_FAILURE;
    }
    return code;
}

/// Filters alone would reach everybody's jobs: users mean their own.
void limit_to_own(wire::CancelRequest& request) {
    const bool everybody = request.targets().empty() && request.users().empty();
    if (everybody && this_user() != UserId{0}) request.add_users(std::to_string(this_user().value()));
}

int run(ScancelOptions& options) {
    const auto session = Session::open();
    if (!session) return report("scancel: error: Kill job error", session.error());
    limit_to_own(options.request);
    if (options.interactive) {
        if (const auto asked = ask_for_each(**session, options.request); !asked)
            return report("scancel: error: Kill job error", asked.error());
        if (options.request.targets().empty()) return EXIT_SUCCESS;
    }
    wire::Message message;
    *message.mutable_cancel() = options.request;
    const auto reply = (*session)->ask(std::move(message));
    if (!reply) return report("scancel: error: Kill job error", reply.error());
    return conclude(options, reply->cancelled());
}

}  // namespace

int scancel_main(int argc, char** argv) {
    ScancelOptions options;
    const auto words = read_options(scancel_doc(), scancel_options(), options, argc, argv);
    if (!words) return words.error();
    if (const auto added = add_targets(options.request, *words); !added)
        return complain(added.error().detail);
    if (words->empty() && !options.has_filter()) return complain("No job identification provided");
    return run(options);
}

}  // namespace sluice::commands
