// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sim_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <tuple>
#include <utility>

#include "scheduler/commands/sim_progress.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/sim/engine_machine.hpp"
#include "scheduler/sim/load_workload.hpp"
#include "scheduler/sim/policy.hpp"
#include "scheduler/sim/pool_machine.hpp"
#include "scheduler/sim/simulate.hpp"
#include "scheduler/sim/starts.hpp"

namespace sluice::commands {
namespace {

Result<void> choose_policy(const std::string& name, SchedulingSpec& settings) {
    if (name.empty()) return {};
    const auto* policy = sim::find_policy(name);
    if (policy == nullptr) {
        return fail(Errc::invalid_argument,
                    fmt::format("unknown policy '{}'; allowed: fcfs, easy, easy-sjbf, cons, cons-c", name));
    }
    sim::apply(*policy, settings);
    return {};
}

std::string policy_text(const SchedulingSpec& settings) {
    auto text = std::string{sim::policy_of(settings)};
    if (settings.policy == PlanPolicy::easy && settings.reservations != 1)
        text += fmt::format(" with {} reservations", settings.reservations);
    return text;
}

/// The machine, and what reports say of it.
struct Chosen {
    std::unique_ptr<sim::Machine> machine;
    ClusterConfig config;  // without nodes: just processors
};

Result<std::uint32_t> count_processors(const SimOptions& options, const sim::Workload& workload) {
    if (workload.has_specs())
        return fail(Errc::invalid_argument, "the jobs of a job file ask for nodes: give a cluster with --config=FILE");
    if (options.processors) return *options.processors;
    if (workload.max_procs && *workload.max_procs > 0) return *workload.max_procs;
    return fail(Errc::invalid_argument,
                fmt::format("{} does not say how many processors its machine has (no `; MaxProcs:` line): give "
                            "--processors=P or --config=FILE",
                            workload.name));
}

Result<Chosen> choose_processors(const SimOptions& options, sim::Outcome& outcome) {
    const auto processors = count_processors(options, outcome.workload);
    if (!processors) return tl::unexpected{processors.error()};
    Chosen chosen;
    if (auto known = choose_policy(options.policy, chosen.config.scheduling); !known)
        return tl::unexpected{known.error()};
    outcome.processors = *processors;
    outcome.machine = fmt::format("{} processors", *processors);
    leave_out_larger(outcome.workload, *processors);
    return chosen;
}

Result<Chosen> choose_cluster(const SimOptions& options, sim::Outcome& outcome) {
    auto loaded = load_file(options.config);
    if (!loaded) return fail(Errc::invalid_config, "\n" + to_string(loaded.error()));
    Chosen chosen{nullptr, std::move(*loaded)};
    auto& config = chosen.config;
    if (auto known = choose_policy(options.policy, config.scheduling); !known) return tl::unexpected{known.error()};
    outcome.processors = sim::cpus_of(config);
    outcome.machine = fmt::format("{}: {} nodes, {} CPUs", config.name, config.nodes.size(), outcome.processors);
    for (const auto& node : config.nodes) outcome.node_names.push_back(node.name);
    for (const auto& partition : config.partitions) outcome.partition_names.push_back(partition.name);
    const auto room = std::uint64_t{sim::cpus_per_node(config)} * config.nodes.size();
    if (!outcome.workload.has_specs())
        leave_out_larger(outcome.workload, static_cast<std::uint32_t>(std::min<std::uint64_t>(room, UINT32_MAX)));
    return chosen;
}

void start_machine(Chosen& chosen, sim::Outcome& outcome) {
    if (chosen.config.nodes.empty())
        chosen.machine = std::make_unique<sim::PoolMachine>(outcome.processors, chosen.config.scheduling, outcome.workload);
    else chosen.machine = std::make_unique<sim::EngineMachine>(chosen.config, outcome.workload);
}

void note_leftovers(sim::Outcome& outcome, const sim::Machine& machine) {
    for (sim::JobIndex i = 0; i < outcome.results.runs.size(); ++i) {
        const auto& run = outcome.results.runs[i];
        if (run.ran() || run.refused) continue;
        const auto why = is_final(run.state) ? std::string{to_string(run.state)} : machine.why_waiting(i);
        outcome.leftovers.push_back(fmt::format("{}never started{}{}",
                                                place_of(outcome.workload, outcome.workload.jobs[i]),
                                                why.empty() ? "" : ": ", why));
    }
}

void measure(const Chosen& chosen, sim::Outcome& outcome) {
    outcome.metrics = sim::measure(outcome.workload, outcome.results, outcome.processors);
    outcome.starts = sim::starts_text(outcome.workload, outcome.results);
    outcome.checksum = sim::checksum(outcome.starts);
    const auto& [nodes, topology] = std::tie(chosen.config.nodes, chosen.config.topology);
    if (topology.kind == TopologyKind::flat) return;
    const auto network = sim::neighbourhoods_of(Topology{topology, nodes}, nodes.size());
    outcome.topology = sim::measure_topology(network, outcome.results);
}

}  // namespace

Result<sim::Outcome> run_simulation(const SimOptions& options) {
    auto workload = sim::load_workload(options.trace);
    if (!workload) return tl::unexpected{workload.error()};
    sim::Outcome outcome;
    outcome.workload = std::move(*workload);
    outcome.command = options.command;
    auto chosen = options.config.empty() ? choose_processors(options, outcome) : choose_cluster(options, outcome);
    if (!chosen) return tl::unexpected{chosen.error()};
    outcome.policy = policy_text(chosen->config.scheduling);
    if (options.first) keep_first(outcome.workload, *options.first);

    start_machine(*chosen, outcome);
    SimProgress progress;
    outcome.results = simulate(outcome.workload, *chosen->machine,
                               [&](std::size_t done, std::size_t of) { progress.show(done, of); });
    note_leftovers(outcome, *chosen->machine);
    measure(*chosen, outcome);
    return outcome;
}

int sim_main(int argc, char** argv) {
    const auto options = read_sim_options(argc, argv);
    if (!options) return options.error();
    const auto complain = [](const Error& error) {
        auto text = error.detail;
        while (text.ends_with('\n')) text.pop_back();
        fmt::print(stderr, "sluice sim: error: {}\n", text);
        return EXIT_FAILURE;
    };
    const auto outcome = run_simulation(*options);
    if (!outcome) return complain(outcome.error());
    if (const auto written = write_outcome(*options, *outcome); !written) return complain(written.error());
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
