// SPDX-License-Identifier: Apache-2.0
//
// The steps of sbatch: read what is to be submitted, ask the controller, wait for the end.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "scheduler/model/error.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/submit/parse.hpp"
#include "scheduler/submit/stop.hpp"
#include "scheduler/wire/client.hpp"

namespace sluice::commands {

struct BatchScript {
    std::string path;  // absolute; empty when it came from standard input or --wrap
    std::string name;  // for messages: the path as given, or "stdin"
    std::string text;
};

/// The script that the command line names: looked up in the working directory and then in PATH, read from
/// standard input, or made of the --wrap command. Checked to be one.
tl::expected<BatchScript, submit::Stop> read_script(const submit::ScriptSource& source,
                                                    const submit::Invocation& invocation);

struct Submission {
    submit::Request request;
    wire::Message message;
};

/// Reads options and script. Makes the message with which they go to the controller.
tl::expected<Submission, submit::Exit> prepare(submit::Invocation invocation);

/// Follows a job to its end, over restarts of the controller.
Result<ExitCode> follow_to_end(wire::Client& client, JobId job);

/// The same for an array: the worst of its tasks' exit codes, from the accounting.
Result<ExitCode> follow_array(wire::Client& client, JobId array);

/// Slurm's 1 for what is no fault of an option, or the number that SLURM_EXIT_ERROR gives instead.
int failure_code(const submit::Environment& environment);

}  // namespace sluice::commands
