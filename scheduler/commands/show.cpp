// SPDX-License-Identifier: Apache-2.0
//
// The words after `scontrol show`, and the small ones among them.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/commands/scontrol.hpp"

namespace sluice::commands {
namespace {

int no_licenses(Scontrol&, Arguments) {
    fmt::print("No licenses configured in Slurm.\n");
    return EXIT_SUCCESS;
}

int show_daemons(Scontrol&, Arguments) {
    fmt::print("slurmctld slurmd \n");
    return EXIT_SUCCESS;
}

const Keyword kNouns[] = {
    {"jobs", 0, show_jobs, "[JOB]: all that the controller remembers, or these"},
    {"jobid", 0, show_jobs, ""},
    {"nodes", 0, show_nodes, "[HOSTS]"},
    {"nodename", 0, show_nodes, ""},
    {"partitions", 0, show_partitions, "[PARTITION]"},
    {"partitionname", 0, show_partitions, ""},
    {"steps", 0, show_steps, "[JOB[.STEP]]: those that run, or these"},
    {"config", 0, show_config, "the settings, by Slurm's names"},
    {"hostnames", 0, show_hostnames,
     "[HOSTS]: one name on each line; without a list those of SLURM_JOB_NODELIST"},
    {"hostlist", 0, show_hostlist, "NAME,NAME...: the short form"},
    {"hostlistsorted", 0, show_sorted_hostlist, "NAME,NAME...: the short form, in order"},
    {"topology", 0, show_topology, "the switches"},
    {"reservations", 0, show_reservations, "[NAME]: all, or this one"},
    {"reservationname", 0, show_reservations, ""},
    {"licenses", 0, no_licenses, "there are none"},
    {"daemons", 0, show_daemons, ""},
};

}  // namespace

std::span<const Keyword> show_keywords() { return kNouns; }

int show_config(Scontrol& scontrol, Arguments) {
    wire::Message request;
    request.mutable_config_query();
    const auto reply = scontrol.ask(request);
    if (!reply) return report("slurm_load_ctl_conf error", reply.error());
    fmt::print("Configuration data as of {}\n", format_instant(Instant{Duration{reply->config().now()}}));
    for (const auto& entry : reply->config().entries())
        fmt::print("{:<23} = {}\n", entry.key(), entry.value());
    fmt::print("\n");
    return EXIT_SUCCESS;
}

int show_topology(Scontrol& scontrol, Arguments) {
    const auto session = scontrol.connect();
    if (!session) return report("slurm_load_topo error", session.error());
    const auto records = topology_records((*session)->config());
    if (records.empty()) fmt::print(stderr, "scontrol: error: No topology information available\n");
    fmt::print("{}", records);
    return EXIT_SUCCESS;
}

/// A controller on this machine is named as the machine.
std::string shown_host(const std::string& host) {
    std::array<char, 256> name{};
    const bool local = host == "127.0.0.1" || host == "localhost" || host == "::1";
    return local && ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : host;
}

int ping(Scontrol& scontrol, Arguments) {
    const auto session = scontrol.connect();
    if (!session) return report("slurm_ping error", session.error());
    const auto host = shown_host((*session)->config().controller.host);
    wire::Message request;
    request.mutable_ping();
    const auto reply = (*session)->ask(request);
    fmt::print("Slurmctld(primary) at {} is {}\n", host, reply ? "UP" : "DOWN");
    if (reply) return EXIT_SUCCESS;
    std::fflush(stdout);
    return report("slurm_ping error", reply.error());
}

}  // namespace sluice::commands
