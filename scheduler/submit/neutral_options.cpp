// SPDX-License-Identifier: Apache-2.0
//
// Options that scripts bring from other clusters and that ask for what a Sluice cluster has nothing of, such
// as burst buffers, power caps or boot images. They are taken and change nothing.
#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

Applied accept(Request&, const Value&) { return {}; }

/// As Slurm says where sites do not let jobs set CPUs aside.
Applied ignore_specialization(Request& request, const Value&) {
    request.warnings.push_back(
        "error: Ignoring -S since it's not allowed by configuration (AllowSpecResourcesUsage = No)");
    return {};
}

constexpr std::string_view kManual =
    "Accepted for scripts that are written for other clusters; it changes nothing here.";

constexpr Option neutral(CommandSet commands, std::string_view name, std::string_view shown, Takes takes,
                         std::string_view help) {
    Option option;
    option.name = name;
    option.takes = takes;
    option.shown = shown;
    option.commands = commands;
    option.apply = accept;
    option.help = help;
    option.manual = kManual;
    return option;
}
constexpr Option value(CommandSet commands, std::string_view name, std::string_view shown,
                       std::string_view help) {
    return neutral(commands, name, shown, Takes::value, help);
}
constexpr Option flag(CommandSet commands, std::string_view name, std::string_view help) {
    return neutral(commands, name, {}, Takes::nothing, help);
}
constexpr Option ignored(Option option) {
    option.apply = ignore_specialization;
    return option;
}
constexpr Option lettered(char letter, Option option) {
    option.letter = letter;
    return option;
}

// clang-format off
constexpr Option kOptions[] = {
    value(kAll, "acctg-freq", "seconds", "accepted: use is measured without sampling"),
    value(kAll, "bb", "specification", "accepted: there are no burst buffers"),
    value(kAll, "bbf", "file", "accepted: there are no burst buffers"),
    lettered('M', value(kAll, "clusters", "names", "accepted: there is one cluster")),
    ignored(lettered('S', value(kAll, "core-spec", "number", "ignored with a message: jobs may use all cores"))),
    value(kAll, "cpu-freq", "frequency", "accepted: frequencies are left alone"),
    neutral(kSbatch | kSalloc, "get-user-env", "mode", Takes::optional_value,
            "accepted: the environment is that of the submission"),
    lettered('k', neutral(kAll, "no-kill", "off", Takes::optional_value,
                          "accepted: a job that loses a node is requeued or ended")),
    value(kAll, "power", "flags", "accepted: power is not capped"),
    value(kAll, "prefer", "features", "accepted: features that are only preferred do not count"),
    value(kAll, "profile", "what", "accepted: no profile is taken"),
    flag(kAll, "reboot", "accepted: nodes are not booted for jobs"),
    flag(kAll, "spread-job", "accepted: jobs are placed close together"),
    ignored(value(kAll, "thread-spec", "number", "ignored with a message: jobs may use all threads")),
    flag(kAll, "use-min-nodes", "accepted: of a range, as many nodes as are free may be taken"),
    value(kAll, "wckey", "key", "accepted: use is not kept by key"),
};
// clang-format on

}  // namespace

std::span<const Option> neutral_options() { return kOptions; }

}  // namespace sluice::submit
