// SPDX-License-Identifier: Apache-2.0
//
// What srun or salloc was asked to run, and where from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/submit/command.hpp"
#include "scheduler/submit/request.hpp"

namespace sluice::srun {

struct Order {
    submit::Request request;
    std::vector<std::string> environment;
    std::string first_node;  // of the job, when known
    submit::Command command = submit::Command::srun;
    std::string broadcast_source{};  // --bcast: the file that is sent ahead

    /// Lines of -v, unless --quiet.
    [[nodiscard]] bool verbose() const { return request.verbosity > 0 && !request.quiet; }
};

/// A line on stderr.
void say(std::string_view line);
/// `srun: error: ...`, before each line of the text.
void say_error(std::string_view text, submit::Command command = submit::Command::srun);

}  // namespace sluice::srun
