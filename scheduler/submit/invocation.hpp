// SPDX-License-Identifier: Apache-2.0
//
// Everything that decides what a command was asked to do, gathered in one value (see caller.hpp), so that
// reading options needs neither clock nor process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/model/time.hpp"
#include "scheduler/submit/command.hpp"

namespace sluice::submit {

using Environment = std::map<std::string, std::string, std::less<>>;

/// One option line of a script, its words already split; `line` counts from 1.
struct Directive {
    std::size_t line = 0;
    std::vector<std::string> words;

    friend bool operator==(const Directive&, const Directive&) = default;
};

struct Invocation {
    Command command = Command::sbatch;
    std::string program;                 // its name, as it was called; empty if it was not
    std::vector<std::string> arguments;  // what follows that
    Environment environment;
    std::vector<Directive> directives;  // sbatch: see script.hpp
    Instant now;
    std::string work_dir;
    std::string host;  // name of this machine
    std::string user;  // name of the caller
    std::uint32_t umask = 022;
    std::uint32_t session = 0;
    int priority = 0;  // nice value of the process
    std::map<std::string, std::uint64_t> limits;  // soft resource limits by name: NOFILE; the greatest number: none
    /// For --nodefile; the content, or why there is none. Without it every file is missing.
    std::function<Result<std::string>(const std::string& path)> read_file;
    /// For --uid; empty if there is no such user. Without it there is none.
    std::function<std::optional<UserId>(const std::string& name)> find_user;
};

}  // namespace sluice::submit
