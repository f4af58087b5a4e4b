// SPDX-License-Identifier: Apache-2.0
//
// What a command answered, and files full of such answers.
#pragma once

#include <map>
#include <string>

namespace sluice::conformance {

struct Answer {
    int status = 0;
    std::string out;
    std::string err;

    friend bool operator==(const Answer&, const Answer&) = default;
};

/// By command line.
using Answers = std::map<std::string, Answer>;

/// The lines of an answer: "$ command", "> " for each line of output, "! " for each of errors, "= status"
/// unless that is 0. A missing newline at the end of an output is not told apart from a present one.
std::string to_text(const std::string& command, const Answer& answer);
Answers read_answers(const std::string& text);

}  // namespace sluice::conformance
