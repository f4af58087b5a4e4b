// SPDX-License-Identifier: Apache-2.0
//
// Options about which nodes are to be used.
#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

Applied set_node_list(Request& request, const Value& value) {
    return assign(hosts_with_repetitions(value), request.hosts).and_then([&] {
        return assign(hosts_of(value), request.job.node_list, request.step.node_list);
    });
}

Applied set_node_file(Request& request, const Value& value) {
    return assign(hosts_in_file_with_repetitions(value), request.hosts).and_then([&] {
        return assign(hosts_in_file(value), request.job.node_list, request.step.node_list);
    });
}

// clang-format off
constexpr Option kOptions[] = {
    {.name = "constraint", .letter = 'C', .takes = Takes::value, .shown = "features",
     .variables = {"SBATCH_CONSTRAINT", "SLURM_CONSTRAINT", "SALLOC_CONSTRAINT"},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.constraint); },
     .help = "features the nodes must have: a, a&b, a|b",
     .manual = "Use only nodes with these features. a&b asks for both, a|b for one of them."},

    {.name = "contiguous",
     .apply = [](auto& r, auto&) { return turn_on(r.job.contiguous); },
     .help = "nodes that follow each other",
     .manual = "Use nodes that follow each other in the configuration."},

    {.name = "exclude", .letter = 'x', .takes = Takes::value, .shown = "hosts",
     .apply = [](auto& r, auto& v) { return assign(hosts_of(v), r.job.exclude, r.step.exclude); },
     .help = "nodes not to use",
     .manual = "A host list of nodes that must not be used; text with a slash names a file with such a "
               "list."},

    {.name = "nodefile", .letter = 'F', .takes = Takes::value, .shown = "file",
     .variables = {"", "SLURM_HOSTFILE", ""},
     .apply = set_node_file,
     .help = "file that lists nodes to use, as with --nodelist",
     .manual = "Like --nodelist, with the hosts in a file, separated by commas, blanks or line ends. With srun "
               "--distribution=arbitrary the lines are the hosts of the tasks, one after the other."},

    {.name = "nodelist", .letter = 'w', .takes = Takes::value, .shown = "hosts",
     .apply = set_node_list,
     .help = "nodes that must be among those used",
     .manual = "A host list such as n[1-4,7] of nodes that must all be used; others are added if more are "
               "needed. Text with a slash names a file with such a list."},

    {.name = "segment", .takes = Takes::value, .shown = "n",
     .variables = {"SBATCH_SEGMENT_SIZE", "SRUN_SEGMENT_SIZE", "SALLOC_SEGMENT_SIZE"},
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.segment); },
     .help = "nodes that must share a block or a leaf switch",
     .manual = "Give the job its nodes in segments of this size, each inside one block, leaf switch or router; "
               "if none is as large, inside the next larger group. The number of nodes must be a multiple "
               "of it."},

    {.name = "switches", .takes = Takes::value, .shown = "n[@time]",
     .variables = {"SBATCH_REQ_SWITCH", "SLURM_REQ_SWITCH", "SALLOC_REQ_SWITCH"},
     .apply = [](auto& r, auto& v) { return read_switches(v, r.job.switches, r.job.switches_wait); },
     .help = "most leaf switches, and how long to wait for them",
     .manual = "Wait for nodes under so many leaf switches, blocks or routers, but no longer than the time, "
               "in whole minutes and written as with --time; then take any. Without a time, five minutes."},
};
// clang-format on

}  // namespace

std::span<const Option> node_options() { return kOptions; }

}  // namespace sluice::submit
