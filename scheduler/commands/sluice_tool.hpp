// SPDX-License-Identifier: Apache-2.0
//
// The words after `sluice`. Each is a command of its own: it reads the rest of the line and returns the exit
// code.
#pragma once

#include <span>
#include <string_view>

#include "scheduler/commands/command_doc.hpp"

namespace sluice::commands {

struct ToolWord {
    std::string_view name;
    int (*run)(int argc, char** argv);  // argv[0] is the word
    std::string_view help;              // empty: not for people
};
std::span<const ToolWord> tool_words();

int sluice_check(int argc, char** argv);
int sluice_completion(int argc, char** argv);
int sluice_doctor(int argc, char** argv);
int sluice_down(int argc, char** argv);
int sluice_env(int argc, char** argv);
int sluice_man(int argc, char** argv);
int sluice_schema(int argc, char** argv);
int sluice_sim(int argc, char** argv);
int sluice_status(int argc, char** argv);
int sluice_up(int argc, char** argv);
int sluice_why(int argc, char** argv);

CommandDoc up_doc();
CommandDoc down_doc();

/// The folder of the running program: daemons and commands lie in the same one.
std::string program_folder();

}  // namespace sluice::commands
