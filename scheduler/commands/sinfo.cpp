// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sinfo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/json_records.hpp"
#include "scheduler/commands/records.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

ClusterView view_of(const wire::NodeReply& reply) {
    ClusterView view;
    for (const auto& each : reply.partitions()) view.partitions.push_back(wire::decode(each));
    for (const auto& each : reply.nodes()) view.nodes.push_back(wire::decode(each));
    view.now = Instant{Duration{reply.now()}};
    return view;
}

/// What running jobs hold, node by node.
Result<DeviceUse> devices_in_use(Session& session, std::span<const NodeView> nodes) {
    wire::Message request;
    for (const auto state : {JobState::running, JobState::suspended})
        request.mutable_job_query()->add_states(static_cast<std::uint32_t>(state));
    const auto reply = session.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    DeviceUse use;
    for (const auto& job : reply->jobs().jobs()) {
        for (const auto& share : wire::decode(job).shares) {
            auto& held = use.held[share.node];
            held.insert(held.end(), share.gres.begin(), share.gres.end());
        }
    }
    for (const auto& node : nodes) {
        for (const auto& gres : node.spec.gres) {
            if (std::ranges::find(use.kinds, gres.name) == use.kinds.end()) use.kinds.push_back(gres.name);
        }
    }
    return use;
}

int show_reservations(Session& session, const SinfoOptions& options) {
    const auto rows = ask_reservations([&](wire::Message request) { return session.ask(std::move(request)); });
    if (!rows) return report("slurm_load_reservations", rows.error());
    if (rows->empty()) fmt::print("No reservations in the system\n");
    else fmt::print("{}", reservation_lines(*rows, !options.no_header));
    std::fflush(stdout);
    return EXIT_SUCCESS;
}

int print_json(const std::vector<NodeView>& nodes, const DeviceUse& devices) {
    auto list = Json::list();
    for (const auto& node : nodes) list.add(json_node(node, devices_text(node.spec, devices)));
    fmt::print("{}", json_answer("nodes", std::move(list)).print());
    std::fflush(stdout);
    return EXIT_SUCCESS;
}

int show_once(Session& session, const SinfoOptions& options) {
    if (options.reservations) return show_reservations(session, options);
    wire::Message request;
    request.mutable_node_query();
    const auto reply = session.ask(request);
    if (!reply) return report("slurm_load_partitions", reply.error());
    auto view = view_of(reply->nodes());
    if (options.json || asks_for_devices(options)) {
        auto devices = devices_in_use(session, view.nodes);
        if (!devices) return report("slurm_load_jobs", devices.error());
        view.devices = std::move(*devices);
    }
    if (options.json) return print_json(chosen_nodes(options, view), view.devices);
    const auto listing = list_nodes(options, view);
    for (const auto& error : listing.errors) fmt::print(stderr, "{}\n", error);
    fmt::print("{}", listing.text);
    std::fflush(stdout);
    return listing.ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(const SinfoOptions& options) {
    const auto session = Session::open();
    if (!session) return report("slurm_load_partitions", session.error());
    for (;;) {
        const int code = show_once(**session, options);
        if (options.iterate == 0 || code != EXIT_SUCCESS) return code;
        std::this_thread::sleep_for(std::chrono::seconds{options.iterate});
    }
}

}  // namespace

int sinfo_main(int argc, char** argv) {
    SinfoOptions options;
    const auto doc = sinfo_doc();
    const auto operands = read_options(doc, sinfo_options(), options, argc, argv);
    if (!operands) return operands.error();
    if (operands->empty()) return run(options);
    fmt::print(stderr, "sinfo: error: Unrecognized option: {}\n{}", operands->front(), usage_text(doc));
    return EXIT_FAILURE;
}

}  // namespace sluice::commands
