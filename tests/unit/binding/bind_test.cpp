// SPDX-License-Identifier: Apache-2.0
//
// What tasks are bound to, on nodes of several shapes.
#include "launcher/binding/bind.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace sluice;
using namespace sluice::binding;

namespace {

using Lists = std::vector<CpuList>;

CpuList first(std::uint32_t count) {
    CpuList cpus(count);
    std::iota(cpus.begin(), cpus.end(), 0u);
    return cpus;
}

/// Two sockets of four cores with two threads: CPUs 0 to 7 and 8 to 15. The step has all of it.
const NodeTopology kNode = regular_topology(2, 4, 2);

BindRequest wish_for(std::uint32_t tasks, std::uint32_t cpus_per_task = 1) {
    BindRequest request;
    request.job_cpus = request.step_cpus = first(16);
    request.exact = true;
    request.wish = {tasks, cpus_per_task};
    return request;
}

Lists cpus_of(const BindRequest& request, const NodeTopology& topology = kNode) {
    Lists lists;
    for (const auto& task : bind_tasks(topology, request).tasks) lists.push_back(task.cpus);
    return lists;
}

}  // namespace

TEST_CASE("tasks go to sockets in turn, or fill one after the other") {
    auto request = wish_for(4);
    CHECK(cpus_of(request) == Lists{{0}, {8}, {1}, {9}});
    request.wish.sockets = SocketOrder::block;
    CHECK(cpus_of(request) == Lists{{0}, {1}, {2}, {3}});
    request.wish = {2, 4, SocketOrder::fcyclic};
    CHECK(cpus_of(request) == Lists{{0, 1, 8, 9}, {2, 3, 10, 11}});
}

TEST_CASE("the CPUs of a task are threads of few cores, or of many") {
    auto request = wish_for(2, 2);
    CHECK(cpus_of(request) == Lists{{0, 1}, {8, 9}});
    request.wish.cores = SocketOrder::cyclic;
    CHECK(cpus_of(request) == Lists{{0, 2}, {8, 10}});
}

TEST_CASE("one thread of each core is used when asked for") {
    auto request = wish_for(4);
    request.threads_per_core = 1;
    CHECK(cpus_of(request) == Lists{{0}, {8}, {2}, {10}});
    request.exact = false;
    CHECK(cpus_of(request)[0] == CpuList{0, 2, 4, 6, 8, 10, 12, 14});
}

TEST_CASE("tasks without CPUs of their own are not bound, unless that is asked for") {
    auto request = wish_for(2);
    request.exact = false;
    CHECK(cpus_of(request) == Lists{{}, {}});
    request.spec.cpu = CpuBindKind::cores;
    CHECK(cpus_of(request) == Lists{{0, 1}, {8, 9}});
}

TEST_CASE("every form of --cpu-bind") {
    auto request = wish_for(3);
    const auto bound = [&](CpuBindKind kind, std::vector<std::string> list = {}) {
        request.spec.cpu = kind;
        request.spec.cpu_list = std::move(list);
        return cpus_of(request);
    };
    const CpuList low = first(8);
    CpuList high;
    for (const auto cpu : low) high.push_back(cpu + 8);
    CHECK(bound(CpuBindKind::none) == Lists{{}, {}, {}});
    CHECK(bound(CpuBindKind::automatic) == Lists{{0}, {8}, {1}});
    CHECK(bound(CpuBindKind::threads) == Lists{{0}, {8}, {1}});
    CHECK(bound(CpuBindKind::cores) == Lists{{0, 1}, {8, 9}, {0, 1}});
    CHECK(bound(CpuBindKind::sockets) == Lists{low, high, low});
    CHECK(bound(CpuBindKind::ldoms) == Lists{low, high, low});
    CHECK(bound(CpuBindKind::boards)[1] == first(16));
    CHECK(bound(CpuBindKind::rank) == Lists{{0}, {1}, {2}});
    CHECK(bound(CpuBindKind::rank_ldom) == Lists{low, high, low});
    CHECK(bound(CpuBindKind::map_cpu, {"3", "0x5"}) == Lists{{3}, {5}, {3}});
    CHECK(bound(CpuBindKind::mask_cpu, {"0x3", "f0"}) == Lists{{0, 1}, {4, 5, 6, 7}, {0, 1}});
    CHECK(bound(CpuBindKind::map_ldom, {"1"}) == Lists{high, high, high});
    CHECK(bound(CpuBindKind::mask_ldom, {"0x3", "1"}) == Lists{first(16), low, first(16)});
}

TEST_CASE("what a node does not have is told, and the task is not bound") {
    auto request = wish_for(1);
    request.spec.cpu = CpuBindKind::map_cpu;
    request.spec.cpu_list = {"16"};
    const auto node = bind_tasks(kNode, request);
    CHECK(node.tasks[0].cpus.empty());
    CHECK(node.warnings == std::vector<std::string>{"'16' names none of the node's 16 CPUs: not bound"});
    request.spec.cpu_list = {"x"};
    CHECK(bind_tasks(kNode, request).warnings.front() == "'x' is no number to bind to");
}

TEST_CASE("more tasks than CPUs share them evenly") {
    auto request = wish_for(3);
    request.step_cpus = {4, 5};
    CHECK(cpus_of(request) == Lists{{4}, {5}, {4}});
}

TEST_CASE("tasks keep to what the step has of the node") {
    auto request = wish_for(2);
    request.step_cpus = {2, 3, 12};
    CHECK(cpus_of(request) == Lists{{2}, {12}});
    request.spec.cpu = CpuBindKind::sockets;
    CHECK(cpus_of(request) == Lists{{2, 3}, {12}});
}

TEST_CASE("memory comes from the domains that are asked for") {
    auto request = wish_for(2);
    const auto memory = [&](MemBindKind kind, std::vector<std::string> list = {}) {
        request.spec.memory = kind;
        request.spec.memory_list = std::move(list);
        Lists lists;
        for (const auto& task : bind_tasks(kNode, request).tasks) lists.push_back(task.memory);
        return lists;
    };
    CHECK(memory(MemBindKind::none) == Lists{{}, {}});
    CHECK(memory(MemBindKind::local) == Lists{{0}, {1}});
    CHECK(memory(MemBindKind::rank) == Lists{{0}, {1}});
    CHECK(memory(MemBindKind::map_mem, {"1"}) == Lists{{1}, {1}});
    CHECK(memory(MemBindKind::mask_mem, {"0x3"}) == Lists{{0, 1}, {0, 1}});
    CHECK(memory(MemBindKind::prefer) == Lists{{0}, {1}});
    CHECK(bind_tasks(kNode, request).tasks[0].memory_preferred);
}

TEST_CASE("which GPUs a task sees") {
    auto request = wish_for(4);
    request.gpus = {1, 3, 4, 6};
    const auto gpus = [&](GpuBindKind kind, std::uint32_t count = 0, std::vector<std::string> list = {}) {
        request.spec.gpu = kind;
        request.spec.gpu_count = count;
        request.spec.gpu_list = std::move(list);
        Lists lists;
        for (const auto& task : bind_tasks(kNode, request).tasks) lists.push_back(task.gpus);
        return lists;
    };
    CHECK(gpus(GpuBindKind::none)[2] == request.gpus);
    CHECK(gpus(GpuBindKind::single, 1) == Lists{{1}, {3}, {4}, {6}});
    CHECK(gpus(GpuBindKind::single, 2) == Lists{{1}, {1}, {3}, {3}});
    CHECK(gpus(GpuBindKind::per_task, 2) == Lists{{1, 3}, {4, 6}, {}, {}});
    CHECK(gpus(GpuBindKind::map_gpu, 0, {"6", "1"}) == Lists{{6}, {1}, {6}, {1}});
    CHECK(gpus(GpuBindKind::mask_gpu, 0, {"0xa"})[0] == CpuList{1, 3});
    request.gpus_per_task = 1;
    CHECK(gpus(GpuBindKind::none) == Lists{{1}, {3}, {4}, {6}});
}

TEST_CASE("masks are written and read") {
    CHECK(format_mask({0, 2}) == "0x5");
    CHECK(format_mask({}) == "0x0");
    CHECK(format_mask({4, 8}) == "0x110");
    CHECK(parse_mask("0xF0") == CpuList{4, 5, 6, 7});
    CHECK(parse_mask("11") == CpuList{0, 4});
    for (const auto* text : {"", "0x", "g", "0x1g"}) CHECK_FALSE(parse_mask(text));
}

TEST_CASE("bindings are reported in Slurm's words") {
    const TaskName task{"n1", 3, 1, 4711};
    BindSpec spec;
    CHECK(cpu_report(spec, task, {}, first(4)) == "cpu-bind=NULL - n1, task  3  1 [4711]: mask 0xf");
    CHECK(cpu_report(spec, task, {1}, first(4)) == "cpu-bind=MASK - n1, task  3  1 [4711]: mask 0x2 set");
    spec.cpu = CpuBindKind::cores;
    CHECK(cpu_report(spec, task, {2, 3}, first(4)) == "cpu-bind-cores=MASK - n1, task  3  1 [4711]: mask 0xc set");
    spec.memory = MemBindKind::local;
    CHECK(memory_report(spec, task, {1}, {0, 1}) == "mem-bind=LOC  - n1, task  3  1 [4711]: mask 0x2 set");
}
