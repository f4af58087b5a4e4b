// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/load.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <utility>

#include "scheduler/config/manual.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

constexpr auto kNodes = "nodes: [{names: \"n[1-4]\", memory: 4G}]\n";
constexpr auto kPartitions = "partitions: [{name: batch, nodes: ALL}]\n";

ClusterConfig loaded(const std::string& text) {
    const auto config = load(text, "c.yaml");
    INFO(text);
    if (!config) FAIL(to_string(config.error()));
    return *config;
}

/// All diagnostics of a text with good nodes and partitions before it.
std::string complaints(const std::string& text) {
    const auto config = load(std::string{kNodes} + kPartitions + text, "c.yaml");
    return config ? "" : to_string(config.error());
}

TEST_CASE("the cluster.yaml that comes with Sluice is right") {
    const auto config = load_file(SLUICE_SOURCE_DIR "/cluster.yaml");
    REQUIRE(config);
    CHECK(config->name == "laptop");
    CHECK(config->state_dir == "/var/lib/sluice");
    REQUIRE(config->nodes.size() == 8);
    CHECK(config->nodes[7].name == "n8");
    CHECK(config->nodes[7].cores() == 2);
    REQUIRE(config->partitions.size() == 2);
    CHECK(config->partitions[0].is_default);
    CHECK(config->partitions[1].nodes == Names{"n1", "n2"});
    CHECK(config->partitions[1].max_time == 30min);
    CHECK(config->topology.switches[0].switches == Names{"leaf1", "leaf2"});
}

TEST_CASE("what a file leaves out has its default") {
    const auto config = loaded(std::string{kNodes} + kPartitions);
    CHECK(config.name == "cluster");
    CHECK(config.controller == ControllerSpec{});
    CHECK(config.scheduling == SchedulingSpec{});
    CHECK(config.launch == LaunchSpec{});
    CHECK(config.topology == TopologySpec{});
    CHECK(config.nodes[0].cpus() == 1);
    CHECK(config.nodes[0].address.empty());
    CHECK_FALSE(config.partitions[0].max_time);
}

TEST_CASE("every key sets its member") {
    const auto config = loaded(R"(
cluster: physics
state_dir: /srv/sluice
emulated: true
controller: {host: head, port: 7000, socket: /run/sluice.sock}
authentication: {method: munge, key_file: /etc/sluice/key}
store: {path: /srv/store.sqlite}
nodes:
  - names: [a1, "a[2-3]"]
    address: 10.0.0.[1-3]
    sockets: 2
    cores_per_socket: 8
    threads_per_core: 2
    memory: 64G
    tmp_disk: 1T
    gres: [gpu:tesla:2, nvme]
    features: fast, ssd
    weight: 5
topology: {kind: tree, switches: [{name: s, nodes: [a1, a2]}]}
partitions:
  - name: long
    nodes: a[1-2]
    state: DRAIN
    default_time: 30
    max_time: 1-0
    min_nodes: 2
    max_nodes: 2
    priority_tier: 0
    default_memory_per_cpu: 2G
    exclusive: true
scheduling:
  policy: conservative
  reservations: 5
  backfill_order: shortest
  keep_plans: false
  requeue: false
  kill_wait: 0
  node_timeout: 2m
  min_job_age: 1h
  max_launch_failures: 1
launch:
  default_mpi: none
  tmp_dir: /scratch
  environment: {OMP_NUM_THREADS: 1, EMPTY: "", WORDS: two words}
)");
    CHECK(config.name == "physics");
    CHECK(config.state_dir == "/srv/sluice");
    CHECK(config.emulated);
    CHECK(config.controller == ControllerSpec{"head", 7000, "/run/sluice.sock"});
    CHECK(config.auth == AuthSpec{AuthMethod::munge, "/etc/sluice/key"});
    CHECK(config.store == StoreSpec{"/srv/store.sqlite"});

    REQUIRE(config.nodes.size() == 3);
    const NodeSpec a3{"a3",
                      "10.0.0.3",
                      2,
                      8,
                      2,
                      Mebibytes{64 * 1024},
                      Mebibytes{1024 * 1024},
                      {{"gpu", "tesla", 2}, {"nvme", "", 1}},
                      {"fast", "ssd"},
                      5};
    CHECK(config.nodes[2] == a3);
    CHECK(config.topology == TopologySpec{TopologyKind::tree, {{"s", {"a1", "a2"}, {}}}});

    const PartitionSpec partition{"long", {"a1", "a2"},    true, PartitionState::drain, 30min, 24h, 2, 2,
                                  0,      Mebibytes{2048}, true, 1, {}, {}, {}, {}, {}, "", {}, 0s};
    CHECK(config.partitions == std::vector{partition});
    CHECK(config.scheduling == SchedulingSpec{PlanPolicy::conservative, 5, BackfillOrder::shortest, false, false, 0s, 2min, 1h,
                                              1});
    CHECK(config.launch == LaunchSpec{MpiKind::none,
                                      {{"OMP_NUM_THREADS", "1"}, {"EMPTY", ""}, {"WORDS", "two words"}},
                                      "/scratch"});
}

TEST_CASE("ALL stands for every node, and the first partition is the default if none says so") {
    const std::string two = "partitions: [{name: a, nodes: n1}, {name: b, nodes: ALL";
    const auto silent = loaded(kNodes + two + "}]\n");
    CHECK(silent.partitions[1].nodes == Names{"n1", "n2", "n3", "n4"});
    CHECK(silent.partitions[0].is_default);
    CHECK_FALSE(silent.partitions[1].is_default);

    const auto explicit_default = loaded(kNodes + two + ", default: true}]\n");
    CHECK_FALSE(explicit_default.partitions[0].is_default);
    CHECK(explicit_default.partitions[1].is_default);
}

TEST_CASE("settings are taken up to their bounds and not beyond") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"controller: {port: 1}", "controller: {port: 0}"},
        {"controller: {port: 65535}", "controller: {port: 65536}"},
        {"scheduling: {node_timeout: 1}", "scheduling: {node_timeout: 0}"},
        {"scheduling: {node_timeout: 24h}", "scheduling: {node_timeout: 86401s}"},
        {"scheduling: {min_job_age: 365d}", "scheduling: {min_job_age: 366d}"},
        {"scheduling: {reservations: 1}", "scheduling: {reservations: 0}"},
        {"scheduling: {max_launch_failures: 1000}", "scheduling: {max_launch_failures: 1001}"},
        {"scheduling: {kill_wait: 30s}", "scheduling: {kill_wait: 30x}"},
        {"scheduling: {kill_wait: 1m}", "scheduling: {kill_wait: 1.5m}"},
        {"scheduling: {requeue: False}", "scheduling: {requeue: 0}"},
        {"launch: {tmp_dir: /}", "launch: {tmp_dir: tmp}"},
        {"launch: {environment: {_A1: x}}", "launch: {environment: {A-1: x}}"},
        {"launch: {environment: {A: \"\"}}", "launch: {environment: {A: [x]}}"},
        {"cluster: " + std::string(63, 'a'), "cluster: " + std::string(64, 'a')},
        {"topology: {kind: flat}", "topology: {kind: torus}"},
    };
    for (const auto& [good, bad] : table) {
        CAPTURE(good, bad);
        CHECK(complaints(good).empty());
        CHECK(complaints(bad).starts_with("c.yaml:3:"));
    }
}

TEST_CASE("a fault in one place brings no complaints about others") {
    SECTION("nodes whose names are faulty may be named in partitions and switches") {
        const auto config = load(
            "nodes: [{names: \"n[1-\", memory: 1G}]\n"
            "topology: {kind: tree, switches: [{name: s, nodes: n1}]}\n"
            "partitions: [{name: a, nodes: n1, min_nodes: 1}]\n",
            "c.yaml");
        REQUIRE_FALSE(config);
        CHECK(config.error().size() == 1);
    }
    SECTION("a switch whose name is faulty may be the one that its parent means") {
        CHECK(complaints(
                  "topology: {kind: tree, switches: [{name: s, switches: t}, {name: \"?\", nodes: n1}]}\n")
                  .find("no switch") == std::string::npos);
    }
    SECTION("a faulty maximum is no maximum") {
        const auto config =
            load(std::string{kNodes} + "partitions: [{name: a, nodes: ALL, min_nodes: 2, max_nodes: x}]\n",
                 "c.yaml");
        REQUIRE_FALSE(config);
        CHECK(config.error().size() == 1);
    }
}

TEST_CASE("a topology is a tree or flat") {
    const std::string leaf = "{name: a, nodes: n1}";
    CHECK(complaints("topology: {kind: tree, switches: [" + leaf + "]}").empty());
    CHECK(complaints("topology: {kind: tree}").find("3:18: a tree network without switches") != std::string::npos);
    CHECK(complaints("topology: {kind: flat, switches: [" + leaf + "]}")
              .find("3:34: switches in a flat network") != std::string::npos);
    CHECK(complaints("topology: {switches: [" + leaf + "]}").find("key 'kind' is missing") !=
          std::string::npos);
    CHECK(complaints("topology: {kind: tree, switches: [" + leaf + ", {name: a, nodes: n2}]}")
              .find("switch 'a' is named already on line 3") != std::string::npos);
    CHECK(complaints("topology: {kind: tree, switches: [{name: s, switches: t}, {name: t, switches: u}, "
                     "{name: u, switches: t}]}")
              .find("'t' already below switch 's'") != std::string::npos);
}

TEST_CASE("sockets below the state directory must fit the system's limit") {
    // 107 characters: /aaa.../nodes/n1/node.sock
    const std::string fits = "/" + std::string(107 - 1 - std::string{"/nodes/n1/node.sock"}.size(), 'a');
    CHECK(complaints("state_dir: " + fits).empty());
    CHECK(complaints("state_dir: " + fits + "a").find("3:12: the path of the socket") != std::string::npos);
}

TEST_CASE("text that is no YAML is refused at its place") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"a: b: c", "3:5: a ':' where no key can stand"},
        {"launch:\n  tmp_dir: /x\n   environment: {}", "5:15: a ':' where no key can stand"},
        {"launch:\ntmp_dir:/x\n\nstore: {}", "4:1: no ': ' between"},
        {"cluster: @x", "3:10: a value cannot begin with this character"},
        {"cluster: 'it''s", "3:10: a quote without its closing one"},
        {"cluster: \"a\\\"", "3:10: a quote without its closing one"},
        {"store: {path: /x\ncluster: y\n", "3:8: this '{' is not closed"},
        {"launch: {environment: {A: [x}}", "3:29: a closing bracket without"},
        {"cluster: x]\n", "'x]' is not a name"},
        {"cluster: \xff", "3:10: a byte that is no text"},
        {"cluster: a\x01", "3:11: a byte that is no text"},
        {"? [a]\n: b", "3:3: a list as a key"},
        {"cluster: &x y\nstore: *z", "4:8: not YAML"},
    };
    for (const auto& [text, words] : table) {
        CAPTURE(text, words, complaints(text));
        CHECK(complaints(text).find(words) != std::string::npos);
    }
}

TEST_CASE("quotes, comments and line ends of other systems do no harm") {
    CHECK(loaded("\xef\xbb\xbf" + std::string{kNodes} + kPartitions + "cluster: 'a' # it's one\n").name ==
          "a");
    CHECK(
        loaded("nodes:\r\n  - names: n1\r\n    memory: 1G\r\npartitions:\r\n  - {name: p, nodes: \"n1\"}\r\n")
            .partitions[0]
            .nodes == Names{"n1"});
    CHECK(loaded(std::string{kNodes} + kPartitions +
                 "launch: {environment: {A: \"a\\tb # c\", B: 'it''s \xc3\xa9'}}\n")
              .launch.environment ==
          std::map<std::string, std::string>{{"A", "a\tb # c"}, {"B", "it's \xc3\xa9"}});
}

TEST_CASE("deep nesting is refused, not followed") {
    CHECK_FALSE(complaints("cluster: " + std::string(100'000, '[')).empty());
    CHECK_FALSE(complaints("cluster: " + std::string(100'000, '{')).empty());
}

TEST_CASE("a file that cannot be read is a diagnostic of the file") {
    const auto folder = load_file(SLUICE_SOURCE_DIR);
    REQUIRE_FALSE(folder);
    CHECK(to_string(folder.error()) == SLUICE_SOURCE_DIR
          ": cannot be read: Is a directory; allowed: a readable text file\n");

    const auto nothing = load_file("/nonexistent/cluster.yaml");
    REQUIRE_FALSE(nothing);
    CHECK(to_string(nothing.error()).find("No such file or directory") != std::string::npos);

    const auto endless = load_file("/dev/zero");
    REQUIRE_FALSE(endless);
    CHECK(to_string(endless.error()).find("larger than") != std::string::npos);
}

TEST_CASE("the example in the manual is right") {
    CHECK(loaded(std::string{kManualExample}).nodes.size() == 8);
}

}  // namespace
}  // namespace sluice
