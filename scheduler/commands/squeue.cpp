// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/squeue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/job_rows.hpp"
#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

/// Unless states are named: those of jobs that are not over, also if they are asked for by their ids.
void add_usual_states(wire::JobQuery& query) {
    if (query.all_states() || !query.states().empty()) return;
    for (const auto state : {JobState::pending, JobState::running, JobState::suspended}) {
        query.add_states(static_cast<std::uint32_t>(state));
    }
    query.set_completing(true);
}

/// Steps are asked for by their jobs.
wire::Message request_of(const SqueueOptions& options) {
    wire::Message message;
    auto& query = *message.mutable_job_query();
    query = options.query;
    query.set_with_steps(options.show_steps);
    query.set_with_plan(options.start_times);
    for (const auto& step : options.steps) wire::name_job(query, step);
    add_usual_states(query);
    return message;
}

QueueView view_of(const SqueueOptions& options, const wire::JobReply& reply, const ClusterConfig& config) {
    QueueView view{job_rows(reply, config), step_rows(reply), Instant{Duration{reply.now()}}};
    for (auto& row : view.jobs) row.convert_units = !options.no_convert;
    return view;
}

/// Asked for one job only, users want to be told that there is none. A filter may be what hides it.
Result<void> check_found(Session& session, const SqueueOptions& options, const wire::JobReply& reply) {
    const auto named = wire::named_jobs(options.query);
    if (named.size() != 1 || reply.jobs_size() > 0) return {};
    wire::Message again;
    wire::name_job(*again.mutable_job_query(), named.front());
    const auto found = session.ask(again);
    if (!found) return tl::unexpected{found.error()};
    if (found->jobs().jobs_size() == 0) return fail(Errc::invalid_job_id);
    return {};
}

int print_listing(const Listing& listing) {
    for (const auto& error : listing.errors) fmt::print(stderr, "squeue: error: {}\n", error);
    fmt::print("{}", listing.text);
    std::fflush(stdout);
    return listing.ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int print_json(const SqueueOptions& options, std::vector<JobRow> rows) {
    auto jobs = Json::list();
    for (const auto& row : chosen_jobs(options, std::move(rows))) jobs.add(json_job(row));
    fmt::print("{}", json_answer("jobs", std::move(jobs)).print());
    std::fflush(stdout);
    return EXIT_SUCCESS;
}

int show_once(Session& session, const SqueueOptions& options) {
    const auto reply = session.ask(request_of(options));
    if (!reply) return report("slurm_load_jobs error", reply.error());
    if (const auto found = check_found(session, options, reply->jobs()); !found)
        return report("slurm_load_jobs error", found.error());
    if (options.json) return print_json(options, job_rows(reply->jobs(), session.config()));
    return print_listing(list_queue(options, view_of(options, reply->jobs(), session.config())));
}

/// The first node that the cluster does not have.
std::string unknown_node(const SqueueOptions& options, const ClusterConfig& config) {
    for (const auto& name : options.query.nodes()) {
        if (std::ranges::find(config.nodes, name, &NodeSpec::name) == config.nodes.end()) return name;
    }
    return "";
}

int refuse(std::string_view complaint) {
    fmt::print(stderr, "squeue: error: {}\n", complaint);
    return EXIT_FAILURE;
}

int run(const SqueueOptions& options) {
    const auto session = Session::open();
    if (!session) return report("slurm_load_jobs error", session.error());
    if (const auto name = unknown_node(options, (*session)->config()); !name.empty())
        return refuse(fmt::format("Invalid node name {}", name));
    for (;;) {
        const int code = show_once(**session, options);
        if (options.iterate == 0 || code != EXIT_SUCCESS) return code;
        std::this_thread::sleep_for(std::chrono::seconds{options.iterate});
    }
}

}  // namespace

int squeue_main(int argc, char** argv) {
    SqueueOptions options;
    const auto doc = squeue_doc();
    const auto operands = read_options(doc, squeue_options(), options, argc, argv);
    if (!operands) return operands.error();
    for (const auto& complaint : options.complaints) (void)refuse(complaint);
    if (!operands->empty()) {
        (void)refuse(fmt::format("Unrecognized option: {}", operands->front()));
        fmt::print(stderr, "{}", usage_text(doc));
        return EXIT_FAILURE;
    }
    return run(options);
}

}  // namespace sluice::commands
