// SPDX-License-Identifier: Apache-2.0
//
// Running a shell command to its end and seeing everything it said.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace sluice::test {

struct Ran {
    int status = 0;  // exit code; 128 + signal when it was killed
    std::string out;
    std::string err;
};

using Environment = std::map<std::string, std::string>;

/// Runs `bash -c command` in `folder` with the variables added to this process's environment.
Ran run_shell(const std::string& command, const std::string& folder, const Environment& environment);

/// Asks again and again until `condition` holds or the time is over; says whether it held.
bool eventually(const std::function<bool()>& condition, std::chrono::seconds limit = std::chrono::seconds{30});

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& text);
/// "text \n" -> "text"
std::string trimmed(std::string text);

}  // namespace sluice::test
