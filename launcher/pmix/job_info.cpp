// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/job_info.hpp"

#include <fmt/format.h>
#include <pmix.h>
#include <pmix_server.h>
#include <sched.h>

#include <cstdlib>
#include <memory>

#include "launcher/pmix/ranks_folder.hpp"

namespace sluice::pmix {
namespace {

struct Free {
    void operator()(char* text) const { std::free(text); }
};
using LibraryText = std::unique_ptr<char, Free>;

/// "0,2;1,3": the ranks of each node
std::string ranks_by_node(const StepLayout& layout) {
    std::vector<std::string> nodes;
    for (const auto& ranks : layout.ranks) nodes.push_back(comma_list(ranks));
    return fmt::format("{}", fmt::join(nodes, ";"));
}

/// The CPUs this process may use, which unbound ranks inherit.
std::string inherited_cpuset() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return {};
    std::vector<int> cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
    return fmt::format("{}", fmt::join(cpus, ","));
}

std::vector<std::string> own_cpusets(const StepLayout& layout) {
    if (!layout.cpusets.empty()) return layout.cpusets;
    return std::vector<std::string>(layout.own_ranks().size(), inherited_cpuset());
}

Result<void> add_map(InfoList& infos, const char* key, pmix_status_t status, LibraryText map) {
    if (status != PMIX_SUCCESS)
        return fail(Errc::internal, fmt::format("PMIx cannot encode {}: {}", key, PMIx_Error_string(status)));
    infos.add_regex(key, map.get());
    return {};
}

Result<void> add_node_map(InfoList& infos, const StepLayout& layout) {
    char* map = nullptr;
    const auto names = fmt::format("{}", fmt::join(layout.nodes, ","));
    const auto status = PMIx_generate_regex(names.c_str(), &map);
    return add_map(infos, PMIX_NODE_MAP, status, LibraryText{map});
}

Result<void> add_rank_map(InfoList& infos, const StepLayout& layout) {
    char* map = nullptr;
    const auto status = PMIx_generate_ppn(ranks_by_node(layout).c_str(), &map);
    return add_map(infos, PMIX_PROC_MAP, status, LibraryText{map});
}

void add_sizes(InfoList& infos, const StepLayout& layout) {
    const std::uint32_t total = count_ranks(layout);
    for (const char* key : {PMIX_UNIV_SIZE, PMIX_JOB_SIZE, PMIX_MAX_PROCS, PMIX_APP_SIZE})
        infos.add_uint32(key, total);
    infos.add_uint32(PMIX_JOB_NUM_APPS, 1);
    infos.add_uint32(PMIX_NUM_NODES, static_cast<std::uint32_t>(layout.nodes.size()));
    const auto here = static_cast<std::uint32_t>(layout.own_ranks().size());
    infos.add_uint32(PMIX_LOCAL_SIZE, here);
    infos.add_uint32(PMIX_NODE_SIZE, here);
}

void add_this_node(InfoList& infos, const StepLayout& layout) {
    infos.add_uint32(PMIX_NODEID, layout.position);
    infos.add_text(PMIX_LOCAL_PEERS, comma_list(layout.own_ranks()));
    infos.add_text(PMIX_LOCAL_CPUSETS, fmt::format("{}", fmt::join(own_cpusets(layout), ":")));
    if (!layout.own_ranks().empty()) infos.add_rank(PMIX_LOCALLDR, layout.own_ranks().front());
    infos.add_text(PMIX_TMPDIR, ranks_folder(layout));
    infos.add_text(PMIX_NSDIR, ranks_folder(layout) + "/session");
    infos.add_bool(PMIX_TDIR_RMCLEAN, true);  // the shepherd removes tmp_dir, also after ranks were killed
}

void add_rank_data(InfoList& infos, const StepLayout& layout, std::uint32_t node, std::uint16_t local_rank) {
    const std::uint32_t rank = layout.ranks[node][local_rank];
    InfoList data;
    data.add_rank(PMIX_RANK, rank);  // must be the first
    data.add_uint32(PMIX_APPNUM, 0);
    data.add_rank(PMIX_APP_RANK, rank);
    data.add_rank(PMIX_GLOBAL_RANK, rank);
    data.add_uint16(PMIX_LOCAL_RANK, local_rank);
    data.add_uint16(PMIX_NODE_RANK, local_rank);
    data.add_text(PMIX_HOSTNAME, layout.nodes[node]);
    data.add_uint32(PMIX_NODEID, node);
    data.add_bool(PMIX_SPAWNED, false);
    if (node == layout.position) data.add_text(PMIX_CPUSET, "hwloc:" + own_cpusets(layout)[local_rank]);
    infos.add_list(PMIX_PROC_DATA, data);
}

void add_all_rank_data(InfoList& infos, const StepLayout& layout) {
    for (std::uint32_t node = 0; node < layout.ranks.size(); ++node)
        for (std::size_t local = 0; local < layout.ranks[node].size(); ++local)
            add_rank_data(infos, layout, node, static_cast<std::uint16_t>(local));
}

}  // namespace

Result<void> add_job_info(InfoList& infos, const StepLayout& layout) {
    infos.add_text(PMIX_JOBID, layout.name_space);
    infos.add_uint32(PMIX_USERID, layout.user.value());
    infos.add_bool(PMIX_SPAWNED, false);
    infos.add_rank(PMIX_APPLDR, 0);
    add_sizes(infos, layout);
    add_this_node(infos, layout);
    return add_node_map(infos, layout).and_then([&] { return add_rank_map(infos, layout); }).map([&] {
        add_all_rank_data(infos, layout);
    });
}

}  // namespace sluice::pmix
