// SPDX-License-Identifier: Apache-2.0
//
// Options about GPUs, and about sockets, cores and threads: how they are counted, and what tasks are bound to.
#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

Applied set_hint(Request& request, const Value& value) {
    return read_hint(value, request.job.shape).and_then([&] {
        if (request.job.shape.tasks_per_socket) request.step.tasks_per_socket = request.job.shape.tasks_per_socket;
        return Applied{};
    });
}

Applied check_gres_flags(const Value& value) {
    for (const auto word : split(value.text)) {
        if (!same_word(word, "enforce-binding") && !same_word(word, "disable-binding")) return invalid(value);
    }
    return {};
}

// clang-format off
constexpr Option kOptions[] = {
    {.name = "cores-per-socket", .takes = Takes::value, .shown = "n",
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.shape.cores_per_socket); },
     .help = "nodes with at least so many cores in a socket",
     .manual = "Use only nodes with at least so many cores in each socket."},

    {.name = "cpu-bind", .also = "cpu_bind", .takes = Takes::value, .shown = "kind", .commands = kSrun,
     .variables = {"", "SLURM_CPU_BIND", ""},
     .apply = [](auto& r, auto& v) { return read_cpu_bind(v, r.step.bind); },
     .help = "CPUs tasks are bound to: cores, threads, map_cpu:0,2, ...",
     .manual = "What each task is bound to. none: nothing. threads, cores, sockets, ldoms (NUMA domains), boards: its "
               "own CPUs and all that share such a thing with them. rank: the CPU of its number on the node. "
               "map_cpu:0,2: the n-th task of each node to the n-th of these CPUs; mask_cpu:0x3,0xc: to the CPUs of "
               "this mask. rank_ldom, map_ldom:0,1 and mask_ldom:1,2 do the same with NUMA domains. 2*0x3 stands for "
               "0x3,0x3. With verbose before it, each task's mask is reported on its standard error; quiet is the "
               "default.\n\n"
               "CPUs are numbered as on a machine that has just those of the node: core number times threads of a "
               "core and thread. Without the option, tasks of a step with --exact or --cpus-per-task are bound "
               "to their own CPUs, others to all that the job has on the node. A node that is emulated on a machine "
               "with fewer CPUs reports the binding without enforcing it."},

    {.name = "cpus-per-gpu", .takes = Takes::value, .shown = "n",
     .variables = {"SBATCH_CPUS_PER_GPU", "SLURM_CPUS_PER_GPU", "SALLOC_CPUS_PER_GPU"},
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.gpus.cpus_per_gpu); },
     .help = "CPUs for each GPU",
     .manual = "How many CPUs come with each GPU that is asked for. Excludes --cpus-per-task."},

    {.name = "extra-node-info", .letter = 'B', .takes = Takes::value, .shown = "s[:c[:t]]",
     .apply = [](auto& r, auto& v) { return read_node_shape(v, r.job.shape); },
     .help = "nodes with so many sockets, cores in each, threads in each",
     .manual = "Sockets, cores in each socket and threads in each core that nodes must at least have; short for "
               "--sockets-per-node, --cores-per-socket and --threads-per-core. * stands for any number."},

    {.name = "gpu-bind", .takes = Takes::value, .shown = "kind",
     .variables = {"SBATCH_GPU_BIND", "SLURM_GPU_BIND", "SALLOC_GPU_BIND"},
     .apply = [](auto& r, auto& v) { return read_gpu_bind(v, r.step.bind); },
     .help = "GPUs a task sees: none, single:n, per_task:n, map_gpu:...",
     .manual = "Which of the step's GPUs on its node a task sees. none: all. single:n: one, shared by n tasks. "
               "per_task:n: n of its own. map_gpu:0,1: the n-th task the n-th of these. mask_gpu:1,2: those of the "
               "mask. closest: all, as the order of GPUs and CPUs is not known. With verbose before it, it is reported "
               "on standard error. --gpus-per-task without this option means per_task with that number."},

    {.name = "gpus", .letter = 'G', .takes = Takes::value, .shown = "[type:]n",
     .variables = {"SBATCH_GPUS", "SLURM_GPUS", "SALLOC_GPUS"},
     .apply = [](auto& r, auto& v) { return assign(gpus_of(v), r.job.gpus.total); },
     .help = "GPUs in all",
     .manual = "How many GPUs, of a type or of any, the job needs in all. Every node gives the same number; the fewest "
               "nodes are taken. Of a step: how many of the job's GPUs it gets."},

    {.name = "gpus-per-node", .takes = Takes::value, .shown = "[type:]n",
     .variables = {"SBATCH_GPUS_PER_NODE", "SLURM_GPUS_PER_NODE", "SALLOC_GPUS_PER_NODE"},
     .apply = [](auto& r, auto& v) { return assign(gpus_of(v), r.gpus_per_node); },
     .help = "GPUs on each node; the same as --gres=gpu",
     .manual = "How many GPUs, of a type or of any, the job needs on each node. The same as "
               "--gres=gpu:[type:]n."},

    {.name = "gpus-per-socket", .takes = Takes::value, .shown = "[type:]n",
     .variables = {"SBATCH_GPUS_PER_SOCKET", "SLURM_GPUS_PER_SOCKET", "SALLOC_GPUS_PER_SOCKET"},
     .apply = [](auto& r, auto& v) { return assign(gpus_of(v), r.gpus_per_socket); },
     .help = "GPUs for each socket; with --sockets-per-node",
     .manual = "How many GPUs for each of the sockets that --sockets-per-node asks for."},

    {.name = "gpus-per-task", .takes = Takes::value, .shown = "[type:]n",
     .variables = {"SBATCH_GPUS_PER_TASK", "SLURM_GPUS_PER_TASK", "SALLOC_GPUS_PER_TASK"},
     .apply = [](auto& r, auto& v) { return assign(gpus_of(v), r.job.gpus.per_task, r.step.gpus_per_task); },
     .help = "GPUs for each task",
     .manual = "How many GPUs each task needs. With --gpus and without --ntasks it says how many tasks there are."},

    {.name = "gres-flags", .takes = Takes::value, .shown = "type",
     .variables = {"SBATCH_GRES_FLAGS", "SLURM_GRES_FLAGS", "SALLOC_GRES_FLAGS"},
     .apply = [](auto&, auto& v) { return check_gres_flags(v); },
     .help = "accepted; GPUs are not tied to sockets",
     .manual = "enforce-binding or disable-binding. Accepted; which sockets are near a GPU is not known, so that "
               "neither changes anything."},

    {.name = "hint", .takes = Takes::value, .shown = "type",
     .variables = {"SBATCH_HINT", "SLURM_HINT", "SALLOC_HINT"},
     .apply = set_hint,
     .help = "nomultithread, multithread, compute_bound, memory_bound",
     .manual = "nomultithread and compute_bound: one thread of each core, as --threads-per-core=1. memory_bound: that, "
               "and one task on each socket. multithread: all threads, the default."},

    {.name = "mem-bind", .also = "mem_bind", .takes = Takes::value, .shown = "kind",
     .variables = {"SBATCH_MEM_BIND", "SLURM_MEM_BIND", "SALLOC_MEM_BIND"},
     .apply = [](auto& r, auto& v) { return read_memory_bind(v, r.step.bind); },
     .help = "memory tasks are bound to: local, rank, map_mem:0,1, ...",
     .manual = "From which NUMA domains the memory of a task comes. none: any. local: those of its CPUs. rank: the "
               "domain of its number on the node. map_mem:0,1, mask_mem:1,2: as with --cpu-bind. prefer: those of its "
               "CPUs as long as they have some. verbose and quiet as with --cpu-bind."},

    {.name = "mem-per-gpu", .takes = Takes::value, .shown = "size",
     .variables = {"SBATCH_MEM_PER_GPU", "SLURM_MEM_PER_GPU", "SALLOC_MEM_PER_GPU"},
     .apply = [](auto& r, auto& v) { return assign(memory_of(v), r.job.gpus.memory_per_gpu); },
     .help = "memory for each GPU, as with --mem",
     .manual = "How much memory comes with each GPU that is asked for. Excludes --mem and --mem-per-cpu."},

    {.name = "ntasks-per-core", .takes = Takes::value, .shown = "n",
     .variables = {"", "SLURM_NTASKS_PER_CORE", ""},
     .apply = [](auto& r, auto& v) {
         return assign(count_of(v), r.job.shape.tasks_per_core, r.step.tasks_per_core);
     },
     .help = "most tasks on each core",
     .manual = "How many tasks may run on one core at most."},

    {.name = "ntasks-per-gpu", .takes = Takes::value, .shown = "n",
     .variables = {"", "SLURM_NTASKS_PER_GPU", ""},
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.tasks_per_gpu); },
     .help = "tasks for each GPU",
     .manual = "How many tasks there are for each GPU of --gpus, or on each node for each of --gpus-per-node."},

    {.name = "ntasks-per-socket", .takes = Takes::value, .shown = "n",
     .variables = {"", "SLURM_NTASKS_PER_SOCKET", ""},
     .apply = [](auto& r, auto& v) {
         return assign(count_of(v), r.job.shape.tasks_per_socket, r.step.tasks_per_socket);
     },
     .help = "most tasks on each socket",
     .manual = "How many tasks may run on one socket at most."},

    {.name = "sockets-per-node", .takes = Takes::value, .shown = "n",
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.shape.sockets); },
     .help = "nodes with at least so many sockets",
     .manual = "Use only nodes with at least so many sockets."},

    {.name = "threads-per-core", .takes = Takes::value, .shown = "n",
     .variables = {"SBATCH_THREADS_PER_CORE", "SLURM_THREADS_PER_CORE", "SALLOC_THREADS_PER_CORE"},
     .apply = [](auto& r, auto& v) { return assign(count_of(v), r.job.shape.threads_per_core); },
     .help = "use so many threads of each core",
     .manual = "Use only nodes with at least so many threads in each core, and no more of them than this."},
};
// clang-format on

}  // namespace

std::span<const Option> gpu_options() { return kOptions; }

}  // namespace sluice::submit
