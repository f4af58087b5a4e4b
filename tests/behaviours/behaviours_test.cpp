// SPDX-License-Identifier: Apache-2.0
//
// Plays the statements of the *.sh files of this folder on a live cluster. A statement begins with a line
// `## [ID] what holds`; the lines below it are run by bash under `set -e`, in a folder of their own.
// BEHAVIOURS="17.10 1.2" plays only these.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <vector>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

const std::string kHere = SLUICE_SOURCE_DIR "/tests/behaviours";

constexpr const char* kCluster = R"yaml(
cluster: behaviours
nodes:
  - names: n[1-5]
    cores_per_socket: 8
    memory: 4000M
    tmp_disk: 1G
    gres: gpu:tesla:2
partitions:
  - name: debug
    nodes: ALL
    default: true
    default_time: 10
    max_time: 2:00:00
  - name: other
    nodes: n[1-2]
    default_time: 10
  - name: wide
    nodes: n[2-5]
    default_time: 10
scheduling:
  kill_wait: 2s
)yaml";

struct Statement {
    std::string title;  // "[17.10] what is asked of a node is shown"
    std::string script;
};

std::vector<Statement> statements(const std::string& file) {
    std::vector<Statement> list;
    std::istringstream lines{read_file(file)};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## ")) list.push_back({line.substr(3), {}});
        else if (!list.empty()) list.back().script += line + "\n";
    }
    return list;
}

bool is_wanted(const Statement& statement) {
    const char* text = std::getenv("BEHAVIOURS");
    if (text == nullptr) return true;
    std::istringstream words{text};
    for (std::string word; words >> word;) {
        if (statement.title.find("[" + word + "]") != std::string::npos) return true;
    }
    return false;
}

/// What must be true again before the next statement: no job is left.
constexpr const char* kClear = "scancel -Q $(squeue -h -o %A); end=$((SECONDS + 60)); until [[ -z $(squeue -h) ]] || ((SECONDS > end)); do sleep 0.1; done";

void play(const Cluster& cluster, const Statement& statement, const std::string& folder) {
    std::filesystem::create_directories(folder);
    const auto ran = cluster.run("set -e; . " + kHere + "/prelude.sh; cd '" + folder + "'\n" + statement.script);
    INFO(statement.title << "\n" << ran.out << ran.err);
    CHECK(ran.status == 0);
    (void)cluster.run(kClear);
}

void play_all(const std::string& name) {
    const Cluster cluster{kCluster};
    int number = 0;
    for (const auto& statement : statements(kHere + "/" + name + ".sh")) {
        if (is_wanted(statement)) play(cluster, statement, cluster.work() + "/" + std::to_string(++number));
    }
}

}  // namespace

TEST_CASE("what is observed of sbatch", "[sbatch]") { play_all("sbatch"); }
TEST_CASE("what is observed of srun", "[srun]") { play_all("srun"); }
TEST_CASE("what is observed of steps", "[steps]") { play_all("steps"); }
TEST_CASE("what is observed of salloc", "[salloc]") { play_all("salloc"); }
TEST_CASE("what is observed of squeue, sinfo and sacct", "[queries]") { play_all("queries"); }
TEST_CASE("what is observed of scancel, scontrol and sbcast", "[control]") { play_all("control"); }
