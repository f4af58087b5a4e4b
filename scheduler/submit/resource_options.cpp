// SPDX-License-Identifier: Apache-2.0
//
// Options about amounts: nodes, tasks, CPUs, memory, GPUs.
#include <fmt/format.h>

#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

Applied set_nodes(Request& request, const Value& value) {
    const auto range = nodes_of(value);
    if (!range) return tl::unexpected{range.error()};
    request.job.min_nodes = request.step.min_nodes = range->least;
    request.job.max_nodes = request.step.max_nodes = range->most;
    return {};
}

std::string normal_nodes(const Request& request) {
    return format_node_range({request.job.min_nodes.value_or(1), request.job.max_nodes.value_or(1)});
}

/// `1G`, `1500`: mebibytes are not marked.
std::string normal_memory(const std::optional<Mebibytes>& memory) {
    auto text = format_memory(memory.value_or(Mebibytes{}));
    if (text.ends_with('M')) text.pop_back();
    return text;
}

Applied set_exclusive(Request& request, const Value& value) {
    auto checked = check_exclusive(value);
    if (!checked) return checked;
    request.job.sharing = Sharing::exclusive;
    return turn_on(request.exclusive_step);
}

// clang-format off
constexpr Option kOptions[] = {
    {.name = "cpus-per-task", .letter = 'c', .takes = Takes::value, .shown = "n",
     .variables = {"", "SRUN_CPUS_PER_TASK", ""},
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.cpus_per_task, r.step.cpus_per_task); },
     .help = "CPUs for each task",
     .manual = "How many CPUs, all on one node, each task needs. srun inside a job does not inherit it "
               "from the job."},

    {.name = "exclusive", .takes = Takes::optional_value, .shown = "user",
     .variables = {"SBATCH_EXCLUSIVE", "SLURM_EXCLUSIVE", "SALLOC_EXCLUSIVE"},
     .apply = set_exclusive,
     .help = "whole nodes, shared with no other job",
     .manual = "The job gets all CPUs of its nodes and shares them with no other job. =user and =mcs are "
               "taken as the same. Of an srun inside a job: CPUs that no other step uses."},

    {.name = "gres", .takes = Takes::value, .shown = "list",
     .variables = {"SBATCH_GRES", "SLURM_GRES", "SALLOC_GRES"},
     .apply = [](auto& r, auto& v) { return assign(gres_of(v), r.job.gres_per_node); },
     .help = "generic resources on each node: name[:type][:n],...",
     .manual = "Generic resources that the job needs on each node, such as gpu:2 or gpu:tesla:1,nvme:1. "
               "Without a number, one; none asks for nothing."},

    {.name = "licenses", .letter = 'L', .takes = Takes::value, .shown = "list",
     .apply = [](auto& r, auto& v) { return assign(licenses_of(v), r.job.licenses); },
     .help = "licences of the cluster: name[:n],...",
     .manual = "Licences that the job needs as long as it runs, wherever it runs. Without a number, one. "
               "cluster.yaml says what there is; the job waits until they are free."},

    {.name = "reservation", .takes = Takes::value, .shown = "name",
     .variables = {"SBATCH_RESERVATION", "SLURM_RESERVATION", "SALLOC_RESERVATION"},
     .apply = [](auto& r, auto& v) { return assign(text_of(v), r.job.reservation); },
     .help = "run in this reservation",
     .manual = "The job runs on the nodes of this reservation, and only while it lasts. A job that names no time "
               "limit may have what is left of it. scontrol show reservation lists them."},

    {.name = "mem", .takes = Takes::value, .shown = "size",
     .variables = {"SBATCH_MEM_PER_NODE", "SLURM_MEM_PER_NODE", "SALLOC_MEM_PER_NODE"},
     .apply = [](auto& r, auto& v) { return assign(memory_of(v), r.job.memory_per_node); },
     .normal = [](auto& r) { return normal_memory(r.job.memory_per_node); },
     .help = "memory on each node, in MB or with K, M, G, T",
     .manual = "How much memory the job needs on each node: megabytes, or with K, M, G or T and perhaps a "
               "B after it. 0 asks for all memory of each node. Excludes --mem-per-cpu."},

    {.name = "mem-per-cpu", .takes = Takes::value, .shown = "size",
     .variables = {"SBATCH_MEM_PER_CPU", "SLURM_MEM_PER_CPU", "SALLOC_MEM_PER_CPU"},
     .apply = [](auto& r, auto& v) { return assign(memory_of(v), r.job.memory_per_cpu); },
     .normal = [](auto& r) { return normal_memory(r.job.memory_per_cpu); },
     .help = "memory for each CPU, as with --mem",
     .manual = "How much memory the job needs for each of its CPUs. Excludes --mem."},

    {.name = "mincpus", .takes = Takes::value, .shown = "n",
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.min_cpus_per_node); },
     .help = "least number of CPUs on each node",
     .manual = "How many CPUs the job needs on each node at least."},

    {.name = "nodes", .letter = 'N', .takes = Takes::value, .shown = "n[-m]",
     .variables = {"", "SLURM_NNODES SLURM_JOB_NUM_NODES", ""},
     .apply = set_nodes,
     .normal = normal_nodes,
     .help = "number of nodes, or least and most",
     .manual = "How many nodes the job needs, or the least and the most. A k after a number means times "
               "1024, an m times 1024 * 1024."},

    {.name = "ntasks", .letter = 'n', .takes = Takes::value, .shown = "n",
     .variables = {"", "SLURM_NPROCS SLURM_NTASKS", ""},
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.tasks, r.step.tasks); },
     .help = "number of tasks",
     .manual = "How many tasks are to run: one for each node without it. sbatch starts none itself, but "
               "makes room for them."},

    {.name = "ntasks-per-node", .also = "tasks-per-node", .takes = Takes::value, .shown = "n",
     .variables = {"", "SLURM_NTASKS_PER_NODE", ""},
     .apply = [](auto& r, auto& v) {
         return assign(count_of(v), r.job.tasks_per_node, r.step.tasks_per_node);
     },
     .help = "tasks on each node; with --ntasks, the most",
     .manual = "How many tasks are to run on each node. Together with --ntasks it is the most on one node."},

    {.name = "overcommit", .letter = 'O',
     .variables = {"SBATCH_OVERCOMMIT", "SLURM_OVERCOMMIT", "SALLOC_OVERCOMMIT"},
     .apply = [](auto& r, auto&) { return turn_on(r.job.overcommit, r.step.overcommit); },
     .help = "allow more tasks than CPUs",
     .manual = "Count one CPU for each node instead of one for each task, so that more tasks than CPUs may "
               "run."},

    {.name = "oversubscribe", .letter = 's', .also = "share",
     .apply = [](auto& r, auto&) { return r.job.sharing = Sharing::asked, Applied{}; },
     .help = "share nodes with other jobs; CPUs are never shared",
     .manual = "Share nodes with other jobs, which takes back an --exclusive before it. It is shown with the job; "
               "CPUs are never given to two jobs at a time."},

    {.name = "tmp", .takes = Takes::value, .shown = "size",
     .apply = [](auto& r, auto& v) { return assign(memory_of(v), r.job.tmp_disk); },
     .help = "temporary disk space on each node, as with --mem",
     .manual = "How much space the job needs in the temporary directory of each node."},
};
// clang-format on

}  // namespace

std::span<const Option> resource_options() { return kOptions; }

}  // namespace sluice::submit
