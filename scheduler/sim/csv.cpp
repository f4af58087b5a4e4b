// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/csv.hpp"

#include <fmt/format.h>

#include <iterator>

#include "scheduler/sim/starts.hpp"

namespace sluice::sim {
namespace {

/// In quotes only where it must be.
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += c;
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

std::string csv_text(const Outcome& outcome) {
    const auto& [workload, results] = std::tie(outcome.workload, outcome.results);
    std::string text = "job,submit,start,end,procs,nodes,wait,user,partition,state\n";
    for (const auto i : jobs_that_ran(workload, results)) {
        const auto& job = workload.jobs[i];
        const auto& run = results.runs[i];
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{}\n", label(job),
                       job.submit.time_since_epoch().count(), run.start.time_since_epoch().count(),
                       run.end.time_since_epoch().count(), run.procs, field(outcome.nodes_of(run)),
                       (run.start - job.submit).count(), field(user_name(workload, job)),
                       field(outcome.partition_of(run)), to_string(run.state));
    }
    return text;
}

}  // namespace sluice::sim
