// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "scheduler/commands/accounts_view.hpp"
#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/history.hpp"
#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/job_rows.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/commands/usage_words.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "sacct: error: {}\n", text);
    return EXIT_FAILURE;
}

/// A time that cannot be read, in Slurm's words and nothing else.
int refuse_window(const Error& error) {
    if (!error.detail.starts_with("Invalid time")) return complain(error.detail);
    fmt::print(stderr, "{}\n", error.detail);
    return EXIT_FAILURE;
}

/// Everybody's jobs are shown to root, to whoever asks for them, and of jobs that are named.
bool means_everybody(const SacctOptions& o) {
    return o.all_users || !o.ids.empty() || this_user() == UserId{0};
}

/// The controller finds what was in the system within the window; states are looked at here, because a job
/// counts by the states it was in, not by the one it is in now.
wire::Message request_of(const SacctOptions& o, const Window& window) {
    wire::Message message;
    auto& query = *message.mutable_history_query();
    query = o.query;
    query.set_all_users(o.query.users().empty() && means_everybody(o));
    if (query.users().empty() && !query.all_users()) query.add_users(std::to_string(this_user().value()));
    for (const auto& id : o.ids) wire::name_job(query, id);
    query.set_since(window.since.time_since_epoch().count());
    query.set_until(window.until.time_since_epoch().count());
    query.set_with_steps(!o.only_jobs);
    return message;
}

/// Of a job asked for by its steps only these are shown.
bool is_wanted(const SacctOptions& o, const Job& job, std::optional<StepNumber> step) {
    return o.ids.empty() || std::ranges::any_of(o.ids, [&](const JobTarget& id) {
               return is_meant(id, job) && (!id.step || id.step == step);
           });
}

/// The steps of each job: the batch script first, then the others by their numbers.
std::map<JobId, std::vector<Step>> steps_by_job(std::vector<StepRow> rows) {
    std::map<JobId, std::vector<Step>> steps;
    for (auto& row : rows) steps[row.step.job].push_back(std::move(row.step));
    for (auto& [job, list] : steps) {
        std::ranges::sort(list, {}, [](const Step& step) {
            return std::pair{step.number != kBatchStep, step.number};
        });
    }
    return steps;
}

std::vector<HistoryRow> rows_of(const SacctOptions& o, const Window& window, const wire::JobReply& reply,
                                const ClusterConfig& config) {
    auto steps = steps_by_job(step_rows(reply));
    std::vector<HistoryRow> rows;
    auto jobs = job_rows(reply, config);
    std::ranges::stable_sort(jobs, {}, [](const JobRow& row) {  // the tasks of an array stand together
        return std::pair{array_of(row), row.job.array_task.value_or(UINT32_MAX)};
    });
    for (const auto& job : jobs) {
        if (!is_selected(job.job, o, window)) continue;
        if (is_wanted(o, job.job, std::nullopt)) {
            rows.push_back({job, std::nullopt, config.name, o.units});
            for (const auto& step : steps[job.job.id]) add(rows.back().all_steps, step_usage(step));
        }
        for (const auto& step : steps[job.job.id]) {
            if (is_wanted(o, job.job, step.number)) rows.push_back({job, step, config.name, o.units});
        }
    }
    return rows;
}

/// The lines of a job's steps follow that of the job.
Json json_histories(std::span<const HistoryRow> rows) {
    auto jobs = Json::list();
    for (std::size_t i = 0; i < rows.size();) {
        const auto& row = rows[i];
        const auto first = row.step ? i : i + 1;
        for (i = first; i < rows.size() && rows[i].step && rows[i].job.job.id == row.job.job.id;) ++i;
        jobs.add(json_history(row, rows.subspan(first, i - first)));
    }
    return jobs;
}

/// The numbers of QOS are asked for only where they are shown.
Result<void> number_qos(Session& session, const SacctOptions& o, std::vector<HistoryRow>& rows) {
    if (lower_case(o.format).find("qosraw") == std::string::npos) return {};
    const auto accounts = fetch_accounts(session);
    if (!accounts) return tl::unexpected{accounts.error()};
    for (auto& row : rows) {
        const auto* qos = accounts->find_qos(row.job.job.spec.qos);
        if (qos != nullptr) row.qos_number = std::to_string(qos->id);
    }
    return {};
}

int run(const SacctOptions& o) {
    const auto checked = list_history(o, {});  // before anyone is asked: a format that cannot be read
    if (!checked) return complain(checked.error().detail);
    const auto window = time_window(o, present());
    if (!window) return refuse_window(window.error());

    const auto session = Session::open();
    if (!session) return report("sacct: error: Problem talking to the database", session.error());
    const auto reply = (*session)->ask(request_of(o, *window));
    if (!reply) return report("sacct: error: Problem talking to the database", reply.error());
    auto rows = rows_of(o, *window, reply->jobs(), (*session)->config());
    if (const auto numbered = number_qos(**session, o, rows); !numbered) return report("sacct: error: Problem talking to the database", numbered.error());
    if (o.json) fmt::print("{}", json_answer("jobs", json_histories(rows), JsonForm::history).print());
    else fmt::print("{}", *list_history(o, rows));
    return EXIT_SUCCESS;
}

}  // namespace

int sacct_main(int argc, char** argv) {
    SacctOptions options;
    const auto operands = read_options(sacct_doc(), sacct_options(), options, argc, argv);
    if (!operands) return operands.error();
    if (!operands->empty()) return complain(fmt::format("Unknown arguments: {}", join(*operands, " ")));
    if (!options.list_fields) return run(options);
    fmt::print("{}", list_field_names());
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
