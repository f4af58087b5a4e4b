// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show job` and `scontrol show step`.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scheduler/commands/job_rows.hpp"
#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/commands/scontrol.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
    return EXIT_FAILURE;
}

Result<wire::JobQuery> query_for(Arguments ids) {
    wire::JobQuery query;
    query.set_all_states(true);
    for (const auto& id : ids) {
        const auto targets = read_jobs(id);
        if (!targets) return tl::unexpected{targets.error()};
        for (const auto& target : *targets) wire::name_job(query, target);
    }
    return query;
}

Result<wire::Message> ask_for(Scontrol& scontrol, const wire::JobQuery& query) {
    wire::Message request;
    *request.mutable_job_query() = query;
    return scontrol.ask(std::move(request));
}

/// The steps asked for; without a name, those that have not ended.
std::vector<StepRow> chosen_steps(std::vector<StepRow> rows, const std::optional<JobTarget>& asked) {
    std::erase_if(rows, [&](const StepRow& row) {
        if (asked && asked->step) return row.step.number != *asked->step;
        return row.step.ended.has_value();
    });
    return rows;
}

wire::JobQuery steps_query(const std::optional<JobTarget>& asked) {
    wire::JobQuery query;
    query.set_with_steps(true);
    if (asked) wire::name_job(query, *asked);
    return query;
}

int print_steps(Scontrol& scontrol, const std::vector<StepRow>& rows) {
    for (const auto& row : rows) fmt::print("{}", step_record(row, scontrol.style()));
    return EXIT_SUCCESS;
}

int print_jobs_json(std::span<const JobRow> rows) {
    auto jobs = Json::list();
    for (const auto& row : rows) jobs.add(json_job(row));
    fmt::print("{}", json_answer("jobs", std::move(jobs)).print());
    return EXIT_SUCCESS;
}

}  // namespace

int show_jobs(Scontrol& scontrol, Arguments ids) {
    const auto query = query_for(ids);
    if (!query) return complain("scontrol_print_job error: Invalid job id specified");
    const auto reply = ask_for(scontrol, *query);
    if (!reply) return report("slurm_load_jobs error", reply.error());

    auto rows = job_rows(reply->jobs(), scontrol.session->config());
    if (rows.empty() && !ids.empty()) return report("slurm_load_jobs error", {Errc::invalid_job_id, ""});
    if (scontrol.json) return print_jobs_json(rows);
    if (rows.empty()) fmt::print("No jobs in the system\n");
    for (auto& row : rows) {
        row.detail = scontrol.detail;
        fmt::print("{}", job_record(row, scontrol.style()));
    }
    return EXIT_SUCCESS;
}

int show_steps(Scontrol& scontrol, Arguments arguments) {
    const auto asked = arguments.empty() ? std::nullopt : parse_job_target(arguments.front());
    if (!arguments.empty() && !asked) return report("slurm_get_job_steps error", {Errc::invalid_job_id, ""});
    const auto reply = ask_for(scontrol, steps_query(asked));
    if (!reply) return report("slurm_get_job_steps error", reply.error());

    const auto rows = chosen_steps(step_rows(reply->jobs()), asked);
    if (!rows.empty()) return print_steps(scontrol, rows);
    if (asked && reply->jobs().jobs().empty())
        return report("slurm_get_job_steps error", {Errc::invalid_job_id, ""});
    if (asked) return complain(fmt::format("Job step {} not found", arguments.front()));
    fmt::print("No job steps in the system\n");
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
