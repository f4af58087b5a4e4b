// SPDX-License-Identifier: Apache-2.0
//
// Options that users of Slurm may write and that do nothing here yet. They are named so that the answer is
// "--mcs-label is not supported yet" and not "unrecognized option", and so that a prefix such as --ntasks-per
// stays as ambiguous as it is in Slurm. What moves into the option table is deleted here.
#include <array>

#include "scheduler/submit/option_table.hpp"

namespace sluice::submit {
namespace {

constexpr Option row(CommandSet commands, std::string_view name, char letter, Takes takes) {
    Option option;
    option.name = name;
    option.letter = letter;
    option.takes = takes;
    option.commands = commands;
    return option;
}
constexpr Option value(CommandSet commands, std::string_view name, char letter = 0) {
    return row(commands, name, letter, Takes::value);
}
constexpr Option maybe(CommandSet commands, std::string_view name, char letter = 0) {
    return row(commands, name, letter, Takes::optional_value);
}
constexpr Option flag(CommandSet commands, std::string_view name, char letter = 0) {
    return row(commands, name, letter, Takes::nothing);
}

constexpr std::array kUnsupported{
    value(kSbatch, "batch"),
    value(kSrun, "bcast"),
    value(kSrun, "bcast-exclude"),
    value(kAll, "cluster-constraint"),
    maybe(kSrun, "compress"),
    value(kAll, "container"),
    value(kAll, "core-spec", 'S'),
    value(kAll, "cores-per-socket"),
    value(kAll, "cpus-per-gpu"),
    flag(kSrun, "disable-status", 'X'),
    value(kSbatch | kSalloc, "distribution", 'm'),
    value(kSrun, "epilog"),
    value(kSbatch, "export-file"),
    value(kAll, "extra-node-info", 'B'),
    value(kAll, "gid"),
    value(kAll, "gpu-bind"),
    value(kAll, "gpu-freq"),
    value(kAll, "gpus", 'G'),
    value(kAll, "gpus-per-socket"),
    value(kAll, "gpus-per-task"),
    value(kAll, "gres-flags"),
    value(kSrun, "het-group"),
    value(kAll, "hint"),
    maybe(kSalloc, "kill-command", 'K'),
    value(kAll, "mcs-label"),
    value(kAll, "mem-bind"),
    value(kAll, "mem-per-gpu"),
    value(kSrun, "msg-timeout"),
    flag(kSrun, "multi-prog"),
    flag(kSrun, "no-allocate", 'Z'),
    maybe(kAll, "no-kill", 'k'),
    value(kAll, "ntasks-per-core"),
    value(kAll, "ntasks-per-gpu"),
    value(kAll, "ntasks-per-socket"),
    value(kAll, "ntasks-per-tres"),
    flag(kSrun, "preserve-env", 'E'),
    value(kSrun, "prolog"),
    maybe(kSbatch | kSrun, "propagate"),
    flag(kSrun, "pty"),
    flag(kSrun, "quit-on-interrupt"),
    value(kAll, "reservation"),
    maybe(kSrun, "resv-ports"),
    maybe(kSrun, "send-libs"),
    value(kAll, "signal"),
    value(kSrun, "slurmd-debug"),
    value(kAll, "sockets-per-node"),
    value(kSrun, "task-epilog"),
    value(kSrun, "task-prolog"),
    value(kAll, "thread-spec"),
    value(kSrun, "threads", 'T'),
    value(kAll, "threads-per-core"),
    value(kAll, "uid"),
    flag(kSrun, "whole"),
};

}  // namespace

std::span<const Option> unsupported_options() { return kUnsupported; }

}  // namespace sluice::submit
