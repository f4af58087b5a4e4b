// SPDX-License-Identifier: Apache-2.0
//
// The table of docs/endings.md, line by line on a real cluster; and what a job's output says of its end.
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

struct Ending {
    std::string name, options, script, action, expected;
    std::string job;  // once it is submitted
};

/// `| a | `b` |`: the text between the bars, without the quotes of code.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in{line.substr(1)};
    for (std::string cell; std::getline(in, cell, '|');) {
        cell = trimmed(cell.substr(std::min(cell.size(), cell.find_first_not_of(' '))));
        if (cell.size() > 1 && cell.front() == '`') cell = cell.substr(1, cell.size() - 2);
        cells.push_back(cell);
    }
    return cells;
}

std::vector<Ending> table() {
    std::vector<Ending> endings;
    std::istringstream in{read_file(SLUICE_SOURCE_DIR "/docs/endings.md")};
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("| ") || line.starts_with("| ending")) continue;
        const auto cells = cells_of(line);
        REQUIRE(cells.size() == 5);
        endings.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], ""});
    }
    return endings;
}

const std::string kCluster = R"(cluster: endings
nodes:
  - {names: "n[1-8]", cores_per_socket: 16, memory: 4G}
partitions:
  - {name: batch, nodes: ALL, default: true, default_time: 60}
scheduling: {kill_wait: 2s, node_timeout: 3s}
)";

std::string replaced(std::string text, const std::string& word, const std::string& by) {
    const auto at = text.find(word);
    REQUIRE(at != std::string::npos);
    return text.replace(at, word.size(), by);
}

/// `FAILED 3:0 0:0; batch FAILED 3:0`
std::string accounted(const Cluster& cluster, const std::string& job) {
    std::string text;
    std::istringstream lines{cluster.run("sacct -n -P -j " + job + " -o jobid,state,exitcode,derivedexitcode").out};
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> fields;
        std::istringstream in{line};
        for (std::string field; std::getline(in, field, '|');) fields.push_back(field);
        if (fields.size() < 3) continue;
        const auto dot = fields[0].find('.');
        const auto state = fields[1].substr(0, fields[1].find(' '));  // CANCELLED by whom
        if (!text.empty()) text += "; ";
        if (dot != std::string::npos) text += fields[0].substr(dot + 1) + " ";
        text += state + " " + fields[2];
        if (dot == std::string::npos) text += " " + (fields.size() > 3 ? fields[3] : "");
    }
    return text;
}

void submit(const Cluster& cluster, Ending& ending, std::size_t number) {
    const auto file = "job" + std::to_string(number) + ".sh";
    write_file(cluster.work() + "/" + file, "#!/bin/bash\n" + ending.script + "\n");
    const auto elsewhere = ending.options.find("-w n8") == std::string::npos ? "-x n8 " : "";
    ending.job = cluster.submit("-N1 -n2 -o out.%j " + std::string{elsewhere} + ending.options + " " + file);
}

void act(const Cluster& cluster, const Ending& ending) {
    if (ending.action.empty()) return;
    const bool starts = ending.options.find("--hold") == std::string::npos;
    INFO(ending.name);
    REQUIRE((!starts || eventually([&] { return !cluster.run("ls ready." + ending.job).out.empty(); })));
    if (ending.action.starts_with("lose ")) return cluster.kill_node(ending.action.substr(5));
    auto command = ending.action;
    command.replace(command.find("JOB"), 3, ending.job);
    CHECK(cluster.run(command).status == 0);
}

}  // namespace

TEST_CASE("jobs end as the table of endings says") {
    const Cluster cluster{kCluster};
    auto endings = table();
    REQUIRE(endings.size() > 40);
    for (std::size_t i = 0; i < endings.size(); ++i) submit(cluster, endings[i], i);
    for (const auto& ending : endings) act(cluster, ending);
    for (const auto& ending : endings) {
        INFO(ending.name << "\n" << ending.script << "\n" << cluster.file("out." + ending.job));
        std::string last;
        eventually([&] { return (last = accounted(cluster, ending.job)) == ending.expected; }, std::chrono::seconds{100});
        CHECK(last == ending.expected);
        if (ending.name != "the limit of a step") continue;
        const auto out = cluster.file("out." + ending.job);
        CHECK(out.find("slurmstepd: error: *** STEP " + ending.job + ".0 ON n") != std::string::npos);
        CHECK(out.find(" DUE TO TIME LIMIT ***") != std::string::npos);
    }
}

TEST_CASE("a job's output says who ended it and why") {
    const Cluster cluster{kCluster};
    const auto job = cluster.submit("-N1 -n1 -o out --wrap 'srun -n1 -e err sleep 600; touch after; sleep 600'");
    REQUIRE(eventually([&] { return !cluster.run("squeue -h -s -t R -o %i | grep " + job + ".0").out.empty(); }));
    CHECK(cluster.run("scancel " + job + ".0").status == 0);
    REQUIRE(eventually([&] { return !cluster.run("ls after").out.empty(); }));
    CHECK(cluster.file("out").find("slurmstepd: error: *** STEP " + job + ".0 ON n1 CANCELLED AT ") != std::string::npos);
    CHECK(cluster.run("scancel " + job).status == 0);
    REQUIRE(cluster.wait_for_state(job, "CANCELLED"));
    CHECK(cluster.file("out").find("slurmstepd: error: *** JOB " + job + " ON n1 CANCELLED AT ") != std::string::npos);
    CHECK(cluster.file("out").find("DUE TO") == std::string::npos);
}

TEST_CASE("a script whose job is cancelled ends by SIGTERM, though its step may hear of it first") {
    const Cluster cluster{replaced(kCluster, "kill_wait: 2s", "kill_wait: 30s")};
    write_file(cluster.work() + "/job.sh", "#!/bin/bash\nsrun -n1 sleep 600\ntouch went.on\n");
    const auto job = cluster.submit("-N1 -n1 -o out job.sh");
    REQUIRE(eventually([&] { return !cluster.run("squeue -h -s -t R -o %i | grep " + job + ".0").out.empty(); }));
    // The shepherd of the script is kept from hearing anything until the step is over.
    const auto shepherd = cluster.out("pgrep -f 'sluicestepd --spool " + cluster.state() + "/.*" + job + ".batch'");
    REQUIRE(cluster.run("kill -STOP " + shepherd + " && scancel " + job).status == 0);
    REQUIRE(eventually([&] { return accounted(cluster, job).find("0 CANCELLED 0:15") != std::string::npos; }));
    CHECK_FALSE(eventually([&] { return !cluster.run("ls went.on").out.empty(); }, std::chrono::seconds{2}));
    CHECK(cluster.run("kill -CONT " + shepherd).status == 0);
    const auto expected = "CANCELLED 0:0 0:15; batch CANCELLED 0:15; 0 CANCELLED 0:15";
    CHECK(eventually([&] { return accounted(cluster, job) == expected; }));
    CHECK(accounted(cluster, job) == expected);
}

TEST_CASE("signals reach whom they are for") {
    const Cluster cluster{kCluster};
    // The script, what it runs, and a step with a child each write down what they get.
    write_file(cluster.work() + "/job.sh",
               "#!/bin/bash\ntrap 'echo script >> got' USR1\n"
               "bash -c 'trap \"echo child >> got\" USR1; touch ready.child; while true; do sleep 0.1; done' &\n"
               "srun -n1 bash -c 'trap \"echo step >> got\" USR1; touch ready.step; while true; do sleep 0.1; done' &\n"
               "while true; do wait; done\n");
    const auto job = cluster.submit("-N1 -n1 -o out job.sh");
    REQUIRE(eventually([&] { return cluster.run("ls ready.child ready.step").status == 0; }));
    const auto got = [&](const std::string& option, const std::string& expected) {
        cluster.run("rm -f got; scancel -s USR1 " + option + " " + job);
        std::string last;
        eventually([&] { return (last = cluster.run("sort got | xargs").out) == expected + "\n"; });
        CHECK(last == expected + "\n");
    };
    got("", "step");
    got("--batch", "script");
    got("--full", "child script step");
    CHECK(cluster.run("scancel " + job).status == 0);
}
