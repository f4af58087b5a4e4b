// SPDX-License-Identifier: Apache-2.0
//
// GPUs asked for in several ways, and what is refused because they do not agree.
#include "tests/unit/submit/invoke.hpp"

using namespace sluice;
using namespace sluice::submit;
using namespace sluice::submit::test;

namespace {

using Gres = std::vector<GresCount>;
using Words = std::vector<std::string>;

Invocation sbatch_with(Words words) {
    words.insert(words.end(), {"--wrap", "true"});
    return invoke(Command::sbatch, std::move(words));
}

}  // namespace

TEST_CASE("requests for GPUs that contradict each other are refused in Slurm's words") {
    const std::string spec = "Failed to validate job spec";
    const std::vector<std::pair<Words, std::string>> table{
        {{"--gpus=1", "--cpus-per-gpu=2", "--cpus-per-task=2"}, "--cpus-per-gpu is mutually exclusive with --cpus-per-task"},
        {{"--gpus-per-socket=1"}, "--gpus-per-socket option requires --sockets-per-node specification"},
        {{"--gpus-per-task=1", "--gpus-per-node=2", "--ntasks-per-node=1"},
         spec + ". Based on --gres=gpu/--gpus-per-node and --gpus-per-task requested number of tasks per node differ from "
                "--ntasks-per-node."},
        {{"--gres=gpu:2", "--gpus=1"}, "Failed to ensure --gpus >= --gres=gpu/--gpus-per-node >= --gpus-per-socket"},
        {{"--gpus-per-socket=2", "--sockets-per-node=1", "--gpus=1"},
         "Failed to ensure --gpus >= --gres=gpu/--gpus-per-node >= --gpus-per-socket"},
        {{"--gpus-per-task=1", "-n2", "--gpus=1"},
         spec + ". Based on --gpus and --gpus-per-task number of requested tasks differ from -n/--ntasks."},
        {{"--gpus=4", "--gpus-per-task=2", "-n1"},
         spec + ". Based on --gpus and --gpus-per-task number of requested tasks differ from -n/--ntasks."},
        {{"--gres=gpu:2", "--gpus=3"}, spec + ", --gpus is not multiple of --gres=gpu/--gpus-per-node"},
        {{"--gres=gpu:2", "--gpus-per-socket=1", "--sockets-per-node=1"},
         spec + ". Based on --gres=gpu/--gpus-per-node and --gpus-per-socket required number of sockets differ from "
                "--sockets-per-node."},
        {{"--gres=gpu:2", "--gpus=4", "-N1"},
         spec + ". Based on --gpu and --gres=gpu/--gpus-per-node required nodes (2) doesn't fall between min_nodes (1) and "
                "max_nodes (1) boundaries."},
        {{"--gpus=3", "--gpus-per-task=2", "-N1"}, spec + ", --gpus not multiple of --gpus-per-task"},
        {{"--gpus=1", "-N2"}, spec + ", --gpus < -N"},
        {{"--gpus-per-task=1"},
         spec + ". --gpus-per-task used without either --gpus or -n/--ntasks is not allowed.\nsbatch: error: Invalid "
                "generic resource (gres) specification"},
    };
    for (const auto& [words, text] : table) {
        CAPTURE(words);
        CHECK(bad(sbatch_with(words)) == Exit{1, "", "sbatch: error: " + text + "\n"});
    }
}

TEST_CASE("a number of GPUs says how many nodes or tasks there are") {
    const auto nodes = good(sbatch_with({"--gres=gpu:2", "--gpus=4"})).job;
    CHECK(nodes.min_nodes == 2);
    CHECK(nodes.max_nodes == 2);
    CHECK(nodes.gpus.total.empty());
    const auto tasks = good(sbatch_with({"--gpus=4", "--gpus-per-task=2"})).job;
    CHECK(tasks.tasks == 2);
    CHECK(tasks.gpus.per_task == Gres{{"gpu", "", 2}});
    CHECK(good(sbatch_with({"--gpus=2", "--ntasks-per-gpu=3"})).job.tasks == 6);
    CHECK(good(sbatch_with({"--gpus-per-node=2", "--ntasks-per-gpu=3"})).job.tasks_per_node == 6);
    CHECK(good(sbatch_with({"--gpus-per-socket=tesla:2", "--sockets-per-node=2"})).job.gres_per_node == Gres{{"gpu", "tesla", 4}});
    CHECK(good(sbatch_with({"--gpus=3"})).job.gpus.total == Gres{{"gpu", "", 3}});
}

TEST_CASE("steps do not contradict what they inherit") {
    const Environment in_job{{"SLURM_JOB_ID", "7"}, {"SLURM_GPUS", "4"}, {"SLURM_GPUS_PER_TASK", "1"}};
    CHECK(good(under(in_job, srun("-n2", "x"))).step.gpus_per_task == Gres{{"gpu", "", 1}});
    CHECK(good(under(in_job, srun("--gpus=1", "x"))).step.gpus_per_task.empty());
    CHECK(good(under(in_job, srun("--gpus=1", "x"))).step.gpus == Gres{{"gpu", "", 1}});
}

TEST_CASE("the shape of nodes, and how much of a core is used") {
    const auto shape = good(sbatch_with({"-B", "2:*:1", "--ntasks-per-core=1", "--ntasks-per-socket=3"})).job.shape;
    CHECK(shape.sockets == 2);
    CHECK_FALSE(shape.cores_per_socket);
    CHECK(shape.threads_per_core == 1);
    CHECK(shape.tasks_per_core == 1);
    CHECK(shape.tasks_per_socket == 3);
    CHECK(good(sbatch_with({"--hint=nomultithread"})).job.shape.threads_per_core == 1);
    CHECK(good(sbatch_with({"--hint=memory_bound"})).job.shape.tasks_per_socket == 1);
    CHECK_FALSE(good(sbatch_with({"--hint=multithread"})).job.shape.threads_per_core);
    CHECK(bad(sbatch_with({"--hint=foo"})).code == 1);
}

TEST_CASE("a signal ahead of the time limit") {
    const auto warning = [](const std::string& text) { return good(sbatch_with({"--signal=" + text})).job.warning; };
    CHECK(warning("USR1") == SignalWarning{10, Duration{60}, false});
    CHECK(warning("B:USR2@30") == SignalWarning{12, Duration{30}, true});
    CHECK(warning("RB:SIGHUP@90") == SignalWarning{1, Duration{90}, true});
    CHECK(warning("1@360") == SignalWarning{1, Duration{360}, false});
    for (const auto* text : {"FOO", "X:USR1", "USR1@", "USR1@x", "USR1@65536", "0"}) {
        CAPTURE(text);
        CHECK(bad(sbatch_with({"--signal", text})).err == "sbatch: error: Invalid --signal specification\n");
    }
}

TEST_CASE("salloc: no shell, a bell, a signal for the command") {
    const auto request = good(invoke(Command::salloc, {"--no-shell", "--bell", "-KUSR1", "-J", "x"}));
    CHECK(request.no_shell);
    CHECK(request.bell);
    CHECK(request.kill_command == 10);
    CHECK(good(invoke(Command::salloc, {"--kill-command"})).kill_command == 15);
    CHECK(good(invoke(Command::salloc, {"bash"})).job.name == "interactive");
    CHECK(bad(invoke(Command::salloc, {"-Kfoo"})).code == 255);
}
