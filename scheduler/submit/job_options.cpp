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

Applied set_delay_boot(Request& request, const Value& value) {
    const auto delay = time_limit_of(value);
    if (!delay) return tl::unexpected{delay.error()};
    request.job.remarks.delay_boot = delay->value_or(Duration{0});
    return {};
}

std::string normal_time(const Request& request) { return format_time_limit(request.job.time_limit); }
std::string normal_begin(const Request& request) {
    return format_local(request.job.begin.value_or(Instant{}));
}
std::string normal_deadline(const Request& request) {
    return format_local(request.job.deadline.value_or(Instant{}));
}
std::string normal_time_min(const Request& request) { return format_time_limit(request.job.time_min); }
std::string normal_nice(const Request& request) { return fmt::format("{}", request.job.nice); }

// clang-format off
constexpr Option kOptions[] = {
    {.name = "account", .letter = 'A', .takes = Takes::value, .shown = "name",
     .variables = {"SBATCH_ACCOUNT", "SLURM_ACCOUNT", "SALLOC_ACCOUNT"},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.account); },
     .help = "account to charge",
     .manual = "Charge the job to this account."},

    {.name = "array", .letter = 'a', .takes = Takes::value, .shown = "indexes", .commands = kSbatch,
     .variables = {"SBATCH_ARRAY_INX", "", ""},
     .apply = [](auto& r, auto& v) { return assign(array_of(v), r.job.array); },
     .help = "run the script once for each index: 0-31, 1,3, 0-15:4%2",
     .manual = "Submit an array: the script runs once for each index, with SLURM_ARRAY_TASK_ID set to it. "
               "Indexes are numbers, ranges, and ranges with a step after a colon, separated by commas. A "
               "number after % is how many tasks may run at once. The largest index is one less than "
               "scheduling.max_array_size in cluster.yaml, 1000 unless that says otherwise.\n\n"
               "The tasks of array 12 are called 12_0, 12_1 and so on wherever a job can be named; 12 means "
               "all of them, 12_[1-5] some."},

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

    {.name = "deadline", .takes = Takes::value, .shown = "time",
     .apply = [](auto& r, auto& v) { return assign(begin_of(v), r.job.deadline); },
     .normal = normal_deadline,
     .help = "end the job if it cannot end before this time",
     .manual = "When the job must have ended, in the forms of --begin. As soon as its time limit, or if it has "
               "one its --time-min, no longer fits before that, a job that waits ends in state DEADLINE; one "
               "that runs is ended at that time."},

    {.name = "delay-boot", .takes = Takes::value, .shown = "minutes",
     .apply = set_delay_boot,
     .help = "kept with the job: nodes are not booted for jobs",
     .manual = "Kept and shown with the job, in the forms of --time; it changes nothing, as nodes are not booted for "
               "jobs."},

    {.name = "dependency", .letter = 'd', .takes = Takes::value, .shown = "list",
     .variables = {"", "SLURM_DEPENDENCY", ""},
     .apply = [](auto& r, auto& v) { return assign(dependency_of(v), r.job.dependency); },
     .help = "wait for other jobs: afterok:ID, afterany:ID, singleton ...",
     .manual = "Do not start before other jobs have come so far: after:ID[+MINUTES] (started, so long ago, or "
               "cancelled), afterany:ID (ended), afterok:ID (ended with exit code 0), afternotok:ID (ended "
               "otherwise), aftercorr:ID (of an array: each task waits for the same task of that array to "
               "end well), singleton (no job of the same name and user runs or was submitted earlier). "
               "Several ids follow each other with colons; ID_N is a task of an array, the number of an "
               "array all of it. Terms are separated by commas if all must be met, or by ? if one is "
               "enough.\n\n"
               "A job that never was is refused. One that the controller has forgotten meets every "
               "condition. See --kill-on-invalid-dep for what can never be met."},

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

    {.name = "kill-on-invalid-dep", .takes = Takes::value, .shown = "yes|no",
     .apply = [](auto& r, auto& v) { return assign(yes_or_no_of(v), r.job.kill_on_invalid_dependency); },
     .help = "whether to cancel the job if its dependency can never be met",
     .manual = "Whether the job is cancelled when its dependency can never be met. With no, it stays with the "
               "reason DependencyNeverSatisfied. Without the option, scheduling.kill_invalid_dependency in "
               "cluster.yaml decides."},

    {.name = "mail-type", .takes = Takes::value, .shown = "types",
     .apply = [](auto& r, auto& v) { return assign(mail_types_of(v), r.job.mail.on); },
     .help = "news of the job to be mailed: BEGIN, END, FAIL, ALL ...",
     .manual = "Which news of the job are told by mail, several with commas: BEGIN, END (however it ends), FAIL "
               "(if it ends with anything but exit code 0), REQUEUE, INVALID_DEPEND (its dependency can never be "
               "met), TIME_LIMIT, and TIME_LIMIT_90, TIME_LIMIT_80 and TIME_LIMIT_50 when so many per cent of its "
               "limit have passed. ALL is BEGIN, END, FAIL, REQUEUE, INVALID_DEPEND and STAGE_OUT; NONE takes "
               "back what stands before it. STAGE_OUT is accepted and never comes.\n\n"
               "Of an array, BEGIN is told when its first task begins and END or FAIL when all have ended; with "
               "ARRAY_TASKS each task is told of instead. mail.program in cluster.yaml sends the mail; where there "
               "is none, none is sent."},

    {.name = "mail-user", .takes = Takes::value, .shown = "address",
     .apply = [](auto& r, auto& v) { return is_mail_address(v.text) ? assign(text_of(v), r.job.mail.to) : Applied{invalid(v)}; },
     .help = "who gets the mail of --mail-type, if not the user",
     .manual = "Who gets the mail of --mail-type: an address, or the name of a user. Without it, the user whose "
               "job it is."},

    {.name = "network", .takes = Takes::value, .shown = "type",
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.remarks.network); },
     .help = "kept with the job: every network may be used",
     .manual = "Kept and shown with the job; it changes nothing, as every network of a node may be used."},

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

    {.name = "signal", .takes = Takes::value, .shown = "[B:]signal[@s]",
     .variables = {"SBATCH_SIGNAL", "", "SALLOC_SIGNAL"},
     .apply = [](auto& r, auto& v) { return assign(warning_of(v), r.job.warning); },
     .help = "send a signal some seconds (60) before the time limit",
     .manual = "Send this signal, a number or a name, so many seconds before the job's time limit ends it; 60 without "
               "a number. The tasks of all steps get it, with B: in front the batch shell alone. R: in front is "
               "accepted. srun inside a job leaves the job's as it is."},

    {.name = "time", .letter = 't', .takes = Takes::value, .shown = "limit",
     .variables = {"SBATCH_TIMELIMIT", "SLURM_TIMELIMIT", "SALLOC_TIMELIMIT"},
     .apply = set_time,
     .normal = normal_time,
     .help = "time limit: minutes, H:M:S, D-H:M:S",
     .manual = "How long the job may run: M, M:S, H:M:S, D-H, D-H:M, D-H:M:S, or UNLIMITED. Seconds are "
               "rounded up to whole minutes; 0 asks for no limit. Without it the partition's default "
               "holds. Of an srun inside a job, the limit of the step."},

    {.name = "time-min", .takes = Takes::value, .shown = "limit",
     .apply = [](auto& r, auto& v) { return assign(time_limit_of(v), r.job.time_min); },
     .normal = normal_time_min,
     .help = "the least time limit that would do",
     .manual = "The least time limit with which the job can do something, in the forms of --time. With "
               "--deadline, it is this that must fit before it."},
};
// clang-format on

}  // namespace

std::span<const Option> job_options() { return kOptions; }

}  // namespace sluice::submit
