// SPDX-License-Identifier: Apache-2.0
//
// Options about the job as a whole: whose it is, how long it lasts, when it may start.
#include <fmt/format.h>

#include "scheduler/submit/begin_time.hpp"
#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

/// Steps are not named after the job they run in, so srun ignores the variable inside an allocation.
Applied set_name(Request& request, const Value& value) {
    const bool inherited =
        value.source == Source::environment && value.caller.environment.contains("SLURM_JOB_ID");
    if (inherited) return {};
    return assign(text_of(value), request.job.name, request.step.name);
}

Applied set_time(Request& request, const Value& value) {
    const auto applied = assign(time_limit_of(value), request.job.time_limit, request.step.time_limit);
    if (applied) request.job.unlimited_time = !request.job.time_limit;
    return applied;
}

Applied set_partitions(Request& request, const Value& value) {
    request.job.partitions.clear();
    for (const auto name : split(value.text)) {
        if (!name.empty()) request.job.partitions.emplace_back(name);
    }
    return {};
}

std::string normal_time(const Request& request) { return format_time_limit(request.job.time_limit); }
std::string normal_begin(const Request& request) {
    return format_local(request.job.begin.value_or(Instant{}));
}
std::string normal_nice(const Request& request) { return fmt::format("{}", request.job.nice); }

// clang-format off
constexpr Option kOptions[] = {
    {.name = "account", .letter = 'A', .takes = Takes::value, .shown = "name",
     .variables = {"SBATCH_ACCOUNT", "SLURM_ACCOUNT", "SALLOC_ACCOUNT"},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.account); },
     .help = "account to charge",
     .manual = "Charge the job to this account."},

    {.name = "begin", .letter = 'b', .takes = Takes::value, .shown = "time",
     .apply = [](auto& r, auto& v) { return assign(begin_of(v), r.job.begin); },
     .normal = normal_begin,
     .help = "do not start before this time",
     .manual = "The job waits until this time at least. Forms: HH:MM[:SS] with am or pm or without, noon, "
               "midnight, fika (15:00), teatime (16:00), today, tomorrow, MM/DD[/YY], MMDD[YY], "
               "YYYY-MM-DD[THH:MM[:SS]], a date with a time of day in either order, and now+COUNT with "
               "seconds (the default), minutes, hours, days or weeks. A time of day that has passed means "
               "tomorrow."},

    {.name = "comment", .takes = Takes::value, .shown = "text",
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.comment); },
     .help = "a remark kept with the job",
     .manual = "A remark that is kept with the job."},

    {.name = "hold", .letter = 'H',
     .apply = [](auto& r, auto&) { return turn_on(r.job.hold); },
     .help = "submit held: priority 0 until it is released",
     .manual = "Submit the job with priority 0. It starts after `scontrol release`."},

    {.name = "job-name", .letter = 'J', .takes = Takes::value, .shown = "name",
     .variables = {"SBATCH_JOB_NAME", "SLURM_JOB_NAME", ""},
     .apply = set_name,
     .help = "name of the job",
     .manual = "The name under which the job is listed. Without it: the script's file name, wrap for "
               "--wrap, sbatch for a script from standard input, and for srun and salloc the program's "
               "name."},

    {.name = "mail-type", .takes = Takes::value, .shown = "type",
     .apply = [](auto&, auto& v) { return check_mail_types(v); },
     .help = "events to report; accepted, no mail is sent yet",
     .manual = "NONE, BEGIN, END, FAIL, REQUEUE, ALL, INVALID_DEPEND, STAGE_OUT, TIME_LIMIT, "
               "TIME_LIMIT_90, TIME_LIMIT_80, TIME_LIMIT_50 or ARRAY_TASKS, several with commas. Checked "
               "and accepted; no mail is sent yet."},

    {.name = "mail-user", .takes = Takes::value, .shown = "user",
     .apply = [](auto&, auto&) { return Applied{}; },
     .help = "who gets the mail; accepted, no mail is sent yet",
     .manual = "Accepted; no mail is sent yet."},

    {.name = "nice", .takes = Takes::optional_value, .shown = "value",
     .apply = [](auto& r, auto& v) { return assign(nice_of(v), r.job.nice); },
     .normal = normal_nice,
     .help = "lower the priority by this much (100)",
     .manual = "Lower the job's priority by this much, by 100 without a value. A negative value raises it."},

    {.name = "no-requeue", .commands = kSbatch,
     .variables = {"SBATCH_NO_REQUEUE", "", ""},
     .apply = [](auto& r, auto&) { return r.job.requeue = false, Applied{}; },
     .help = "never run the job a second time",
     .manual = "A job whose node fails ends; it is not put back into the queue."},

    {.name = "partition", .letter = 'p', .takes = Takes::value, .shown = "names",
     .variables = {"SBATCH_PARTITION", "SLURM_PARTITION", "SALLOC_PARTITION"},
     .apply = set_partitions,
     .help = "partition, or several: the first that can start it",
     .manual = "The partition to run in. Of several, separated by commas, the first that can start the job "
               "is taken."},

    {.name = "priority", .takes = Takes::value, .shown = "value",
     .apply = [](auto& r, auto& v) { return assign(priority_of(v), r.job.priority); },
     .help = "set the priority to this value",
     .manual = "Set the job's priority to this value. 0 holds the job."},

    {.name = "qos", .letter = 'q', .takes = Takes::value, .shown = "name",
     .variables = {"SBATCH_QOS", "SLURM_QOS", "SALLOC_QOS"},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.qos); },
     .help = "quality of service",
     .manual = "The quality of service to run under."},

    {.name = "requeue", .commands = kSbatch,
     .variables = {"SBATCH_REQUEUE", "", ""},
     .apply = [](auto& r, auto&) { return r.job.requeue = true, Applied{}; },
     .help = "run the job again when its node fails",
     .manual = "Put the job back into the queue when one of its nodes fails."},

    {.name = "time", .letter = 't', .takes = Takes::value, .shown = "limit",
     .variables = {"SBATCH_TIMELIMIT", "SLURM_TIMELIMIT", "SALLOC_TIMELIMIT"},
     .apply = set_time,
     .normal = normal_time,
     .help = "time limit: minutes, H:M:S, D-H:M:S",
     .manual = "How long the job may run: M, M:S, H:M:S, D-H, D-H:M, D-H:M:S, or UNLIMITED. Seconds are "
               "rounded up to whole minutes; 0 asks for no limit. Without it the partition's default "
               "holds. Of an srun inside a job, the limit of the step."},
};
// clang-format on

}  // namespace

std::span<const Option> job_options() { return kOptions; }

}  // namespace sluice::submit
