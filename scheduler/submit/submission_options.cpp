// SPDX-License-Identifier: Apache-2.0
//
// Options about what the command itself does and prints.
#include <fmt/format.h>

#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/settle.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

/// Each -v adds one; a variable says how many there are to be. The last of script, environment and command
/// line that says anything counts.
Applied add_verbosity(Request& request, const Value& value) {
    const auto number = parse_count(value.text);
    if (!was_given(request, value.option.name, value.source)) request.verbosity = 0;
    request.verbosity += number ? static_cast<int>(*number) : 1;
    return {};
}

// clang-format off
constexpr Option kOptions[] = {
    {.name = "ignore-pbs", .commands = kSbatch,
     .variables = {"SBATCH_IGNORE_PBS", "", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.ignore_pbs); },
     .help = "take no options from #PBS lines",
     .manual = "Lines of the script that begin with #PBS are comments. Otherwise their options count as those "
               "of #SBATCH lines do, as far as there are counterparts: -a, -A, -e, -h, -J and -t, -l (nodes, ppn, "
               "select, ncpus, mpiprocs, mem, pmem, walltime, file and others), -m, -M, -N, -o, -q, -r, -v, -V, "
               "-W depend."},

    {.name = "parsable", .commands = kSbatch,
     .apply = [](auto& r, auto&) { return turn_on(r.parsable); },
     .help = "print nothing but the job's number",
     .manual = "Print only the number of the job."},

    {.name = "quiet", .letter = 'Q',
     .apply = [](auto& r, auto&) { return turn_on(r.quiet); },
     .help = "print errors only",
     .manual = "Print nothing but errors."},

    {.name = "test-only", .commands = kSbatch | kSrun,
     .apply = [](auto& r, auto&) { return turn_on(r.test_only); },
     .help = "say when and where the job would start; submit nothing",
     .manual = "Check the request and say when and where the job would start. Nothing is submitted."},

    {.name = "uid", .takes = Takes::value, .shown = "user", .commands = kSbatch,
     .apply = [](auto& r, auto& v) -> Applied {
         r.as_user = v.caller.find_user ? v.caller.find_user(std::string{v.text}) : std::nullopt;
         if (!r.as_user) return invalid(v);
         return {};
     },
     .help = "whose job it is to be; for root",
     .manual = "Submit the job as this user, by name or number. Only root may do so."},

    {.name = "verbose", .letter = 'v',
     .variables = {"SBATCH_DEBUG", "SLURM_DEBUG", "SALLOC_DEBUG"},
     .apply = add_verbosity,
     .normal = [](auto& r) { return fmt::format("{}", r.verbosity); },
     .help = "print the options in force; more with each -v",
     .manual = "Print the options in force, and with each further -v more of what is done."},

    {.name = "wait", .letter = 'W', .commands = kSbatch,
     .variables = {"SBATCH_WAIT", "", ""},
     .apply = [](auto& r, auto&) { return turn_on(r.wait); },
     .help = "return when the job has ended, with its exit code",
     .manual = "Return only when the job has ended, with its exit code, or 1 if a signal ended it."},
};
// clang-format on

}  // namespace

std::span<const Option> submission_options() { return kOptions; }

}  // namespace sluice::submit
