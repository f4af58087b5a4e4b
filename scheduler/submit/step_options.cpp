// SPDX-License-Identifier: Apache-2.0
//
// Options of srun alone: how the tasks of a step are started and watched.
#include <fmt/format.h>

#include <algorithm>
#include <array>

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

Applied set_cpu_bind(Request& request, const Value& value) {
    auto checked = check_cpu_bind(value);
    return checked ? assign(text_of(value), request.cpu_bind) : checked;
}

// clang-format off
constexpr Option kOptions[] = {
    {.name = "cpu-bind", .also = "cpu_bind", .takes = Takes::value, .shown = "kind", .commands = kSrun,
     .variables = {"", "SLURM_CPU_BIND", ""},
     .apply = set_cpu_bind,
     .help = "accepted; tasks are not bound to CPUs yet",
     .manual = "quiet, verbose, none, rank, sockets, cores, threads, ldoms, boards, map_cpu:list, "
               "mask_cpu:list. Checked and accepted; tasks are not bound to CPUs yet."},

    {.name = "distribution", .letter = 'm', .takes = Takes::value, .shown = "block|cyclic", .commands = kSrun,
     .variables = {"", "SLURM_DISTRIBUTION", ""},
     .apply = [](auto& r, auto& v) { return assign(distribution_of(v), r.step.distribution); },
     .help = "order of the tasks on the nodes",
     .manual = "block: consecutive tasks on one node, then on the next. cyclic: one task on each node in "
               "turn. Words after a colon are about sockets; they are accepted and without effect."},

    {.name = "exact", .commands = kSrun,
     .variables = {"", "SLURM_EXACT", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.exclusive_step); },
     .help = "CPUs that no other step uses; the default",
     .manual = "The step gets just the CPUs it asks for, and no other step uses them meanwhile. This is so "
               "without it, too."},

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
     .help = "how MPI programs find each other: auto, none, pmi2, pmix, list",
     .manual = "none: not at all. pmix: by a PMIx server on each node, as Open MPI wants it. pmi2: by the PMI wire "
               "that MPICH speaks. auto: what the program is linked with; both where that cannot be seen. list "
               "prints the choices. Without it, cluster.yaml says which."},

    {.name = "overlap", .commands = kSrun,
     .variables = {"", "SLURM_OVERLAP", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.step.overlap); },
     .help = "share CPUs with other steps",
     .manual = "The step starts at once, on CPUs that other steps may be using."},

    {.name = "relative", .letter = 'r', .takes = Takes::value, .shown = "n", .commands = kSrun,
     .apply = [](auto& r, auto& v) { return assign(count_of(v, 0), r.step.relative); },
     .help = "begin with this node of the job, counted from 0",
     .manual = "Use the job's nodes from this one on, counted from 0."},

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
};
// clang-format on

}  // namespace

std::span<const Option> step_options() { return kOptions; }

}  // namespace sluice::submit
