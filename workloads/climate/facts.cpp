// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/facts.hpp"

namespace sluice::climate {
namespace {

void line_unless_empty(std::string_view name, const std::string& value) {
    if (!value.empty()) line(name, "{}", value);
}

}  // namespace

RunFacts read_facts(const io::Reader& file, const std::string& name) {
    return {.title = file.text("title"),
            .parameters = file.text("parameters"),
            .steps = static_cast<long>(file.number("steps")),
            .ranks = static_cast<int>(file.number("mpi_ranks")),
            .layout = file.text("mpi_layout"),
            .nodes = file.text("node_list"),
            .job = file.has("job_id") ? file.text("job_id") : "",
            .wall_seconds = file.number("wall_time_seconds"),
            .rate = file.number("cell_updates_per_second"),
            .outcome = file.text("outcome"),
            .file = name};
}

void print_head(const RunFacts& facts) {
    line("title", "{}", facts.title);
    line("parameters", "{}", facts.parameters);
}

void print_tail(const RunFacts& facts) {
    line("ranks", "{}, {}", facts.ranks, facts.layout);
    line("nodes", "{}", facts.nodes);
    line_unless_empty("job", facts.job);
    line("wall time", "{:.2f} s", facts.wall_seconds);
    line("rate", "{:.4g} cell updates/s", facts.rate);
    line("outcome", "{}", facts.outcome);
    line_unless_empty("file", facts.file);
}

}  // namespace sluice::climate
