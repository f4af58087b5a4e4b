// SPDX-License-Identifier: Apache-2.0
//
// Options about files, the working directory and the environment.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

constexpr CommandSet kWithFiles = kSbatch | kSrun;

/// NAME=value, each with a zero byte behind it.
Environment read_variables(std::string_view bytes) {
    Environment variables;
    while (!bytes.empty()) {
        const auto entry = bytes.substr(0, bytes.find('\0'));
        const auto equals = entry.find('=');
        if (equals != std::string_view::npos && equals > 0)
            variables.insert_or_assign(std::string{entry.substr(0, equals)}, std::string{entry.substr(equals + 1)});
        bytes.remove_prefix(std::min(entry.size() + 1, bytes.size()));
    }
    return variables;
}

Applied export_from_file(Request& request, const Value& value) {
    const bool is_number = parse_count(value.text).has_value();
    const auto path = (is_number ? "/proc/self/fd/" : "") + std::string{value.text};
    const auto bytes = value.caller.read_file ? value.caller.read_file(path) : fail(Errc::io_error);
    if (!bytes) return stop(fmt::format("Could not open user environment file {}", value.text), kRequestError);
    request.exported = read_variables(*bytes);
    return {};
}

// clang-format off
constexpr Option kOptions[] = {
    {.name = "chdir", .letter = 'D', .takes = Takes::value, .shown = "directory",
     .variables = {"", "SLURM_REMOTE_CWD SLURM_WORKING_DIR", ""},
     .apply = [](auto& r, auto& v) { return assign(directory_of(v), r.job.work_dir, r.step.work_dir); },
     .normal = [](auto& r) { return r.job.work_dir; },
     .help = "working directory",
     .manual = "The working directory of the script or the tasks. Without it, the one in which the command "
               "was called."},

    {.name = "error", .letter = 'e', .takes = Takes::value, .shown = "file", .commands = kWithFiles,
     .variables = {"SBATCH_ERROR", "SLURM_STDERRMODE", ""},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.batch.std_err, r.error_mode); },
     .help = "file for standard error; without it, as --output",
     .manual = "Where standard error goes, as with --output. Without it, it goes where standard output "
               "goes."},

    {.name = "export", .takes = Takes::value, .shown = "names", .commands = kWithFiles,
     .variables = {"SBATCH_EXPORT", "SLURM_EXPORT_ENV SRUN_EXPORT_ENV", ""},
     .apply = [](auto& r, auto& v) { return assign(export_of(v), r.export_spec); },
     .help = "variables for the job: ALL, NONE or NAME[=value],...",
     .manual = "Which of the caller's variables the job gets. ALL, the default: all. NONE: none. "
               "NAME,NAME=value: these. ALL,NAME=value: all and these.\n\n"
               "Without ALL the job still gets PATH, HOME, USER, LOGNAME, SHELL, LANG, TERM and TMPDIR, "
               "the variables whose names begin with SLURM_ and SLUICE_, and SLURM_EXPORT_ENV, by which "
               "srun in the script does the same. A value with commas stands in quotes: NAME='a,b'."},

    {.name = "export-file", .takes = Takes::value, .shown = "file", .commands = kSbatch,
     .apply = export_from_file,
     .help = "variables for the job from a file",
     .manual = "The job's variables are those in this file and not the caller's: NAME=value, with a zero byte after "
               "each, as in /proc/self/environ. A number is a file that is open already."},

    {.name = "input", .letter = 'i', .takes = Takes::value, .shown = "file", .commands = kWithFiles,
     .variables = {"SBATCH_INPUT", "SLURM_STDINMODE", ""},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.batch.std_in, r.input_mode); },
     .help = "file for standard input",
     .manual = "Where standard input comes from. A batch script reads nothing without it. srun passes its "
               "own standard input to all tasks; here a task's number names the only one to get it, none "
               "none."},

    {.name = "open-mode", .takes = Takes::value, .shown = "append|truncate", .commands = kWithFiles,
     .variables = {"SBATCH_OPEN_MODE", "SLURM_OPEN_MODE", ""},
     .apply = [](auto& r, auto& v) { return assign(append_of(v), r.job.batch.append, r.step.files.append); },
     .normal = [](auto& r) { return std::string{r.step.files.append ? "a" : "t"}; },
     .help = "what to do with files that exist",
     .manual = "Whether output is added to a file that exists or replaces it, which is the default."},

    {.name = "output", .letter = 'o', .takes = Takes::value, .shown = "file", .commands = kWithFiles,
     .variables = {"SBATCH_OUTPUT", "SLURM_STDOUTMODE", ""},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.batch.std_out, r.output_mode); },
     .help = "file for standard output",
     .manual = "Where standard output goes: a file name, see FILE NAMES, or none. A batch script writes to "
               "slurm-%j.out without it, the tasks of srun to srun's standard output. For srun a task's "
               "number means that only this task's output is shown."},

    {.name = "wrap", .takes = Takes::value, .shown = "command", .commands = kSbatch,
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.wrap); },
     .help = "run this command line instead of a script",
     .manual = "Submit a script that consists of this command line, run by /bin/sh."},
};
// clang-format on

}  // namespace

std::span<const Option> file_options() { return kOptions; }

}  // namespace sluice::submit
