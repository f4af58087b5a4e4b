// SPDX-License-Identifier: Apache-2.0
//
// Folders of the test's own stand for the kernel's: what is written to which file, and what is read.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "launcher/cgroup/group.hpp"

using namespace sluice::cgroup;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("sluice-cgroup-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] std::string text(const std::string& name) const {
        std::ifstream in{path / name};
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream{path / name} << text; }
};

constexpr auto kMounts =
    "30 24 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs rw\n"
    "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
    "32 30 0:28 /box /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n"
    "33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

}  // namespace

TEST_CASE("the groups of this process are found below the mounts of both versions") {
    const auto found = parse_hierarchies(kMounts, "4:memory:/box/inner\n2:cpu,cpuacct:/\n0::/user\n");
    CHECK(found.folder("memory") == "/sys/fs/cgroup/memory/inner");
    CHECK(found.folder("cpu") == "/sys/fs/cgroup/cpu,cpuacct");
    CHECK(found.folder("freezer").empty());
    CHECK(found.second == "/sys/fs/cgroup/unified/user");
}

TEST_CASE("a group outside of what a mount shows is not there") {
    const auto found = parse_hierarchies(kMounts, "4:memory:/elsewhere\n");
    CHECK(found.folder("memory").empty());
    CHECK(found.second.empty());
    CHECK(parse_hierarchies("", "").first.empty());
}

TEST_CASE("version 1 limits the job and measures the step") {
    const Folder folder;
    Hierarchies machine;
    machine.first["memory"] = folder.path.string();
    const Group group{machine, {"n1.7.1", "n1.7.0.1"}, 1u << 20};
    const std::string step = "sluice.n1.7.1/n1.7.0.1/";
    CHECK(group.limits_memory());
    CHECK(folder.text("sluice.n1.7.1/memory.limit_in_bytes") == "1048576");
    CHECK(group.entrances() == std::vector{(folder.path / (step + "cgroup.procs")).string()});

    folder.write(step + "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
    folder.write(step + "memory.max_usage_in_bytes", "4096\n");
    folder.write(step + "cgroup.procs", "12\n34\n");
    CHECK(group.oom_kills() == 3);
    CHECK(group.peak_memory() == 4096);
    CHECK(group.processes() == std::vector<pid_t>{12, 34});
}

TEST_CASE("version 2 limits the job, freezes and measures the step") {
    const Folder folder;
    Hierarchies machine;
    machine.second = folder.path.string();
    machine.second_has_memory = true;
    const Group group{machine, {"n1.7.1", "n1.7.0.1"}, 1u << 20};
    CHECK(group.limits_memory());
    CHECK(folder.text("sluice.n1.7.1/memory.max") == "1048576");
    folder.write("sluice.n1.7.1/n1.7.0.1/memory.events", "low 0\noom 1\noom_kill 1\n");
    CHECK(group.oom_kills() == 1);
    group.freeze();
    CHECK(folder.text("sluice.n1.7.1/n1.7.0.1/cgroup.freeze") == "1");
    group.thaw();
    CHECK(folder.text("sluice.n1.7.1/n1.7.0.1/cgroup.freeze") == "0");
}

TEST_CASE("without control groups there is nothing to enter, and nothing is limited") {
    const Group group{{}, {"n1.7.1", "n1.7.0.1"}, 1u << 20};
    CHECK(group.entrances().empty());
    CHECK_FALSE(group.limits_memory());
    CHECK(group.oom_kills() == 0);
    CHECK_FALSE(group.peak_memory());
    CHECK(group.processes().empty());
}
