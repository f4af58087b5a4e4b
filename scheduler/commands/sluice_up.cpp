// SPDX-License-Identifier: Apache-2.0
//
// `sluice up`: a cluster on this machine, for the calling user.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "scheduler/commands/bring_up.hpp"
#include "scheduler/commands/cluster_home.hpp"
#include "scheduler/commands/emulation.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/commands/up_config.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

struct UpOptions {
    std::optional<std::uint32_t> nodes;
    QuickTopology topology;
    bool quick = false;  // a cluster without a file
    std::string state;
};

const Option<UpOptions> kOptions[] = {
    {{"nodes", 'n', "N", "a cluster of N small nodes, without a file", ""},
     [](UpOptions& o, std::string_view text) {
         o.quick = true;
         return store_count<&UpOptions::nodes>(o, text);
     }},
    {{"topology", 't', "KIND", "its network: flat, or tree:LEAVESxNODES", ""},
     [](UpOptions& o, std::string_view text) -> Result<void> {
         const auto topology = parse_topology(text);
         if (!topology) return tl::unexpected{topology.error()};
         o.quick = true;
         o.topology = *topology;
         return {};
     }},
    {{"state", 's', "DIR", "where the cluster keeps its files", ""}, store_text<&UpOptions::state>},
};

Result<ClusterConfig> load_checked(const std::string& path) {
    auto loaded = load_file(path);
    if (!loaded) return fail(Errc::invalid_config, "\n" + to_string(loaded.error()));
    return std::move(*loaded);
}

/// The configuration that is asked for: a quick one, a file's, or that of the cluster that ran last.
Result<ClusterConfig> asked_for(const UpOptions& o, const std::vector<std::string>& files) {
    if (o.quick && !files.empty())
        return fail(Errc::invalid_argument, "--nodes and --topology make a cluster without a file");
    if (o.quick) return quick_cluster(o.nodes, o.topology);
    if (!files.empty()) return load_checked(files.front());
    if (std::filesystem::exists("cluster.yaml")) return load_checked("cluster.yaml");
    const auto last = current_home();
    if (!last.empty() && std::filesystem::exists(config_path(last))) return load_checked(config_path(last));
    return fail(Errc::invalid_config,
                "there is no ./cluster.yaml: name a file, or make a quick cluster with --nodes=N");
}

/// Whether commands of this user may find the cluster without being told. Another one that runs keeps that
/// place; the new one must then have a place of its own.
Result<bool> may_be_current(const std::string& state_dir, bool has_own_place) {
    const auto other = current_home();
    const bool occupied = !other.empty() && other != state_dir && find_controller(other);
    if (!occupied || has_own_place) return !occupied;
    return fail(Errc::io_error,
                fmt::format("another cluster of yours runs in {}; `sluice down` stops it, or use --state=DIR",
                            other));
}

void print_hint(const ClusterConfig& config, bool is_current, bool started) {
    std::vector<std::string> names;
    for (const auto& node : config.nodes) names.push_back(node.name);
    fmt::print("Cluster {} {}: {} node{} ({}).\n", config.name, started ? "is up" : "was already up",
               names.size(), names.size() == 1 ? "" : "s", fold_hosts(names));
    const auto file = is_current ? "" : " " + shell_quoted(config_path(config.state_dir));
    fmt::print("Make your shell use it:  eval \"$({}/sluice env{})\"\n", program_folder(), file);
    fmt::print("Then: sinfo, sbatch, squeue. `sluice down` stops it. Logs: {}/log\n", config.state_dir);
}

Result<void> bring_up(const UpOptions& o, const std::vector<std::string>& files) {
    const auto asked = asked_for(o, files);
    if (!asked) return tl::unexpected{asked.error()};
    const auto state_dir = state_dir_for(*asked, o.state);
    if (!state_dir) return tl::unexpected{state_dir.error()};
    if (const auto made = make_home(*state_dir); !made) return made;
    if (const auto locked = lock_home(*state_dir); !locked) return locked;
    const auto config = settle_config(*asked, *state_dir);
    if (!config) return tl::unexpected{config.error()};
    const auto is_current = may_be_current(*state_dir, !o.state.empty());
    if (!is_current) return tl::unexpected{is_current.error()};

    std::vector<Daemon> started;
    auto done = start_missing(*config, started);
    if (done) done = await_nodes(*config, started);
    if (done && *is_current) done = make_current(*state_dir);
    if (!done) stop(started);
    else print_hint(*config, *is_current, !started.empty());
    return done;
}

}  // namespace

CommandDoc up_doc() {
    CommandDoc doc;
    doc.name = "sluice up";
    doc.brief = "start a cluster on this machine: that of ./cluster.yaml, of FILE, or a quick one";
    doc.operands = "[FILE]";
    doc.options = docs_of(std::span<const Option<UpOptions>>{kOptions});
    return doc;
}

int sluice_up(int argc, char** argv) {
    UpOptions options;
    const auto files =
        read_options(up_doc(), std::span<const Option<UpOptions>>{kOptions}, options, argc, argv);
    if (!files) return files.error();
    const auto done = bring_up(options, *files);
    if (done) return EXIT_SUCCESS;
    auto complaint = done.error().detail;
    while (complaint.ends_with('\n')) complaint.pop_back();
    fmt::print(stderr, "sluice up: error: {}\n", complaint);
    return EXIT_FAILURE;
}

}  // namespace sluice::commands
