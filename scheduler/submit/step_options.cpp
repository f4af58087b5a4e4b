// SPDX-License-Identifier: Apache-2.0
//
// Options of srun alone: how the tasks of a step are started and watched.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scheduler/model/signal.hpp"
#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

Applied set_job(Request& request, const Value& value) {
    const auto id = count_of(value);
    if (!id) return tl::unexpected{id.error()};
    request.inside_job = JobId{*id};
    return {};
}

/// No time given means at once, for which Slurm allows a second.
Applied set_immediate(Request& request, const Value& value) {
    const auto seconds = value.given && !value.text.empty() ? parse_count(value.text) : 1;
    if (!seconds) {
        return stop(fmt::format("Invalid numeric value \"{}\" for immediate.", value.text), kRequestError);
    }
    request.immediate = Duration{*seconds};
    return turn_on(request.step.immediate);
}

Applied set_kill_on_bad_exit(Request& request, const Value& value) {
    if (value.text.empty()) return turn_on(request.step.kill_on_bad_exit);
    const auto number = count_of(value, 0);
    if (!number) return tl::unexpected{number.error()};
    request.step.kill_on_bad_exit = *number != 0;
    return {};
}

Applied set_wait(Request& request, const Value& value) {
    const auto seconds = count_of(value, 0);
    if (!seconds) return tl::unexpected{seconds.error()};
    request.wait_after_first_exit = *seconds == 0 ? std::nullopt : std::optional{Duration{*seconds}};
    return {};
}

bool is_pmix(std::string_view kind) {
    constexpr std::array kNames{"pmix", "pmix_v2", "pmix_v3", "pmix_v4", "pmix_v5"};
    return std::ranges::find(kNames, kind) != kNames.end();
}

std::optional<MpiKind> mpi_kind(std::string_view text) {
    if (is_pmix(text)) return MpiKind::pmix;
    for (const auto kind : {MpiKind::none, MpiKind::pmi2, MpiKind::automatic}) {
        if (text == to_string(kind)) return kind;
    }
    return std::nullopt;
}

Applied set_mpi(Request& request, const Value& value) {
    if (value.text == "list") {
        return tl::unexpected{Stop{"", 0, false, "", "MPI plugin types are...\n\tnone\n\tpmi2\n\tpmix\n"}};
    }
    const auto kind = mpi_kind(value.text);
    if (!kind) {
        return stop(fmt::format("Invalid MPI type '{}', --mpi=list for acceptable types", value.text),
                    kRequestError);
    }
    request.step.mpi = *kind;
    return assign(text_of(value), request.mpi);
}

Applied set_kill_command(Request& request, const Value& value) {
    const auto signal = value.given && !value.text.empty() ? read_signal(value.text) : read_signal("TERM");
    if (!signal) return invalid(value);
    request.kill_command = static_cast<int>(*signal);
    return {};
}

/// Where the copy goes is settled when job and step have numbers; here only that there is to be one.
Applied set_broadcast(Request& request, const Value& value) {
    request.step.broadcast = value.text.empty() ? "./" : std::string{value.text};
    return {};
}

Applied check_zero_or_one(const Value& value) {
    return value.text == "0" || value.text == "1" ? Applied{} : invalid(value);
}

// clang-format off
constexpr Option kOptions[] = {
    {.name = "bcast", .takes = Takes::optional_value, .shown = "path", .commands = kSrun,
     .variables = {"", "SLURM_BCAST", ""},
     .apply = set_broadcast,
     .help = "copy the program to each node and run the copy",
     .manual = "Write the program to this path on each node of the step before the tasks start, and run that. A path "
               "that ends in a slash names the directory; without a path it goes to the working directory with the "
               "numbers of job and step in its name. The file stays."},

    {.name = "bell", .commands = kSalloc,
     .apply = [](auto& r, auto&) { return turn_on(r.bell); },
     .help = "ring the terminal's bell when a long wait is over",
     .manual = "Ring the bell of the terminal when the job starts after more than ten seconds."},

    {.name = "disable-status", .letter = 'X', .commands = kSrun,
     .variables = {"", "SLURM_DISABLE_STATUS", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.disable_status); },
     .help = "pass the first ^C on to the tasks",
     .manual = "At a terminal, pass the first ^C on to the tasks instead of telling what runs."},

    {.name = "distribution", .letter = 'm', .takes = Takes::value, .shown = "nodes[:sockets[:cores]]",
     .variables = {"SBATCH_DISTRIBUTION", "SLURM_DISTRIBUTION", "SALLOC_DISTRIBUTION"},
     .apply = [](auto& r, auto& v) { return read_distribution(v, r.step); },
     .help = "order of the tasks: block, cyclic, plane=n, arbitrary",
     .manual = "block: consecutive tasks on one node, then on the next. cyclic: one task on each node in "
               "turn. plane=n: n tasks on each node in turn. arbitrary: task after task on the hosts of --nodelist, "
               "--nodefile or SLURM_HOSTFILE, which may name a host several times.\n\n"
               "After a colon how the tasks of a node go to its sockets: block, one socket after the other, or cyclic, "
               "the default, one on each in turn; fcyclic does so with the CPUs of one task, too. After a second "
               "colon the same for cores. For sbatch and salloc it is the default of srun in the job."},

    {.name = "epilog", .takes = Takes::value, .shown = "program", .commands = kSrun,
     .variables = {"", "SLURM_EPILOG", ""},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.epilog); },
     .help = "run this program here after the step",
     .manual = "Where srun was called, run this program with the step's command as arguments when the step is over; "
               "none means no such program."},

    {.name = "exact", .commands = kSrun,
     .variables = {"", "SLURM_EXACT", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.exclusive_step); },
     .help = "use no more CPUs than asked for",
     .manual = "The tasks use just the CPUs that the step asks for. Without it a step also counts for no more than "
               "these, and others start beside it as long as there are some, but its tasks may use all CPUs that the "
               "job has on their nodes. --exclusive and --cpus-per-task imply it."},

    {.name = "immediate", .letter = 'I', .takes = Takes::optional_value, .shown = "seconds",
     .commands = kSrun | kSalloc,
     .variables = {"", "SLURM_IMMEDIATE", "SALLOC_IMMEDIATE"},
     .apply = set_immediate,
     .help = "give up when it cannot start within this time (1)",
     .manual = "Give up when the resources are not free within so many seconds, or at once without a "
               "number."},

    {.name = "jobid", .takes = Takes::value, .shown = "id", .commands = kSrun,
     .variables = {"", "SLURM_JOBID SLURM_JOB_ID", ""},
     .apply = set_job,
     .help = "run as a step of this job",
     .manual = "Start the tasks as a step of this running job instead of a job of their own."},

    {.name = "kill-command", .letter = 'K', .takes = Takes::optional_value, .shown = "signal",
     .commands = kSalloc,
     .variables = {"", "", "SALLOC_KILL_CMD"},
     .apply = set_kill_command,
     .help = "signal the command when the job ends before it (TERM)",
     .manual = "What the command gets when its job ends before it does, because of its time limit or scancel: this "
               "signal, TERM without a name. Without the option, a command at a terminal gets HUP, another nothing."},

    {.name = "kill-on-bad-exit", .letter = 'K', .takes = Takes::optional_value, .shown = "0|1",
     .commands = kSrun,
     .variables = {"", "SLURM_KILL_BAD_EXIT", ""},
     .apply = set_kill_on_bad_exit,
     .help = "end the step when one task fails",
     .manual = "End all tasks as soon as one ends with a code other than 0 or by a signal."},

    {.name = "label", .letter = 'l', .commands = kSrun,
     .variables = {"", "SLURM_LABELIO", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.label); },
     .help = "put the task's number before each line of output",
     .manual = "Put the number of the task before each line of its output."},

    {.name = "mpi", .takes = Takes::value, .shown = "kind", .commands = kSrun,
     .variables = {"", "SLURM_MPI_TYPE", ""},
     .apply = set_mpi,
     .help = "the wire-up of MPI: auto, none, pmi2, pmix, list",
     .manual = "none: not at all. pmix: by a PMIx server on each node, as Open MPI wants it. pmi2: by the PMI wire "
               "that MPICH speaks. auto: what the program is linked with; both where that cannot be seen. list "
               "prints the choices. Without it, cluster.yaml says which."},

    {.name = "multi-prog", .commands = kSrun,
     .variables = {"", "SLURM_MULTI_PROG", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.multi_prog); },
     .help = "the program is a file that says what each task runs",
     .manual = "The word after the options names a file instead of a program. Each of its lines has task numbers (0, "
               "1-3,5 or * for all others), a program and its arguments, in which %t stands for the task's number "
               "and %o for its place among those of the line, from 0. Blanks may be quoted or escaped with a "
               "backslash; # begins a comment."},

    {.name = "no-bell", .commands = kSalloc,
     .apply = [](auto& r, auto&) { return r.bell = false, Applied{}; },
     .help = "do not ring the bell; the default",
     .manual = "Take back --bell."},

    {.name = "no-shell", .commands = kSalloc,
     .apply = [](auto& r, auto&) { return turn_on(r.no_shell); },
     .help = "obtain the nodes and return",
     .manual = "Return when the job has its nodes, without running anything. The job goes on until its time limit or "
               "scancel; srun --jobid uses it."},

    {.name = "overlap", .commands = kSrun,
     .variables = {"", "SLURM_OVERLAP", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.step.overlap); },
     .help = "share CPUs with other steps",
     .manual = "The step starts at once, on CPUs that other steps may be using."},

    {.name = "prolog", .takes = Takes::value, .shown = "program", .commands = kSrun,
     .variables = {"", "SLURM_PROLOG", ""},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.prolog); },
     .help = "run this program here before the step",
     .manual = "Where srun was called, run this program with the step's command as arguments before the tasks start; "
               "none means no such program."},

    {.name = "propagate", .takes = Takes::optional_value, .shown = "limits", .commands = kSbatch | kSrun,
     .variables = {"SBATCH_PROPAGATE", "SLURM_PROPAGATE", ""},
     .apply = [](auto& r, auto& v) { return assign(limits_of(v), r.limits); },
     .help = "resource limits of the caller for the tasks (ALL)",
     .manual = "Which of the caller's soft resource limits the tasks get: ALL, which is also the default, NONE, or a "
               "list of AS, CORE, CPU, DATA, FSIZE, MEMLOCK, NOFILE, NPROC, RSS and STACK."},

    {.name = "pty", .commands = kSrun,
     .apply = [](auto& r, auto&) { return turn_on(r.pty); },
     .help = "run task 0 in a terminal",
     .manual = "Give task 0 a terminal of its own, of the size of the caller's, whose keys go to it. Its standard "
               "streams are that terminal, whatever --input, --output and --error say."},

    {.name = "quit-on-interrupt", .commands = kSrun,
     .apply = [](auto& r, auto&) { return turn_on(r.quit_on_interrupt); },
     .help = "the first ^C ends the step",
     .manual = "End the step at the first ^C instead of telling what runs."},

    {.name = "relative", .letter = 'r', .takes = Takes::value, .shown = "n", .commands = kSrun,
     .apply = [](auto& r, auto& v) { return assign(count_of(v, 0), r.step.relative); },
     .help = "begin with this node of the job, counted from 0",
     .manual = "Use the job's nodes from this one on, counted from 0."},

    {.name = "task-epilog", .takes = Takes::value, .shown = "program", .commands = kSrun,
     .variables = {"", "SLURM_TASK_EPILOG", ""},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.step.task_epilog); },
     .help = "run this program after each task",
     .manual = "On the node, run this program after each task with the task's variables and streams."},

    {.name = "task-prolog", .takes = Takes::value, .shown = "program", .commands = kSrun,
     .variables = {"", "SLURM_TASK_PROLOG", ""},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.step.task_prolog); },
     .help = "run this program before each task",
     .manual = "On the node, run this program before each task with the task's variables. Of what it prints, lines "
               "\"export NAME=value\" set a variable of the task, \"unset NAME\" takes one away, and \"print text\" "
               "goes to the task's standard output. A prolog that fails does not keep the task from running."},

    {.name = "unbuffered", .letter = 'u', .commands = kSrun,
     .variables = {"", "SLURM_UNBUFFEREDIO", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.unbuffered); },
     .help = "pass output on at once, not by lines",
     .manual = "Pass on the tasks' output as it comes instead of line by line."},

    {.name = "wait", .letter = 'W', .takes = Takes::value, .shown = "seconds", .commands = kSrun,
     .variables = {"", "SLURM_WAIT", ""},
     .apply = set_wait,
     .help = "end the other tasks so long after the first ended",
     .manual = "When the first task has ended, the others have so many seconds before they are ended, too; "
               "0, the default, means as long as they like."},

    {.name = "wait-all-nodes", .takes = Takes::value, .shown = "0|1", .commands = kSbatch | kSalloc,
     .variables = {"SBATCH_WAIT_ALL_NODES", "", "SALLOC_WAIT_ALL_NODES"},
     .apply = [](auto&, auto& v) { return check_zero_or_one(v); },
     .help = "accepted; a job starts on nodes that are ready",
     .manual = "Accepted: a job has only nodes that are ready for it."},
};
// clang-format on

}  // namespace

std::span<const Option> step_options() { return kOptions; }

}  // namespace sluice::submit
