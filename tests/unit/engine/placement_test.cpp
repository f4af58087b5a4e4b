// SPDX-License-Identifier: Apache-2.0
//
// Which nodes a job gets, and how much of them.
#include "scheduler/engine/placement.hpp"

#include <algorithm>
#include <bit>

#include "scheduler/model/hostlist.hpp"
#include "tests/unit/engine/storm.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

using Counts = std::vector<std::uint32_t>;

ClusterConfig two_leaves() {
    auto config = cluster_of(8);
    add_leaves(config, {4, 4});
    return config;
}

std::vector<std::string> hosts(std::string_view text) { return expand_hosts(text).value(); }

JobSpec on(JobSpec spec, std::string_view node_list) {
    spec.node_list = hosts(node_list);
    return spec;
}

/// Occupies these nodes for good.
void occupy(World& w, std::string_view taken) {
    for (const auto& host : hosts(taken)) w.submit(on(whole(1, 10000h), host));
    w.schedule();
}

/// Where a job lands that can start at once.
std::string placed(World& w, const JobSpec& spec) {
    const auto job = w.submit(spec);
    w.schedule();
    if (!w.runs(job)) return "nowhere";
    return w.nodes_of(job);
}

TEST_CASE("four nodes land under one leaf when one is free") {
    World w{two_leaves()};
    SECTION("on an empty cluster") { CHECK(placed(w, whole(4, 1h)) == "n[1-4]"); }
    SECTION("past a leaf with one node taken") {
        occupy(w, "n2");
        CHECK(placed(w, whole(4, 1h)) == "n[5-8]");
    }
    SECTION("on both when neither has four") {
        occupy(w, "n[2,7-8]");
        CHECK(placed(w, whole(4, 1h)) == "n[1,3-5]");
    }
}

TEST_CASE("the leaf with the fewest sufficient nodes is taken") {
    auto config = cluster_of(10);
    add_leaves(config, {4, 2, 3, 1});
    World w{config};
    CHECK(placed(w, whole(2, 1h)) == "n[5-6]");
    CHECK(placed(w, whole(2, 1h)) == "n[7-8]");
    CHECK(placed(w, whole(1, 1h)) == "n9");  // the first of the two single ones left
    CHECK(placed(w, whole(3, 1h)) == "n[1-3]");
}

TEST_CASE("a job wider than a leaf takes the largest leaves and the tightest rest") {
    auto config = cluster_of(11);
    add_leaves(config, {2, 4, 3, 2});
    World w{config};
    SECTION("two leaves suffice") { CHECK(placed(w, whole(6, 1h)) == "n[1-6]"); }
    SECTION("exactly") { CHECK(placed(w, whole(7, 1h)) == "n[3-9]"); }
    SECTION("three leaves") { CHECK(placed(w, whole(8, 1h)) == "n[1,3-9]"); }
}

TEST_CASE("fewer leaves come before a lower common switch") {
    // Under the left switch are four leaves of one node, under the right one two of two.
    auto config = cluster_of(8);
    config.topology.kind = TopologyKind::tree;
    config.topology.switches = {{"a", {"n1"}, {}},       {"b", {"n2"}, {}},       {"c", {"n3"}, {}},
                                {"d", {"n4"}, {}},       {"e", {"n5", "n6"}, {}}, {"f", {"n7"}, {}},
                                {"g", {"n8"}, {}},       {"left", {}, {"a", "b", "c", "d"}},
                                {"right", {}, {"e", "f", "g"}}, {"root", {}, {"left", "right"}}};
    World w{config};
    CHECK(placed(w, whole(3, 1h)) == "n[5-7]");   // two leaves, not three under the left switch
    CHECK(placed(w, whole(2, 1h)) == "n[1-2]");   // two leaves either way: the lower switch
}

TEST_CASE("segments of nodes share a leaf") {
    World w{two_leaves()};
    auto spec = whole(4, 1h);
    spec.segment = 2;
    SECTION("on as few leaves as possible") { CHECK(placed(w, spec) == "n[1-4]"); }
    SECTION("past single nodes that are left over") {
        occupy(w, "n[1,6-8]");
        CHECK(placed(w, spec) == "nowhere");  // three nodes and one: one segment
    }
    SECTION("which do for a job without segments") {
        occupy(w, "n[1,6-8]");
        spec.segment.reset();
        CHECK(placed(w, spec) == "n[2-5]");
    }
    SECTION("of shared nodes too") {
        occupy(w, "n[1,5]");
        auto shared = nodes(4, 1h);
        shared.segment = 2;
        CHECK(placed(w, shared) == "n[2-3,6-7]");
    }
    SECTION("larger than a leaf: of what is around leaves") {
        auto all = whole(8, 1h);
        all.segment = 8;
        CHECK(placed(w, all) == "n[1-8]");
    }
    SECTION("which a number of nodes must be made of") {
        spec.segment = 3;
        CHECK(w.refusal(spec).code == Errc::node_count);
    }
}

TEST_CASE("a limit on leaf switches holds when the caller says so") {
    World w{two_leaves()};
    occupy(w, "n[1,5]");
    const auto& state = w.engine.state();
    auto spec = whole(4, 1h);
    spec.switches = 1;
    const auto request = resolve(spec, state);
    REQUIRE(request);
    CHECK(request->max_switches == 1);
    CHECK(request->switches_wait == 300s);
    const auto offers = [&](NodeIndex node) { return NodeOffer{state.node(node).free, state.node(node).jobs.empty()}; };
    CHECK(place(*request, state, offers));
    CHECK_FALSE(place(*request, state, offers, request->max_switches));
    CHECK(place(*request, state, offers, 2));
}

TEST_CASE("ranks follow the network where the nodes do not") {
    // Two leaves whose nodes take turns in the configuration.
    auto config = cluster_of(4);
    config.topology.kind = TopologyKind::tree;
    config.topology.switches = {{"a", {"n1", "n3"}, {}}, {"b", {"n2", "n4"}, {}}, {"top", {}, {"a", "b"}}};
    World w{config};
    CHECK(placed(w, whole(4, 1h)) == "n[1,3,2,4]");
}

TEST_CASE("a job on a torus gets neighbours, in an order in which each stands beside the next") {
    auto config = cluster_of(16);
    config.topology.kind = TopologyKind::torus;
    config.topology.dimensions = {4, 4};
    World w{config};
    CHECK(placed(w, whole(16, 1h)) == "n[1-4,8,7,6,5,9-12,16,15,14,13]");
}

TEST_CASE("nodes outside the topology are one leaf of their own") {
    auto config = cluster_of(6);
    add_leaves(config, {2, 2});
    World w{config};
    CHECK(placed(w, whole(2, 1h)) == "n[1-2]");
    CHECK(placed(w, whole(4, 1h)) == "n[3-6]");
}

TEST_CASE("shared nodes fill up before idle ones are touched") {
    World w{cluster_of(4)};
    CHECK(placed(w, tasks(1, 1h)) == "n1");
    CHECK(placed(w, tasks(2, 1h)) == "n1");
    CHECK(placed(w, tasks(2, 1h)) == "n2");
    CHECK(placed(w, tasks(1, 1h)) == "n1");
    CHECK(placed(w, tasks(2, 1h)) == "n2");
    CHECK(placed(w, tasks(4, 1h)) == "n3");
}

TEST_CASE("light nodes are taken before heavy ones") {
    auto config = cluster_of(3);
    config.nodes[0].weight = 10;
    config.nodes[2].weight = 5;
    World w{config};
    CHECK(placed(w, whole(1, 1h)) == "n2");
    CHECK(placed(w, whole(1, 1h)) == "n3");
    CHECK(placed(w, whole(1, 1h)) == "n1");
}

TEST_CASE("contiguous nodes stand next to each other") {
    auto spec = whole(3, 1h);
    spec.contiguous = true;
    World w{two_leaves()};
    SECTION("under one leaf if possible") {
        occupy(w, "n1");
        CHECK(placed(w, spec) == "n[2-4]");
    }
    SECTION("across leaves otherwise") {
        occupy(w, "n[2,6]");
        CHECK(placed(w, spec) == "n[3-5]");
    }
    SECTION("or not at all") {
        occupy(w, "n[3,6]");
        CHECK(placed(w, spec) == "nowhere");
    }
    SECTION("around a named node") { CHECK(placed(w, on(spec, "n6")) == "n[5-7]"); }
    SECTION("between two named nodes") { CHECK(placed(w, on(spec, "n[4,6]")) == "n[4-6]"); }
    SECTION("never between named nodes that are too far apart") {
        CHECK(w.refusal(on(spec, "n[3,6]")).code == Errc::nodes_unavailable);
    }
}

TEST_CASE("named nodes are all used, the others stand beside them") {
    World w{two_leaves()};
    SECTION("only they") { CHECK(placed(w, on(tasks(2, 1h), "n[3,7]")) == "n[3,7]"); }
    SECTION("named twice is named once") { CHECK(placed(w, on(whole(2, 1h), "n7,n7")) == "n[5,7]"); }
    SECTION("and one more") { CHECK(placed(w, on(whole(3, 1h), "n[2,7]")) == "n[1-2,7]"); }
    SECTION("under both leaves") { CHECK(placed(w, on(whole(2, 1h), "n[4-5]")) == "n[4-5]"); }
    SECTION("waits while one is taken") {
        occupy(w, "n7");
        CHECK(placed(w, on(whole(2, 1h), "n[3,7]")) == "nowhere");
    }
    SECTION("more than asked for") { CHECK(w.refusal(on(whole(1, 1h), "n[3,7]")).code == Errc::node_count); }
    SECTION("unknown") {
        auto spec = whole(1, 1h);
        spec.node_list = {"n9"};
        CHECK(w.refusal(spec).code == Errc::invalid_node_name);
    }
    SECTION("with tasks on each") {
        auto spec = on(tasks(1, 1h), "n[1-3]");
        spec.tasks.reset();
        spec.tasks_per_node = 2;
        const auto job = w.submit(spec);
        w.schedule();
        CHECK(w.tasks_of(job) == Counts{2, 2, 2});
    }
}

TEST_CASE("excluded nodes are never used") {
    World w{two_leaves()};
    auto spec = whole(4, 1h);
    spec.exclude = {"n2"};
    CHECK(placed(w, spec) == "n[5-8]");
    CHECK(placed(w, spec) == "nowhere");  // three are left
    spec.exclude = {"n1", "n2", "n3", "n4", "n5"};
    CHECK(w.refusal(spec).code == Errc::nodes_unavailable);
    spec.exclude = {"n9"};
    CHECK(w.refusal(spec).code == Errc::invalid_node_name);
    CHECK(w.refusal([] {
               auto both = on(whole(1, 1h), "n1");
               both.exclude = {"n1"};
               return both;
           }()).code == Errc::nodes_unavailable);
}

TEST_CASE("a constraint is met by every node") {
    auto config = cluster_of(4);
    config.nodes[1].features = {"ssd"};
    config.nodes[2].features = {"ssd", "fast"};
    config.nodes[3].features = {"old.1"};
    World w{config};
    const auto with = [](std::string constraint) {
        auto spec = whole(1, 1h);
        spec.constraint = std::move(constraint);
        return spec;
    };
    SECTION("one word") { CHECK(placed(w, with("ssd")) == "n2"); }
    SECTION("both") { CHECK(placed(w, with("ssd&fast")) == "n3"); }
    SECTION("either") { CHECK(placed(w, with("fast|old.1")) == "n3"); }
    SECTION("grouped") { CHECK(placed(w, with("(fast|old.1)&ssd")) == "n3"); }
    SECTION("in brackets") { CHECK(placed(w, with("[old.1|fast]")) == "n3"); }
    SECTION("unknown") { CHECK(w.refusal(with("gpu")).code == Errc::invalid_feature); }
    SECTION("no expression") {
        for (const auto* text : {"ssd&", "&ssd", "(ssd", "ssd)", "ssd fast", "|", "()", "ssd&(fast|)"}) {
            CAPTURE(text);
            CHECK(w.refusal(with(text)).code == Errc::invalid_feature);
        }
    }
    SECTION("impossible") { CHECK(w.refusal(with("fast&old.1")).code == Errc::nodes_unavailable); }
    SECTION("too many nodes") {
        auto spec = with("ssd");
        spec.min_nodes = spec.max_nodes = 3;
        CHECK(w.refusal(spec).code == Errc::nodes_unavailable);
    }
}

TEST_CASE("tasks are laid out as Slurm lays them out") {
    // Eight nodes of four CPUs.
    struct Case {
        std::optional<std::uint32_t> nodes, most_nodes, tasks, per_node, per_task;
        Counts expected;
    };
    const std::vector<Case> table{
        {2, 2, 5, {}, {}, {3, 2}},
        {{}, {}, 5, {}, {}, {4, 1}},
        {{}, {}, 4, {}, {}, {4}},
        {{}, {}, 9, {}, {}, {4, 4, 1}},
        {3, 3, {}, {}, {}, {1, 1, 1}},
        {3, 3, {}, 2, {}, {2, 2, 2}},
        {{}, {}, {}, 3, {}, {3}},
        {{}, {}, 5, 2, {}, {2, 2, 1}},
        {4, 4, 5, 2, {}, {2, 1, 1, 1}},
        {2, 4, {}, {}, {}, {1, 1, 1, 1}},
        {2, 4, {}, 2, {}, {2, 2, 2, 2}},
        {2, 4, 3, {}, {}, {1, 1, 1}},
        {2, 2, {}, {}, 3, {1, 1}},
        {{}, {}, 3, {}, 2, {2, 1}},
        {{}, {}, 2, {}, 3, {1, 1}},
        {4, 4, 2, {}, {}, {1, 1, 1, 1}},
    };
    for (const auto& c : table) {
        CAPTURE(c.nodes.value_or(0), c.most_nodes.value_or(0), c.tasks.value_or(0), c.per_node.value_or(0),
                c.per_task.value_or(0));
        World w{two_leaves()};
        JobSpec spec = tasks(1, 1h);
        spec.min_nodes = c.nodes;
        spec.max_nodes = c.most_nodes;
        spec.tasks = c.tasks;
        spec.tasks_per_node = c.per_node;
        spec.cpus_per_task = c.per_task;
        const auto job = w.submit(spec);
        w.schedule();
        CHECK(w.tasks_of(job) == c.expected);
        for (const auto& share : w.job(job).shares) {
            CHECK(share.cpus == share.tasks * c.per_task.value_or(1));
            CHECK(share.cores.size() == share.cpus);
        }
    }
}

TEST_CASE("tasks per node mean as many on every node, or none") {
    World w{cluster_of(3)};
    w.submit(on(tasks(3, 1h), "n2"));  // leaves one CPU there
    w.schedule();
    auto spec = nodes(2, 1h);
    spec.tasks_per_node = 2;
    CHECK(placed(w, spec) == "n[1,3]");
}

TEST_CASE("counts that cannot be are refused") {
    World w{two_leaves()};
    const auto refused = [&](const auto& change) {
        auto spec = tasks(1, 1h);
        change(spec);
        return w.refusal(spec).code;
    };
    CHECK(refused([](JobSpec& s) { s.min_nodes = s.max_nodes = 9; }) == Errc::node_count);
    CHECK(refused([](JobSpec& s) { s.min_nodes = 1'024'000'000; }) == Errc::too_many_cpus);
    CHECK(refused([](JobSpec& s) { s.min_nodes = 0; }) == Errc::node_count);
    CHECK(refused([](JobSpec& s) { s.max_nodes = 0; }) == Errc::node_count);
    CHECK(refused([](JobSpec& s) { s.min_nodes = 3, s.max_nodes = 2; }) == Errc::node_count);
    CHECK(refused([](JobSpec& s) { s.min_nodes = s.max_nodes = 1, s.tasks = 5; }) == Errc::nodes_unavailable);
    CHECK(refused([](JobSpec& s) { s.tasks = 33; }) == Errc::too_many_cpus);
    CHECK(refused([](JobSpec& s) { s.tasks = 0; }) == Errc::invalid_argument);
    CHECK(refused([](JobSpec& s) { s.tasks_per_node = 0; }) == Errc::invalid_argument);
    CHECK(refused([](JobSpec& s) { s.cpus_per_task = 5; }) == Errc::nodes_unavailable);
    CHECK(refused([](JobSpec& s) { s.min_cpus_per_node = 5; }) == Errc::nodes_unavailable);
    CHECK(refused([](JobSpec& s) { s.memory_per_node = 17_G; }) == Errc::nodes_unavailable);
    CHECK(refused([](JobSpec& s) { s.memory_per_cpu = 17_G; }) == Errc::nodes_unavailable);
    CHECK(refused([](JobSpec& s) { s.memory_per_node = Mebibytes{-1}; }) == Errc::memory);
    CHECK(refused([](JobSpec& s) { s.memory_per_cpu = Mebibytes{INT64_MAX}; }) == Errc::memory);
    CHECK(refused([](JobSpec& s) { s.tmp_disk = Mebibytes{1}; }) == Errc::nodes_unavailable);
    CHECK(refused([](JobSpec& s) { s.time_limit = 0s; }) == Errc::invalid_time_limit);
    CHECK(refused([](JobSpec& s) { s.time_limit = -1s; }) == Errc::invalid_time_limit);
    CHECK(refused([](JobSpec& s) { s.partitions = {"batch", "gpuu"}; }) == Errc::invalid_partition);
    CHECK(w.engine.state().jobs().empty());
}

TEST_CASE("absurd counts are refused at once") {
    World w{two_leaves()};
    for (const auto huge : {4'194'305u, 2'147'483'648u, 4'294'967'295u}) {
        CAPTURE(huge);
        for (const bool overcommit : {false, true}) {
            auto many = tasks(huge, 1h);
            many.overcommit = overcommit;
            CHECK(w.refusal(many).code == Errc::too_many_cpus);
            auto wide = tasks(2, 1h);
            wide.cpus_per_task = huge;
            wide.overcommit = overcommit;
            CHECK(w.refusal(wide).code == Errc::too_many_cpus);
            auto packed = nodes(2, 1h);
            packed.tasks_per_node = huge;
            packed.overcommit = overcommit;
            CHECK(w.refusal(packed).code == Errc::too_many_cpus);
        }
    }
}

TEST_CASE("a feature expression that would grow without bounds is refused") {
    auto config = cluster_of(1);
    config.nodes[0].features = {"a", "b"};
    World w{config};
    auto spec = whole(1, 1h);
    for (int i = 0; i < 40; ++i) spec.constraint += spec.constraint.empty() ? "(a|b)" : "&(a|b)";
    CHECK(w.refusal(spec).code == Errc::invalid_feature);
    spec.constraint = std::string(100'000, '(') + "a" + std::string(100'000, ')');
    CHECK(w.refusal(spec).code == Errc::invalid_feature);
}

TEST_CASE("partition limits bound the number of nodes") {
    auto config = two_leaves();
    config.partitions[0].min_nodes = 2;
    config.partitions[0].max_nodes = 3;
    World w{config};
    SECTION("a smaller job gets the least") { CHECK(placed(w, tasks(1, 1h)) == "n[1-2]"); }
    SECTION("but not if it wants fewer") { CHECK(w.refusal(whole(1, 1h)).code == Errc::node_count); }
    SECTION("a larger one is refused") { CHECK(w.refusal(whole(4, 1h)).code == Errc::node_count); }
    SECTION("a range is cut") {
        auto spec = whole(2, 1h);
        spec.max_nodes = 8;
        CHECK(placed(w, spec) == "n[1-3]");
    }
    SECTION("tasks stay within it") {
        CHECK(placed(w, tasks(12, 1h)) == "n[1-3]");
        CHECK(w.refusal(tasks(13, 1h)).code == Errc::nodes_unavailable);
    }
}

TEST_CASE("whole cores are given where a core has two threads") {
    auto like = node_of(4);
    like.threads_per_core = 2;
    World w{cluster_of(2, like)};
    SECTION("an odd number of tasks takes one more CPU") {
        const auto job = w.submit(tasks(3, 1h));
        w.schedule();
        CHECK(w.job(job).shares[0].cpus == 4);
        CHECK(w.job(job).shares[0].cores == Counts{0, 1});
        CHECK(w.job(job).shares[0].tasks == 3);
    }
    SECTION("eight tasks fill a node, nine do not fit") {
        const auto job = w.submit(tasks(8, 1h));
        const auto next = w.submit(tasks(9, 1h));
        w.schedule();
        CHECK(w.tasks_of(job) == Counts{8});
        CHECK_FALSE(w.runs(next));
    }
    SECTION("memory per CPU counts the CPUs that are given") {
        auto spec = tasks(3, 1h);
        spec.memory_per_cpu = 1_G;
        const auto job = w.submit(spec);
        w.schedule();
        CHECK(w.job(job).shares[0].memory == 4_G);
    }
    SECTION("--mincpus") {
        auto spec = tasks(1, 1h);
        spec.min_cpus_per_node = 5;
        const auto job = w.submit(spec);
        w.schedule();
        CHECK(w.job(job).shares[0].cpus == 6);
    }
}

TEST_CASE("overcommit puts more tasks on a node than it has CPUs") {
    World w{cluster_of(2)};
    auto spec = nodes(1, 1h);
    spec.tasks = 10;
    spec.overcommit = true;
    const auto job = w.submit(spec);
    w.schedule();
    CHECK(w.tasks_of(job) == Counts{10});
    CHECK(w.job(job).shares[0].cpus == 4);
    CHECK(placed(w, spec) == "n2");
    CHECK(placed(w, spec) == "nowhere");
}

TEST_CASE("overcommitted tasks take no more CPUs than there is memory for") {
    World w{cluster_of(1, node_of(4, 16_G))};
    auto spec = tasks(8, 1h);
    spec.overcommit = true;
    spec.memory_per_cpu = 6_G;
    const auto job = w.submit(spec);
    w.schedule();
    CHECK(w.job(job).shares.at(0).cpus == 2);
    CHECK(w.job(job).shares.at(0).memory == 12_G);
    spec.memory_per_cpu = 17_G;
    CHECK(w.refusal(spec).code == Errc::nodes_unavailable);
}

TEST_CASE("memory is shared out like cores") {
    World w{cluster_of(2, node_of(4, 16_G))};
    const auto with = [](std::uint32_t count, std::optional<Mebibytes> node, std::optional<Mebibytes> cpu) {
        auto spec = tasks(count, 1h);
        spec.memory_per_node = node;
        spec.memory_per_cpu = cpu;
        return spec;
    };
    SECTION("per node, to the last mebibyte") {
        CHECK(placed(w, with(1, 10_G, {})) == "n1");
        CHECK(placed(w, with(1, 6_G, {})) == "n1");
        CHECK(placed(w, with(1, Mebibytes{1}, {})) == "n2");
    }
    SECTION("per CPU, so that fewer tasks fit") {
        const auto job = w.submit(with(4, {}, 5_G));
        w.schedule();
        CHECK(w.tasks_of(job) == Counts{3, 1});
    }
    SECTION("all of it") {
        CHECK(placed(w, with(1, Mebibytes{0}, {})) == "n1");
        CHECK(w.job(JobId{1}).shares[0].memory == 16_G);
        CHECK(placed(w, with(1, Mebibytes{0}, {})) == "n2");
        CHECK(placed(w, with(1, Mebibytes{0}, {})) == "nowhere");
        CHECK(placed(w, tasks(3, 1h)) == "n1");  // without a wish for memory
    }
    SECTION("the partition's default") {
        auto config = cluster_of(1, node_of(4, 16_G));
        config.partitions[0].default_memory_per_cpu = 5_G;
        World small{config};
        CHECK(small.refusal(tasks(4, 1h)).code == Errc::nodes_unavailable);
        CHECK(placed(small, tasks(3, 1h)) == "n1");
        CHECK(small.job(JobId{1}).shares[0].memory == 15_G);
        CHECK(small.job(JobId{1}).spec.memory_per_cpu == 5_G);  // as it is shown
    }
    SECTION("an exclusive job takes all CPUs, and the memory that it asked for or else all") {
        auto spec = with(1, 1_G, {});
        spec.sharing = Sharing::exclusive;
        CHECK(placed(w, spec) == "n1");
        CHECK(w.job(JobId{1}).shares[0].memory == 1_G);
        auto silent = tasks(1, 1h);
        silent.sharing = Sharing::exclusive;
        CHECK(placed(w, silent) == "n2");
        CHECK(w.job(JobId{2}).shares[0].memory == 16_G);
        CHECK(w.job(JobId{1}).shares[0].cpus == 4);
        CHECK(w.tasks_of(JobId{1}) == Counts{1});
    }
}

TEST_CASE("gres are given by kind and index") {
    auto config = cluster_of(3, node_of(8));
    config.nodes[0].gres = {{"gpu", "tesla", 2}, {"gpu", "kepler", 1}};
    config.nodes[1].gres = {{"gpu", "tesla", 1}, {"nvme", "", 2}};
    config.nodes[2].gres = {{"gpu", "none_left", 0}};
    World w{config};
    const auto with = [](std::vector<GresCount> gres) {
        auto spec = tasks(1, 1h);
        spec.gres_per_node = std::move(gres);
        return spec;
    };
    const auto devices = [&](JobId job) { return w.job(job).shares.at(0).gres; };
    SECTION("of a type") {
        CHECK(placed(w, with({{"gpu", "tesla", 2}})) == "n1");
        CHECK(devices(JobId{1}) == std::vector<GresDevices>{{"gpu", "tesla", {0, 1}}});
        CHECK(placed(w, with({{"gpu", "tesla", 1}})) == "n2");
        CHECK(placed(w, with({{"gpu", "tesla", 1}})) == "nowhere");
    }
    SECTION("of any type, also mixed") {
        CHECK(placed(w, with({{"gpu", "", 3}})) == "n1");
        CHECK(devices(JobId{1}) == std::vector<GresDevices>{{"gpu", "tesla", {0, 1}}, {"gpu", "kepler", {0}}});
    }
    SECTION("any and of a type together are two") {
        CHECK(placed(w, with({{"gpu", "", 1}, {"gpu", "tesla", 1}})) == "n1");
        std::size_t count = 0;
        for (const auto& kind : devices(JobId{1})) count += kind.indices.size();
        CHECK(count == 2);
        CHECK(placed(w, with({{"gpu", "", 1}, {"gpu", "tesla", 1}})) == "nowhere");
        CHECK(w.refusal(with({{"gpu", "", 2}, {"gpu", "tesla", 2}})).code == Errc::nodes_unavailable);
    }
    SECTION("two names") { CHECK(placed(w, with({{"nvme", "", 1}, {"gpu", "", 1}})) == "n2"); }
    SECTION("none is none") { CHECK(placed(w, with({{"gpu", "", 0}})) == "n1"); }
    SECTION("a kind of which there is none") {
        CHECK(w.refusal(with({{"gpu", "none_left", 1}})).code == Errc::nodes_unavailable);
        CHECK(w.refusal(with({{"fpga", "", 1}})).code == Errc::invalid_gres);
        CHECK(w.refusal(with({{"gpu", "volta", 1}})).code == Errc::nodes_unavailable);
    }
    SECTION("per node") {
        auto spec = with({{"gpu", "tesla", 1}});
        spec.min_nodes = spec.max_nodes = 2;
        CHECK(placed(w, spec) == "n[1-2]");
    }
    SECTION("given back, the lowest index first") {
        const auto first = w.submit(with({{"gpu", "tesla", 1}}));
        auto beside = with({{"gpu", "tesla", 1}});
        beside.node_list = w.job(first).nodes();
        w.schedule();
        w.end(first);
        CHECK(placed(w, on(with({{"gpu", "tesla", 1}}), "n1")) == "n1");
        CHECK(devices(JobId{2}) == std::vector<GresDevices>{{"gpu", "tesla", {0}}});
    }
    SECTION("all of them for an exclusive job") {
        auto spec = on(whole(1, 1h), "n1");
        CHECK(placed(w, spec) == "n1");
        CHECK(devices(JobId{1}).size() == 2);
    }
}

TEST_CASE("a node that a partition lists twice is used once") {
    auto config = cluster_of(2);
    config.partitions[0].nodes = {"n1", "n2", "n1", "n2"};
    World w{config};
    CHECK(w.refusal(whole(3, 1h)).code == Errc::node_count);
    CHECK(placed(w, whole(2, 1h)) == "n[1-2]");
}

// Comparison with a search through all possibilities.

struct Machine {
    ClusterConfig config;
    std::vector<std::vector<std::uint32_t>> leaves;  // node numbers
    std::vector<std::uint32_t> free_cores;           // by node
};

/// A tree of two or three levels, uneven, with some nodes outside it.
Machine random_machine(Dice& dice, bool whole_nodes) {
    Machine machine;
    std::vector<std::uint32_t> sizes(1 + dice.below(5));
    std::uint32_t count = 0;
    for (auto& size : sizes) count += size = 1 + dice.below(4);
    const auto outside = dice.below(3);
    machine.config = cluster_of(count + outside);
    add_leaves(machine.config, sizes);
    if (sizes.size() > 2 && dice.one_in(2)) {  // the first leaves under a switch of their own
        auto& spine = machine.config.topology.switches.back();
        const SwitchSpec pod{"pod", {}, {spine.switches.begin(), spine.switches.begin() + 2}};
        spine.switches.erase(spine.switches.begin(), spine.switches.begin() + 2);
        spine.switches.push_back("pod");
        machine.config.topology.switches.push_back(pod);
    }
    std::uint32_t next = 0;
    if (outside > 0) sizes.push_back(outside);
    for (const auto size : sizes) {
        machine.leaves.emplace_back();
        for (std::uint32_t i = 0; i < size; ++i) machine.leaves.back().push_back(next++);
    }
    for (std::uint32_t i = 0; i < next; ++i) machine.free_cores.push_back(whole_nodes ? 4 * dice.below(2) : dice.below(5));
    return machine;
}

std::optional<Placement> try_place(const Machine& machine, const ClusterState& state, const JobSpec& spec) {
    const auto request = resolve(spec, state);
    if (!request) return std::nullopt;
    return place(*request, state, [&](NodeIndex node) {
        const auto cores = machine.free_cores[node.value()];
        return NodeOffer{Amount{cores, 16_G, {}}, cores == 4};
    });
}

/// The fewest leaves that have this many free nodes together, over all sets of leaves.
std::optional<std::size_t> fewest_leaves(const Machine& machine, std::uint32_t wanted) {
    std::optional<std::size_t> fewest;
    for (std::uint32_t set = 0; set < 1u << machine.leaves.size(); ++set) {
        std::uint32_t free = 0;
        for (std::size_t leaf = 0; leaf < machine.leaves.size(); ++leaf) {
            if ((set >> leaf & 1) == 0) continue;
            for (const auto node : machine.leaves[leaf]) free += machine.free_cores[node] > 0 ? 1 : 0;
        }
        const auto size = static_cast<std::size_t>(std::popcount(set));
        if (free >= wanted) fewest = std::min(fewest.value_or(size), size);
    }
    return fewest;
}

TEST_CASE("whole nodes span as few leaves as any choice could") {
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        Dice dice{seed};
        const auto machine = random_machine(dice, true);
        const ClusterState state{machine.config};
        const auto wanted = 1 + dice.below(static_cast<std::uint32_t>(machine.config.nodes.size()));
        const auto placement = try_place(machine, state, whole(wanted, 1h));
        const auto fewest = fewest_leaves(machine, wanted);
        REQUIRE(placement.has_value() == fewest.has_value());
        if (!placement) continue;
        REQUIRE(placement->size() == wanted);
        REQUIRE(leaves_spanned(*placement, state.topology()) == *fewest);
    }
}

/// Whether any set of nodes holds the tasks, over all sets of nodes.
bool is_possible(const Machine& machine, const JobSpec& spec) {
    const auto count = machine.config.nodes.size();
    const auto least = std::max({spec.min_nodes.value_or(1), static_cast<std::uint32_t>(spec.node_list.size())});
    const auto most = spec.max_nodes.value_or(UINT32_MAX);
    for (std::uint32_t set = 1; set < 1u << count; ++set) {
        const auto size = static_cast<std::uint32_t>(std::popcount(set));
        const bool gap = (set >> std::countr_zero(set)) != (1u << size) - 1;
        if (size < least || size > most || (spec.contiguous && gap)) continue;
        std::uint32_t room = 0;
        bool usable = true;
        for (std::uint32_t node = 0; node < count; ++node) {
            const bool in_set = (set >> node & 1) == 1;
            const auto cpus = machine.free_cores[node] / spec.cpus_per_task.value_or(1);
            usable = usable && !(in_set && cpus == 0);
            if (in_set) room += std::min(cpus, spec.tasks_per_node.value_or(UINT32_MAX));
            const auto& name = machine.config.nodes[node].name;
            usable = usable && (in_set || std::ranges::find(spec.node_list, name) == spec.node_list.end());
        }
        if (usable && room >= std::max(*spec.tasks, size)) return true;
    }
    return false;
}

TEST_CASE("a placement is found whenever there is one") {
    std::size_t possible = 0;
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        Dice dice{seed};
        auto machine = random_machine(dice, false);
        while (machine.config.nodes.size() > 10) machine = random_machine(dice, false);
        const ClusterState state{machine.config};
        const auto count = static_cast<std::uint32_t>(machine.config.nodes.size());
        auto spec = tasks(1 + dice.below(2 * count), 1h);
        if (dice.one_in(2)) spec.min_nodes = 1 + dice.below(count);
        if (spec.min_nodes) spec.max_nodes = *spec.min_nodes + dice.below(3);
        if (dice.below(3) == 0) spec.tasks_per_node = 1 + dice.below(4);
        if (dice.below(3) == 0) spec.cpus_per_task = 1 + dice.below(3);
        spec.contiguous = dice.below(4) == 0;
        while (dice.below(3) == 0) {
            const auto& name = machine.config.nodes[dice.below(count)].name;
            if (std::ranges::find(spec.node_list, name) == spec.node_list.end()) spec.node_list.push_back(name);
        }
        if (!resolve(spec, state)) continue;  // impossible even when all is free
        const auto placement = try_place(machine, state, spec);
        REQUIRE(placement.has_value() == is_possible(machine, spec));
        if (!placement) continue;
        ++possible;
        std::uint32_t dealt = 0;
        for (const auto& placed_node : *placement) {
            dealt += placed_node.tasks;
            REQUIRE(placed_node.tasks > 0);
            REQUIRE(placed_node.tasks <= spec.tasks_per_node.value_or(UINT32_MAX));
            REQUIRE(placed_node.amount.cores == placed_node.tasks * spec.cpus_per_task.value_or(1));
            REQUIRE(placed_node.amount.cores <= machine.free_cores[placed_node.node.value()]);
        }
        REQUIRE(dealt == std::max({*spec.tasks, static_cast<std::uint32_t>(placement->size())}));
        REQUIRE(std::ranges::is_sorted(*placement, {}, &PlacedNode::node));
    }
    CHECK(possible > 500);
}

}  // namespace
}  // namespace sluice::engine::testing
