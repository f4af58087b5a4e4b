// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sim_options.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/options.hpp"

namespace sluice::commands {
namespace {

const Option<SimOptions> kOptions[] = {
    {{"processors", 'p', "P", "a machine of P alike processors, without nodes or network", ""},
     store_count<&SimOptions::processors>},
    {{"config", 'c', "FILE", "the cluster of this cluster.yaml, with its nodes, partitions and network", ""},
     store_text<&SimOptions::config>},
    {{"policy", 0, "NAME", "fcfs, easy, easy-sjbf, cons or cons-c; else what the cluster's file says, or easy", ""},
     store_text<&SimOptions::policy>},
    {{"first", 'n', "N", "only the first N jobs in the order of submission", ""}, store_count<&SimOptions::first>},
    {{"starts", 's', "FILE", "write `<job number> <start>` for each job, by number; - for standard output", ""},
     store_text<&SimOptions::starts>},
    {{"csv", 0, "FILE", "write a line for each job; - for standard output", ""}, store_text<&SimOptions::csv>},
    {{"hdf5", 0, "FILE", "write the same as an HDF5 file", ""}, store_text<&SimOptions::hdf5>},
    {{"png", 0, "FILE", "draw queue length and utilization over time", ""}, store_text<&SimOptions::png>},
    {{"json", 'j', "", "print the summary as JSON", ""}, raise_flag<&SimOptions::json>},
    {{"verbose", 'v', "", "name every job that is left out, not only the first ones", ""},
     raise_flag<&SimOptions::verbose>},
};

std::string as_typed(int argc, char** argv) {
    std::string line = "sluice sim";
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const bool plain = !word.empty() && word.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%") == std::string_view::npos;
        line += ' ' + (plain ? std::string{word} : shell_quoted(word));
    }
    return line;
}

tl::unexpected<int> refuse(std::string_view text) {
    fmt::print(stderr, "sluice sim: error: {}\n", text);
    return tl::unexpected{EXIT_FAILURE};
}

SectionDoc policies_section() {
    return {"POLICIES",
            "Each is a setting of the scheduler's one planner; a cluster.yaml has the same under `scheduling`.",
            {{"fcfs", "in the order of the queue; nothing passes a job that waits"},
             {"easy", "a job may pass others if that does not delay the first one that waits"},
             {"easy-sjbf", "the same, but the shortest jobs are tried first"},
             {"cons", "every job has a reservation that no later one may delay; all are planned anew at each event"},
             {"cons-c", "every job keeps its reservation, which only moves forward when something ends early"}}};
}

SectionDoc input_section() {
    return {"INPUT",
            "A file whose name ends in .yaml or .yml is a job file: a list with one map for each job. `run` says how "
            "long the job takes, `submit` when it comes (90, 30s, 5m, 1h, 2d), `user` whose it is, `job` its number "
            "(else its place in the list), `exit` its exit status. All other keys are long options of sbatch. A mistake "
            "in a job file ends the command with file, line and column. "
            "Any other file is a trace in the Standard Workload Format, plain or gzipped. Processors are "
            "those requested, or else allocated; a run time of 0 is 1 s; a job without an estimate asks for its run time. "
            "Lines that cannot be read, jobs that never ran or have negative times, and jobs larger than the "
            "machine are left out, counted, and named with their line on standard error; the rest is simulated. "
            "On a cluster, a job of a trace asks for as many whole nodes as its processors fill.",
            {}};
}

SectionDoc output_section() {
    return {"OUTPUT",
            "Times are seconds since the beginning of the trace. A job that reaches its time limit is ended there. At one "
            "instant all jobs that end do so first, then all submissions enter the queue, then the scheduler looks at "
            "it once. The checksum is the SHA-256 of what --starts writes: equal schedules have equal checksums. With "
            "--starts=- or --csv=- the summary goes to standard error.",
            {}};
}

}  // namespace

CommandDoc sim_doc() {
    CommandDoc doc;
    doc.name = "sluice sim";
    doc.brief = "simulate a trace with the scheduler on a virtual clock";
    doc.operands = "TRACE";
    doc.description =
        "Runs the jobs of a trace through the scheduling engine of the controller, on a virtual clock, and says "
        "how long they waited, how well the machine was used and, on a cluster with a network, how closely "
        "the jobs were placed. The machine is given by --processors or --config; else it is the one of "
        "which the trace's header says how many processors it has (MaxProcs).";
    doc.options = docs_of(std::span<const Option<SimOptions>>{kOptions});
    doc.sections = {policies_section(), input_section(), output_section(),
                    {"EXIT STATUS", "0 if anything was simulated and all files could be written, else 1.", {}}};
    return doc;
}

tl::expected<SimOptions, int> read_sim_options(int argc, char** argv) {
    SimOptions options;
    options.command = as_typed(argc, argv);
    const auto operands =
        read_options(sim_doc(), std::span<const Option<SimOptions>>{kOptions}, options, argc, argv);
    if (!operands) return tl::unexpected{operands.error()};
    if (operands->size() != 1) return refuse("name one trace");
    if (options.processors && !options.config.empty()) return refuse("--processors and --config exclude each other");
    if (options.starts == "-" && options.csv == "-") return refuse("only one of --starts and --csv can be -");
    options.trace = operands->front();
    return options;
}

}  // namespace sluice::commands
