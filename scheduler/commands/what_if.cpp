// SPDX-License-Identifier: Apache-2.0
//
// `sluice what-if`: the cluster's own jobs, simulated as it is configured and as another cluster.yaml says.
#include "scheduler/commands/what_if.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/commands/sim_progress.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/sim/engine_machine.hpp"
#include "scheduler/sim/simulate.hpp"
#include "scheduler/sim/what_if.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

Result<std::vector<Job>> ask_jobs(Session& session, wire::Message request) {
    const auto reply = session.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    std::vector<Job> jobs;
    for (const auto& job : reply->jobs().jobs()) jobs.push_back(wire::decode(job));
    return jobs;
}

Result<sim::Workload> fetch(Session& session, const WhatIfOptions& options) {
    const auto now = present();
    wire::Message request;
    if (!options.replay) {
        request.mutable_job_query();
        const auto jobs = ask_jobs(session, std::move(request));
        if (!jobs) return tl::unexpected{jobs.error()};
        return sim::present_of(*jobs, now);
    }
    request.mutable_history_query()->set_all_users(true);
    request.mutable_history_query()->set_since((now - *options.replay).time_since_epoch().count());
    const auto jobs = ask_jobs(session, std::move(request));
    if (!jobs) return tl::unexpected{jobs.error()};
    return sim::replay_of(*jobs);
}

sim::Measures run(sim::Workload workload, const ClusterConfig& config) {
    sim::EngineMachine machine{config, workload};
    SimProgress progress;
    const auto results = simulate(workload, machine, [&](std::size_t done, std::size_t of) { progress.show(done, of); });
    return sim::measure_groups(workload, results, config);
}

int complain(std::string_view text) {
    fmt::print(stderr, "sluice what-if: error: {}\n", text);
    return EXIT_FAILURE;
}

}  // namespace

int what_if_main(int argc, char** argv) {
    const auto options = read_what_if_options(argc, argv);
    if (!options) return options.error();
    const auto changed = load_file(options->config);
    if (!changed) return complain("\n" + to_string(changed.error()));
    const auto session = Session::open();
    if (!session) return report("sluice what-if", session.error());
    const auto workload = fetch(**session, *options);
    if (!workload) return report("sluice what-if", workload.error());
    if (workload->jobs.empty()) return complain("there are no jobs to simulate in that time");
    fmt::print("{}: {} job{}\n", workload->name, workload->jobs.size(), workload->jobs.size() == 1 ? "" : "s");
    const auto before = run(*workload, (*session)->config());
    const auto after = run(*workload, *changed);
    fmt::print("{}", sim::comparison(before, after));
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
