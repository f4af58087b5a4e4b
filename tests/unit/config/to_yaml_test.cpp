// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/to_yaml.hpp"

#include <catch2/catch.hpp>

#include "scheduler/config/load.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

ClusterConfig small_cluster() {
    ClusterConfig config;
    config.state_dir = "/var/lib/sluice";
    for (const auto* name : {"n1", "n2", "n3"}) {
        config.nodes.push_back({});
        config.nodes.back().name = name;
        config.nodes.back().memory = Mebibytes{1536};
    }
    PartitionSpec batch;
    batch.name = "batch";
    batch.nodes = {"n1", "n2", "n3"};
    batch.is_default = true;
    config.partitions = {batch};
    return config;
}

ClusterConfig reloaded(const ClusterConfig& config) {
    const auto text = to_yaml(config);
    INFO(text);
    const auto loaded = load(text, "written.yaml");
    if (!loaded) FAIL(to_string(loaded.error()));
    return *loaded;
}

TEST_CASE("only what differs from the defaults is written, with names folded") {
    CHECK(to_yaml(small_cluster()) ==
          "nodes:\n"
          "  - names: n[1-3]\n"
          "    memory: 1536M\n"
          "partitions:\n"
          "  - name: batch\n"
          "    nodes: ALL\n"
          "    default: true\n");
}

TEST_CASE("a written configuration loads as the same configuration") {
    auto config = small_cluster();
    CHECK(reloaded(config) == config);

    SECTION("with neighbours that differ, and nodes out of order") {
        config.nodes[1].gres = {{"gpu", "tesla", 2}, {"nvme", "", 1}};
        config.nodes[2].features = {"fast", "ssd"};
        std::swap(config.nodes[0], config.nodes[2]);
        config.partitions[0].nodes = {"n2", "n3"};
    }
    SECTION("with addresses for some of the nodes") {
        config.nodes[0].address = "10.0.0.7";
        config.nodes[1].address = "fe80::1%eth0";
    }
    SECTION("with every setting changed") {
        config.name = "true";
        config.state_dir = "/srv/state of sluice";
        config.emulated = true;
        config.controller = {"head", 7000, "/run/s: #.sock"};
        config.auth = {AuthMethod::munge, "/etc/key"};
        config.store = {"/srv/'store'.sqlite"};
        config.topology = {TopologyKind::tree,
                           {{"top", {}, {"a", "b"}}, {"a", {"n1"}, {}}, {"b", {"n2", "n3"}, {}}}};
        config.scheduling = {PlanPolicy::fcfs, 7, BackfillOrder::shortest, false, false, 90s, 2h, 48h, 9};
        config.licenses = {{"matlab", 4}};
        config.launch = {MpiKind::none,
                         {{"A", ""}, {"B", "~"}, {"C", "line\nline\ttab \"quote\" \\"}, {"D", " x "}},
                         "/scratch"};
        auto& partition = config.partitions[0];
        partition.state = PartitionState::inactive;
        partition.default_time = 90min;
        partition.max_time = 49h;
        partition.min_nodes = 2;
        partition.max_nodes = 3;
        partition.priority_tier = 0;
        partition.default_memory_per_cpu = Mebibytes{1025};
        partition.exclusive = true;
    }
    CHECK(reloaded(config) == config);
}

TEST_CASE("a written network of any kind loads as the same network") {
    auto config = small_cluster();
    auto& topology = config.topology;
    SECTION("block") {
        topology.kind = TopologyKind::block;
        topology.blocks = {{"a", {"n1"}, {}}, {"b", {"n2", "n3"}, {}}};
        topology.block_sizes = {1, 2};
    }
    SECTION("regular dragonfly") {
        topology.kind = TopologyKind::dragonfly;
        topology.groups = 1;
        topology.routers = 3;
        topology.nodes = {"n3", "n1", "n2"};
    }
    SECTION("dragonfly of routers and groups") {
        topology.kind = TopologyKind::dragonfly;
        topology.switches = {{"r", {"n1", "n2", "n3"}, {}}, {"g", {}, {"r"}}};
    }
    SECTION("mesh in order") {
        topology.kind = TopologyKind::torus;
        topology.dimensions = {1, 3};
        topology.wrap = false;
    }
    SECTION("with accounts, QOS and priorities") {
        auto& accounting = config.accounting;
        accounting.enforce = {Enforce::limits, Enforce::qos};
        QosSpec qos;
        qos.name = "gold";
        qos.priority = 100;
        qos.preempt = {"normal"};
        qos.preempt_mode = QosPreemptMode::requeue;
        qos.grace_time = 30s;
        qos.limits.max_jobs = 0;
        qos.limits.max_wall = 2h;
        qos.max_tres_per_user = {{"cpu", 4}, {"mem", 2048}, {"gres/gpu:a100", 1}};
        accounting.qos = {qos};
        DeclaredAccount account;
        account.name = "physics";
        account.own.shares = 3;
        account.own.qos = {"normal", "gold"};
        account.own.limits.grp_tres = {{"node", 2}};
        accounting.accounts = {account};
        DeclaredUser user;
        user.name = "alice";
        user.accounts = {"physics"};
        accounting.users = {user};
        Association own;
        own.account = "physics";
        own.user = "alice";
        own.priority = 5;
        accounting.associations = {own};
        config.priority.weight_fair_share = 1000;
        config.priority.fair_share = FairShareRule::classic;
        config.priority.half_life = 24h;
        config.partitions[0].tres_billing_weights = {{"cpu", 1.5}, {"mem", 0.25}};
        config.partitions[0].allow_qos = {"gold"};
    }
    SECTION("torus by positions") {
        topology.kind = TopologyKind::torus;
        topology.dimensions = {2, 2};
        topology.nodes_per_router = 2;
        topology.positions = {{{"n1", "n3"}, {1, 0}}, {{"n2"}, {0, 1}}};
    }
    CHECK(reloaded(config) == config);
}

TEST_CASE("the cluster.yaml that comes with Sluice survives writing") {
    const auto config = load_file(SLUICE_SOURCE_DIR "/cluster.yaml");
    REQUIRE(config);
    CHECK(reloaded(*config) == *config);
}

}  // namespace
}  // namespace sluice
