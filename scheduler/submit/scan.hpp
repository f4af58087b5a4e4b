// SPDX-License-Identifier: Apache-2.0
//
// Words into options and operands, by the rules of getopt_long: `--name=value`, `--name value`, any prefix
// that means one option, `-ov`, `-o v`, `-Qv`; the first other word ends the options, as does `--`.
// getopt_long itself is not used because it keeps its state in globals and prints by itself.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scheduler/submit/option.hpp"

namespace sluice::submit {

/// One option as it stood among the words.
struct Occurrence {
    const Option* option = nullptr;
    std::string text;
    bool given = false;  // a value came with it
};

struct Scanned {
    std::vector<Occurrence> options;
    std::vector<std::string> operands;
    std::string error;  // in getopt's words, such as "unrecognized option '--x'"; what came before is kept
};

[[nodiscard]] Scanned scan(Command command, std::span<const std::string> words);

}  // namespace sluice::submit
