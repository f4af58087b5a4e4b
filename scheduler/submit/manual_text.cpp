// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/manual_text.hpp"

namespace sluice::submit {

const std::string_view kOptionRules =
    "A long option may be shortened to any part that means only one, its value may follow after = or as the "
    "next word. The value of a short option may follow without a blank. Options end at the first word that "
    "is none.";

namespace {

constexpr std::string_view kFileNames =
    "A file name may contain places that are filled in when the file is opened: %j the job's number, %J job "
    "and step (12.0), %A the number of the job array, %a the index in it, %x the job's name, %u the user's "
    "name, %N the short name of the host, %n the number of the node in the step, %t the number of the task, "
    "%s the number of the step, %% a per cent sign. A number in between, as in %4t, pads with zeros.\n\n"
    "A name with %t stands for one file for each task, one with %n or %N for one on each node. A name that "
    "begins with a backslash is taken as it is. Relative names start at the working directory. Directories "
    "are not made.";

constexpr std::string_view kVariables =
    "These variables set options; the command line goes before them. A variable for an option that takes no "
    "value sets it when it is empty, yes, or a number other than 0.";

constexpr ManualText kSbatch{
    "submit a batch script",
    "Submits a script to run once on the first of the nodes that the job gets; srun and mpirun in it use "
    "all of them. The command returns when the controller has recorded the job, which may start much "
    "later.\n\n"
    "The script's name is looked up in the working directory and then in PATH. Without a name the script is "
    "read from standard input. It must begin with #! and the path of an interpreter. Lines that begin with "
    "#SBATCH, before the first line that is neither empty nor a comment, hold options as on the command "
    "line, with quotes for blanks and # for a comment.\n\n"
    "The command line goes before the environment, and that before the script.",
    kFileNames,
    kVariables,
    "0 if the job was submitted, with --wait the exit code of the job. 1 if it was refused or the script "
    "could not be read (SLURM_EXIT_ERROR gives another number). 255, for some options 1, if an option or "
    "its value is wrong.",
    "$ cat hello.sh\n#!/bin/sh\n#SBATCH --nodes=2 --ntasks=8\n#SBATCH --time=10\nsrun ./hello\n$ sbatch "
    "hello.sh\nSubmitted batch job 12\n"};

constexpr ManualText kSrun{
    "run a parallel program",
    "Starts the tasks of a parallel program on the nodes of a job, passes their output on and returns when "
    "they have ended. Inside a job it starts a step of that job; elsewhere it first submits a job and waits "
    "for its start.",
    kFileNames,
    kVariables,
    "The highest exit code of the tasks, or 128 and the signal's number if one ended by a signal. 1 if the "
    "tasks could not be started, 255, for some options 1, if an option or its value is wrong.",
    "$ srun --nodes=2 --ntasks=4 --label hostname\n0: n1\n1: n1\n2: n2\n3: n2\n"};

constexpr ManualText kSalloc{
    "obtain nodes and run a command",
    "Submits a job without a script, waits for its start and runs a command where salloc was called; srun "
    "in it uses the job's nodes. The job ends with the command.",
    "",
    kVariables,
    "The exit code of the command. 1 if the job was refused, 255, for some options 1, if an option or its "
    "value is wrong.",
    "$ salloc --nodes=2 srun hostname\n"};

}  // namespace

const ManualText& manual_text(Command command) {
    switch (command) {
        case Command::sbatch: return kSbatch;
        case Command::srun: return kSrun;
        case Command::salloc: break;
    }
    return kSalloc;
}

}  // namespace sluice::submit
