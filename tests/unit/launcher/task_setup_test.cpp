// SPDX-License-Identifier: Apache-2.0
//
// What is worked out for each task before it is started.
#include <catch2/catch.hpp>

#include "launcher/spool/files.hpp"
#include "launcher/step/machine_topology.hpp"
#include "launcher/step/rank_programs.hpp"
#include "launcher/step/task_binding.hpp"
#include "launcher/step/task_limits.hpp"
#include "launcher/step/task_prolog.hpp"
#include "tests/unit/launcher/sample_order.hpp"

using namespace sluice;
using namespace sluice::step;

namespace {

using Words = std::vector<std::string>;

/// A step with two tasks on a node of one socket with four cores, of which it has two; bound on paper only.
StepOrder bound_order() {
    auto order = test::srun_order();
    order.context.emulated = true;
    order.context.cores_per_socket = 4;
    order.job.shares.back().cores = {0, 1, 2, 3};
    order.step.shares[order.position].cpu_ids = {2, 3};
    order.step.spec.exact = true;
    return order;
}

std::string value(const Variables& variables, std::string_view name) {
    const auto found = variables.find(name);
    return found == variables.end() ? "absent" : found->second;
}

}  // namespace

TEST_CASE("each rank runs the program that its line of the --multi-prog file names") {
    StepSpec spec;
    spec.arguments = {"plain"};
    CHECK(*arguments_for(spec, 3) == Words{"plain"});
    spec.programs = {{{0}, {"master", "%t/%o"}}, {{2, 5}, {"worker", "%t", "%o", "100%"}}};
    CHECK(*arguments_for(spec, 0) == Words{"master", "0/0"});
    CHECK(*arguments_for(spec, 5) == Words{"worker", "5", "1", "100%"});
    CHECK_FALSE(arguments_for(spec, 1));
    spec.programs.push_back({{}, {"rest", "%o"}});
    CHECK(*arguments_for(spec, 1) == Words{"rest", "1"});
}

TEST_CASE("a task prolog sets, unsets and prints") {
    const auto wish = read_prolog("export A=1 2\nnoise\nunset B\nprint hello there\nexport C\n");
    CHECK(wish.set == Words{"A=1 2"});
    CHECK(wish.unset == Words{"B"});
    CHECK(wish.print == "hello there\n");
}

TEST_CASE("resource limits travel as variables that no task sees") {
    Variables variables{{"SLURM_RLIMIT_NOFILE", "123"}, {"SLURM_RLIMIT_CORE", "x"}, {"PATH", "/bin"}};
    const auto limits = take_limits(variables);
    REQUIRE(limits.size() == 1);
    CHECK(limits[0].value == 123);
    CHECK(variables == Variables{{"PATH", "/bin"}});
}

TEST_CASE("tasks learn what they are bound to, and a node that is emulated does not bind them") {
    auto order = bound_order();
    order.step.spec.bind.cpu_verbose = true;
    const TaskBindings bindings{order};
    Variables variables;
    bindings.add_variables(variables, 0);
    CHECK(value(variables, "SLURM_CPU_BIND") == "verbose,mask_cpu:0x4,0x8");
    CHECK(value(variables, "SLURM_CPU_BIND_TYPE") == "mask_cpu:");
    CHECK(value(variables, "SLURM_CPU_BIND_LIST") == "0x4,0x8");
    CHECK(bindings.kernel(0).cpus.empty());
    REQUIRE(bindings.report(0, 4711).size() == 1);
    CHECK(bindings.report(0, 4711)[0].find("mask 0x4 set") != std::string::npos);
}

TEST_CASE("a step that asked for nothing of the kind is not bound and says nothing") {
    auto order = bound_order();
    order.step.spec.exact = false;
    const TaskBindings bindings{order};
    Variables variables;
    bindings.add_variables(variables, 0);
    CHECK(variables.empty());
    CHECK(bindings.report(0, 1).empty());
}

TEST_CASE("tasks see their own GPUs when each was to have some") {
    auto order = bound_order();
    order.step.spec.gpus_per_task = {{"gpu", "", 1}};
    order.step.shares[order.position].gres = {{"gpu", "a", {1, 3}}};
    const TaskBindings bindings{order};
    Variables variables;
    bindings.add_variables(variables, 1);
    CHECK(value(variables, "CUDA_VISIBLE_DEVICES") == "3");
}

TEST_CASE("a recorded machine is read core by core, with the kernel's numbers") {
    // Two sockets of two cores with two threads; the kernel numbers the second threads last.
    const auto recorded = read_file(std::string{SLUICE_SOURCE_DIR} + "/tests/unit/launcher/two_sockets.xml");
    REQUIRE(recorded);
    const auto topology = machine_topology(*recorded);
    REQUIRE(topology);
    REQUIRE(topology->size() == 8);
    std::vector<std::uint32_t> system, sockets, domains;
    for (const auto& cpu : *topology) {
        system.push_back(cpu.system);
        sockets.push_back(cpu.socket);
        domains.push_back(cpu.domain);
    }
    CHECK(system == std::vector<std::uint32_t>{0, 4, 1, 5, 2, 6, 3, 7});
    CHECK(sockets == std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, 1, 1});
    CHECK(domains == sockets);
    CHECK((*topology)[3].core == 1);
    CHECK((*topology)[3].thread == 1);
}
