// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/cluster.hpp"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

namespace sluice::test {
namespace {

std::string make_folder() {
    auto path = (std::filesystem::temp_directory_path() / "sluice-test-XXXXXX").string();
    REQUIRE(::mkdtemp(path.data()) != nullptr);
    return path;
}

pid_t pid_in(const std::string& path) {
    const auto text = trimmed(read_file(path));
    return text.empty() ? 0 : static_cast<pid_t>(std::stoi(text));
}

/// SIGKILL and wait until the process is gone from the process table or only a zombie of somebody else's.
void kill_and_wait(pid_t pid) {
    REQUIRE(pid > 1);
    ::kill(pid, SIGKILL);
    CHECK(eventually([&] { return ::kill(pid, 0) != 0 || read_file("/proc/" + std::to_string(pid) + "/cmdline").empty(); }));
}

}  // namespace

Cluster::Cluster(std::string yaml, const std::string& within) : folder_{make_folder()} {
    std::filesystem::create_directories(work());
    if (yaml.empty()) yaml = read_file(SLUICE_SOURCE_DIR "/cluster.yaml");
    write_file(folder_ + "/cluster.yaml", yaml);
    const auto up = run(within + " sluice up --state '" + state() + "' '" + folder_ + "/cluster.yaml'");
    INFO(up.out << up.err);
    REQUIRE(up.status == 0);
}

Cluster::~Cluster() {
    (void)down();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Cluster::bin(const std::string& program) { return SLUICE_BINARY_DIR "/bin/" + program; }

Environment Cluster::environment() const {
    const char* path = std::getenv("PATH");
    return {{"PATH", std::string{SLUICE_BINARY_DIR "/bin:" SLUICE_BINARY_DIR "/tests/mpi:"} + (path == nullptr ? "/usr/bin:/bin" : path)},
            {"SLUICE_CONF", state() + "/cluster.yaml"},
            {"XDG_STATE_HOME", folder_ + "/xdg"},
            {"SLUICE_BIN", SLUICE_BINARY_DIR "/bin"}};
}

Ran Cluster::run(const std::string& command, const Environment& more) const {
    auto variables = environment();
    for (const auto& [name, value] : more) variables[name] = value;
    return run_shell(command, work(), variables);
}

std::string Cluster::out(const std::string& command) const {
    const auto ran = run(command);
    INFO(command << "\n" << ran.out << ran.err);
    REQUIRE(ran.status == 0);
    return trimmed(ran.out);
}

std::string Cluster::submit(const std::string& arguments) const { return out("sbatch --parsable " + arguments); }

std::string Cluster::field(const std::string& job, const std::string& name) const {
    const auto shown = " " + run("scontrol -o show job " + job).out;
    const auto at = shown.find(" " + name + "=");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 2;
    return shown.substr(begin, shown.find_first_of(" \n", begin) - begin);
}

bool Cluster::wait_for_state(const std::string& job, const std::string& state, std::chrono::seconds limit) const {
    return eventually([&] { return field(job, "JobState") == state; }, limit);
}

pid_t Cluster::controller_pid() const { return pid_in(state() + "/controller.pid"); }
pid_t Cluster::node_pid(const std::string& node) const { return pid_in(state() + "/nodes/" + node + "/node.pid"); }
void Cluster::kill_controller() const { kill_and_wait(controller_pid()); }
void Cluster::kill_node(const std::string& node) const { kill_and_wait(node_pid(node)); }

void Cluster::start_again() const {
    const auto up = run("sluice up --state '" + state() + "' '" + folder_ + "/cluster.yaml'");
    INFO(up.out << up.err);
    REQUIRE(up.status == 0);
}

void Cluster::start_controller() const {
    const auto log = state() + "/log/controller.log";
    (void)run("setsid sluicectld --config '" + state() + "/cluster.yaml' >>'" + log + "' 2>&1 </dev/null &");
}

Ran Cluster::down() const { return run("sluice down --state '" + state() + "'"); }

std::string Cluster::processes() const { return run_shell("pgrep -af -- '" + folder_ + "' | grep -v pgrep", "/", {}).out; }

}  // namespace sluice::test
