// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "samples.hpp"
#include "scheduler/commands/cluster_home.hpp"
#include "scheduler/commands/daemons.hpp"
#include "scheduler/commands/emulation.hpp"
#include "scheduler/commands/man_page.hpp"
#include "scheduler/commands/why_words.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/config/to_yaml.hpp"
#include "scheduler/wire/codec.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::commands::samples;

namespace {

wire::WhyReply reply_about(const JobRow& row) {
    wire::WhyReply reply;
    wire::encode(row.job, reply.mutable_job());
    reply.set_now(kNow.time_since_epoch().count());
    return reply;
}

std::int64_t seconds(Instant when) { return when.time_since_epoch().count(); }

/// A folder of its own that goes away with it.
struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("sluice-tool-test-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("spans of time are told in at most two units") {
    CHECK(span_text(0s) == "0 seconds");
    CHECK(span_text(1s) == "1 second");
    CHECK(span_text(59s) == "59 seconds");
    CHECK(span_text(60s) == "1 minute");
    CHECK(span_text(25min + 3s) == "25 minutes");
    CHECK(span_text(2h + 5min) == "2 hours 5 minutes");
    CHECK(span_text(2h) == "2 hours");
    CHECK(span_text(76h) == "3 days 4 hours");
}

TEST_CASE("sluice why tells every blocker and the planned start") {
    use_utc();
    auto reply = reply_about(waiting(2, "wide"));
    auto& blocker = *reply.add_blockers();
    blocker.set_what("it wants 4 nodes; 2 of the 4 nodes it may use have that now");
    blocker.add_jobs(1);
    blocker.add_jobs(7);
    blocker.set_until(seconds(kNow + 30min));
    reply.add_blockers()->set_what("nodes down or drained: n4");
    reply.set_planned_start(seconds(kNow + 30min));
    for (const auto* node : {"n1", "n2"}) reply.add_planned_nodes(node);
    CHECK(why_text(reply) ==
          "Job 2 (wide) waits in partition batch since 2026-11-23T06:29:19 (3 seconds ago).\n"
          "What holds it:\n"
          "  - it wants 4 nodes; 2 of the 4 nodes it may use have that now\n"
          "    in the way: jobs 1 and 7, until 2026-11-23T06:59:22 (in 30 minutes) at the latest\n"
          "  - nodes down or drained: n4\n"
          "Planned start: 2026-11-23T06:59:22 (in 30 minutes) on n[1-2], or earlier if jobs end before their "
          "limits.\n");
}

TEST_CASE("sluice why tells what would let the job start sooner, and how to ask for it") {
    use_utc();
    auto reply = reply_about(waiting(2, "wide"));
    auto& blocker = *reply.add_blockers();
    blocker.set_what("it wants 4 nodes");
    blocker.add_jobs(1);
    blocker.add_ends(seconds(kNow + 30min));
    reply.set_planned_start(seconds(kNow + 30min));
    auto& suggestion = *reply.add_suggestions();
    suggestion.set_option("--nodes=2");
    suggestion.set_update("NumNodes=2");
    suggestion.set_start(seconds(kNow));
    auto& other = *reply.add_suggestions();
    other.set_without("--contiguous");
    other.set_update("Contiguous=no");
    other.set_start(seconds(kNow + 10min));
    const auto text = why_text(reply);
    CHECK_THAT(text, Catch::Contains("    in the way: job 1, until 2026-11-23T06:59:22 (in 30 minutes)\n"));
    CHECK_THAT(text, Catch::EndsWith("It would start sooner with one of these:\n"
                                     "  - --nodes=2: starts 2026-11-23T06:29:22 (now), 30 minutes sooner\n"
                                     "    scontrol update JobId=2 NumNodes=2\n"
                                     "  - without --contiguous: starts 2026-11-23T06:39:22 (in 10 minutes), 20 minutes sooner\n"
                                     "    scontrol update JobId=2 Contiguous=no\n"));
    CHECK_THAT(why_json(reply), Catch::Contains(R"("what":"it wants 4 nodes","jobs":[{"job":1,"until":)"));
    CHECK_THAT(why_json(reply), Catch::Contains(R"("option":"--nodes=2","without":"","update":"NumNodes=2")"));
}

TEST_CASE("sluice why of a job without a plan says so, unless the job is held") {
    use_utc();
    auto job = waiting(2, "wide");
    CHECK_THAT(why_text(reply_about(job)), Catch::Contains("No start is planned"));
    job.job.priority = 0;
    CHECK_THAT(why_text(reply_about(job)), !Catch::Contains("No start is planned"));
}

TEST_CASE("sluice why of a job that does not wait tells what became of it") {
    use_utc();
    auto job = running();
    CHECK(fate_text(job) ==
          "Job 1 (hello) runs on n[1-2] since 2026-11-23T06:29:20 (2 seconds ago).\n"
          "It may run until 2026-11-23T06:59:20 (in 29 minutes).\n");
    job.job.ended = kNow;
    job.job.state = JobState::failed;
    job.job.exit_code = {3, 0};
    CHECK(fate_text(job) ==
          "Job 1 (hello) failed with exit code 3 at 2026-11-23T06:29:22 (now).\n"
          "It ran for 2 seconds on n[1-2].\n");
    job.job.state = JobState::timeout;
    CHECK_THAT(fate_text(job), Catch::Contains("was ended at its time limit"));
    job.job.state = JobState::cancelled;
    job.job.cancelled_by = UserId{0};
    job.job.started.reset();
    CHECK(fate_text(job) ==
          "Job 1 (hello) was cancelled by root at 2026-11-23T06:29:22 (now).\nIt never started.\n");
    job.job.completing = true;
    CHECK_THAT(fate_text(job), Catch::Contains("is completing"));
}

TEST_CASE("a quick cluster has the nodes and switches that were asked for") {
    CHECK(parse_topology("flat").value() == QuickTopology{});
    CHECK(parse_topology("tree:2x4").value() == QuickTopology{2, 4});
    for (const auto* text : {"tree", "tree:2", "tree:0x4", "tree:2x", "ring:4", "tree:9999x9999"})
        CHECK_FALSE(parse_topology(text).has_value());

    const auto tree = quick_cluster(std::nullopt, {2, 4}).value();
    CHECK(tree.nodes.size() == 8);
    CHECK(tree.nodes[7].name == "n8");
    CHECK(tree.nodes[0].cpus() == 2);
    CHECK(tree.nodes[0].memory == Mebibytes{4096});
    CHECK(tree.topology.switches[1].nodes == std::vector<std::string>{"n5", "n6", "n7", "n8"});
    CHECK(tree.topology.switches[2].switches == std::vector<std::string>{"leaf1", "leaf2"});
    CHECK(quick_cluster(3, {}).value().nodes.size() == 3);
    CHECK(quick_cluster(3, {}).value().topology.kind == TopologyKind::flat);
    CHECK_FALSE(quick_cluster(3, {2, 4}).has_value());
    CHECK_FALSE(quick_cluster(100'000, {}).has_value());
}

TEST_CASE("the configuration in effect is all on this machine and keeps what the file sets") {
    auto config = quick_cluster(8, {2, 4}).value();
    config.launch.environment["OMPI_MCA_btl_tcp_if_include"] = "eth0";
    const auto effective = emulated(config, "/tmp/state", 4711, false);
    CHECK(effective.emulated);
    CHECK(effective.state_dir == "/tmp/state");
    CHECK(effective.controller.host == "127.0.0.1");
    CHECK(effective.controller.port == 4711);
    CHECK(effective.launch.environment.at("OMPI_MCA_btl_tcp_if_include") == "eth0");
    CHECK(effective.launch.environment.at("OMPI_MCA_oob_tcp_if_include") == "lo");
    CHECK_FALSE(effective.launch.environment.contains("OMPI_ALLOW_RUN_AS_ROOT"));
    CHECK(emulated(config, "/tmp/state", 4711, true).launch.environment.at("OMPI_ALLOW_RUN_AS_ROOT") == "1");
}

TEST_CASE("the configuration in effect reads back as itself") {
    const auto effective = emulated(quick_cluster(8, {2, 4}).value(), "/tmp/state", 4711, true);
    const auto loaded = load(to_yaml(effective), "cluster.yaml");
    REQUIRE(loaded);
    CHECK(*loaded == effective);
}

TEST_CASE("pid files of processes that are not of the cluster are not believed") {
    const Folder home;
    std::filesystem::create_directories(home.path / "nodes/n1/steps/12.0");
    std::ofstream{home.path / "controller.pid"} << ::getpid() << "\n";  // this test
    std::ofstream{home.path / "nodes/n1/node.pid"} << "999999999\n";
    std::ofstream{home.path / "nodes/n1/steps/12.0/shepherd.pid"} << "\n";
    CHECK(find_all(home.path).empty());
    CHECK_FALSE(find_controller(home.path).has_value());
}

TEST_CASE("what ended daemons leave behind is removed, and nothing else") {
    const Folder home;
    std::filesystem::create_directories(home.path / "nodes/n1");
    for (const auto* name : {"controller.pid", "controller.sock", "store.sqlite", "cluster.yaml",
                             "nodes/n1/node.pid", "nodes/n1/node.sock"})
        std::ofstream{home.path / name} << "x";
    remove_leftovers(home.path);
    CHECK_FALSE(std::filesystem::exists(home.path / "controller.pid"));
    CHECK_FALSE(std::filesystem::exists(home.path / "controller.sock"));
    CHECK_FALSE(std::filesystem::exists(home.path / "nodes/n1/node.pid"));
    CHECK_FALSE(std::filesystem::exists(home.path / "nodes/n1/node.sock"));
    CHECK(std::filesystem::exists(home.path / "store.sqlite"));
    CHECK(std::filesystem::exists(home.path / "cluster.yaml"));
}

TEST_CASE("a file is replaced as a whole, and its end can be shown") {
    const Folder home;
    const auto path = (home.path / "file").string();
    REQUIRE(write_file(path, "1\n2\n3\n"));
    REQUIRE(write_file(path, "one\ntwo\nthree\n"));
    CHECK(last_lines(path, 2) == "  two\n  three\n");
    CHECK(last_lines(path, 9) == "  one\n  two\n  three\n");
    CHECK_FALSE(write_file((home.path / "no/such/folder").string(), "x").has_value());
}

TEST_CASE("every command has a manual page that man can read") {
    for (const auto name : page_names()) {
        const auto page = find_page(name);
        CAPTURE(name);
        CHECK_THAT(page, Catch::Contains(".TH "));
        CHECK_THAT(page, Catch::Contains(".SH NAME\n"));
        CHECK_THAT(page, !Catch::Contains("\n\n"));
    }
    CHECK(find_page("nothing").empty());
}

TEST_CASE("the completion knows the options of every command and the words of sluice") {
    const auto script = completion_script();
    for (const auto* part :
         {"complete -o default -F _sluice_squeue squeue\n", "--noheader", "_sluice_sbatch", "up down status"})
        CHECK_THAT(script, Catch::Contains(part));
}

TEST_CASE("text for a shell survives it") {
    CHECK(shell_quoted("/a b") == "'/a b'");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
}

TEST_CASE("a word stands for the first name that it abbreviates, but first for itself") {
    const std::vector<std::string_view> names{"hostlistsorted", "hostlist", "jobs"};
    CHECK(find_word("hostlist", names) == 1);
    CHECK(find_word("HOST", names) == 0);
    CHECK(find_word("j", names) == 2);
    CHECK_FALSE(find_word("nodes", names).has_value());
    CHECK_FALSE(find_word("", names).has_value());
}

TEST_CASE("lists are split at commas and empty parts are left out") {
    CHECK(split_list("a,b,,c,") == std::vector<std::string>{"a", "b", "c"});
    CHECK(split_list("").empty());
    CHECK(join(std::vector<std::string>{"a", "b"}, ", ") == "a, b");
}
