// SPDX-License-Identifier: Apache-2.0
//
// `scontrol show hostnames`, `hostlist`, `hostlistsorted`: host lists, without asking anyone.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "scheduler/commands/scontrol.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "scontrol: error: {}\n", text);
    return EXIT_FAILURE;
}

std::string list_of_this_job() {
    for (const char* name : {"SLURM_JOB_NODELIST", "SLURM_NODELIST"}) {
        if (const char* list = std::getenv(name)) return list;
    }
    return "";
}

/// Names by their words, and numbers at their end by value: n2 before n10.
std::tuple<std::string, std::uint64_t, std::string> order_of(const std::string& name) {
    const auto last = name.find_last_not_of("0123456789");
    const auto digits = last == std::string::npos ? 0 : last + 1;
    const auto number = parse_number<std::uint64_t>(std::string_view{name}.substr(digits));
    return {name.substr(0, digits), number.value_or(0), name};
}

int print_folded(Arguments arguments, bool sorted) {
    if (arguments.empty()) return complain("invalid encode argument");
    auto hosts = expand_hosts(join(arguments));
    if (!hosts) return complain(fmt::format("Invalid hostlist: {}", hosts.error().detail));
    if (sorted) {
        std::ranges::sort(*hosts, {}, order_of);
        hosts->erase(std::ranges::unique(*hosts).begin(), hosts->end());
    }
    fmt::print("{}\n", fold_hosts(*hosts));
    return EXIT_SUCCESS;
}

}  // namespace

int show_hostnames(Scontrol&, Arguments arguments) {
    const auto list = arguments.empty() ? list_of_this_job() : join(arguments);
    if (list.empty()) return complain("host list is empty");
    const auto hosts = expand_hosts(list);
    if (!hosts) return complain(fmt::format("Invalid hostlist: {}", hosts.error().detail));
    for (const auto& host : *hosts) fmt::print("{}\n", host);
    return EXIT_SUCCESS;
}

int show_hostlist(Scontrol&, Arguments arguments) { return print_folded(arguments, false); }
int show_sorted_hostlist(Scontrol&, Arguments arguments) { return print_folded(arguments, true); }

}  // namespace sluice::commands
