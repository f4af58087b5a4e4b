// SPDX-License-Identifier: Apache-2.0
//
// `sluice status`: what runs, and where its files are.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "scheduler/commands/cluster_home.hpp"
#include "scheduler/commands/daemons.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

constexpr std::chrono::seconds kPatience{1};

using Counts = std::map<std::string, std::size_t>;

CommandDoc status_doc() {
    CommandDoc doc;
    doc.name = "sluice status";
    doc.brief = "what runs of the cluster, and where its files are";
    return doc;
}

void print_line(std::string_view title, std::string_view text) { fmt::print("{:<12}{}\n", title, text); }

/// `6 idle, 2 allocated`
std::string counts_text(const Counts& counts) {
    std::string text;
    for (const auto& [word, count] : counts)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
    return text.empty() ? "none" : text;
}

Result<Counts> nodes_by_state(Session& session) {
    wire::Message request;
    request.mutable_node_query();
    const auto reply = session.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    Counts counts;
    for (const auto& node : reply->nodes().nodes())
        ++counts[std::string{long_name(state_word(wire::decode(node)))}];
    return counts;
}

Result<Counts> jobs_by_state(Session& session) {
    wire::Message request;
    request.mutable_job_query();
    const auto reply = session.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    Counts counts;
    for (const auto& job : reply->jobs().jobs()) ++counts[lower_case(shown_state(wire::decode(job)))];
    return counts;
}

std::string controller_text(const ClusterConfig& config, bool answers) {
    const auto process = find_controller(config.state_dir);
    auto text = fmt::format("{} at {} port {}", answers ? "up" : "down", config.controller.host,
                            config.controller.port);
    if (process) text += fmt::format(", pid {}", process->pid);
    return text;
}

int print_status(Session& session) {
    const auto& config = session.config();
    const auto nodes = nodes_by_state(session);
    const auto jobs = nodes ? jobs_by_state(session) : Result<Counts>{tl::unexpected{nodes.error()}};
    print_line("cluster", config.name);
    print_line("controller", controller_text(config, jobs.has_value()));
    if (jobs) print_line("nodes", counts_text(*nodes));
    if (jobs) print_line("jobs", counts_text(*jobs));
    print_line("config", config_path(config.state_dir));
    print_line("state", config.state_dir);
    print_line("logs", config.state_dir + "/log");
    std::fflush(stdout);
    return jobs ? EXIT_SUCCESS : report("sluice status", jobs.error());
}

}  // namespace

int sluice_status(int argc, char** argv) {
    const auto operands = read_operands(status_doc(), argc, argv);
    if (!operands) return operands.error();
    const auto config = find_cluster();
    if (!config) return report("sluice status", config.error());
    Session session{*config, kPatience};
    return print_status(session);
}

}  // namespace sluice::commands
