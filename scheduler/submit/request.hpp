// SPDX-License-Identifier: Apache-2.0
//
// What sbatch, srun and salloc understood from their command line, environment and script: the value that
// the option table (option_table.hpp) fills in. Nothing here has been sent anywhere yet.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/job.hpp"
#include "scheduler/model/step.hpp"

namespace sluice::submit {

/// --export: which of the caller's variables the job gets.
struct ExportSpec {
    enum class Mode : std::uint8_t { all, none, listed };
    Mode mode = Mode::all;
    std::vector<std::string> listed;  // NAME or NAME=value, added to what the mode gives
    std::string text;                 // as given, for SLURM_EXPORT_ENV; empty when the option was not
};

/// Who set an option; a later one in this list overrides an earlier one.
enum class Source : std::uint8_t { script, environment, command_line };

/// An option that was set, and its text; empty for an option without a value.
struct Given {
    std::string text;
    Source source = Source::command_line;
};

struct Request {
    JobSpec job;    // resources and, for sbatch, files of the batch script
    StepSpec step;  // srun only: tasks, layout, files of the step
    ExportSpec export_spec;
    std::optional<std::map<std::string, std::string, std::less<>>> exported;  // --export-file: instead of the caller's
    std::vector<GresCount> gpus_per_node;    // --gpus-per-node; after settle() part of job.gres_per_node
    std::vector<GresCount> gpus_per_socket;  // --gpus-per-socket; likewise
    std::optional<std::uint32_t> tasks_per_gpu;
    std::vector<std::string> limits;  // --propagate: NAMEs of resource limits; ALL and NONE as they are

    // sbatch
    std::optional<std::string> wrap;  // --wrap: the command line to run
    bool parsable = false;
    bool ignore_pbs = false;
    bool wait = false;
    std::optional<UserId> as_user;  // --uid: whose job it is to be

    // srun
    std::optional<JobId> inside_job;  // --jobid, or SLURM_JOB_ID of the surrounding allocation
    std::string mpi;                  // --mpi as given; empty: the cluster's default
    bool label = false;
    bool unbuffered = false;
    bool exclusive_step = false;  // --exclusive or --exact: CPUs that no other step uses
    std::vector<std::string> hosts;  // --nodelist or --nodefile with repetitions, for --distribution=arbitrary
    // Each is empty or `all`, `none`, a task number, or a file name pattern. Patterns are in step.files too,
    // `none` is /dev/null there, and with --output=PATTERN alone step.files.std_err is that pattern as well.
    std::string input_mode;
    std::string output_mode;
    std::string error_mode;
    std::optional<Duration> immediate;              // give up when not started by then
    std::optional<Duration> wait_after_first_exit;  // --wait; empty: however long it takes
    bool pty = false;
    bool multi_prog = false;         // the operand names a file that says which ranks run what
    bool disable_status = false;     // the first ^C goes to the tasks, also at a terminal
    bool quit_on_interrupt = false;  // the first ^C ends the step
    std::string prolog;              // programs that srun runs here, before and after the step
    std::string epilog;

    // salloc
    bool no_shell = false;            // --no-shell: obtain the job and leave it
    bool bell = false;                // --bell: ring when a long wait is over
    std::optional<int> kill_command;  // --kill-command: what the command gets when its job ends before it

    bool test_only = false;
    bool quiet = false;
    int verbosity = 0;
    std::vector<std::string> operands;                // script or program, then its arguments
    std::map<std::string, Given, std::less<>> given;  // by option name
    std::vector<std::string> warnings;  // lines for stderr, without the command's name; the request is good
};

}  // namespace sluice::submit
