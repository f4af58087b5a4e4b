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
    value(kSrun, "bcast-exclude"),
    value(kAll, "cluster-constraint"),
    maybe(kSrun, "compress"),
    value(kAll, "container"),
    value(kAll, "gid"),
    value(kAll, "gpu-freq"),
    value(kSrun, "het-group"),
    value(kAll, "mcs-label"),
    value(kSrun, "msg-timeout"),
    flag(kSrun, "no-allocate", 'Z'),
    value(kAll, "ntasks-per-tres"),
    flag(kSrun, "preserve-env", 'E'),
    maybe(kSrun, "resv-ports"),
    maybe(kSrun, "send-libs"),
    value(kSrun, "slurmd-debug"),
    value(kSrun, "threads", 'T'),
    value(kSrun | kSalloc, "uid"),
    flag(kSrun, "whole"),
};

}  // namespace

std::span<const Option> unsupported_options() { return kUnsupported; }

}  // namespace sluice::submit
