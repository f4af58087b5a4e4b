// SPDX-License-Identifier: Apache-2.0
//
// Hosts in namespaces of their own (scripts/netns-cluster): jobs cross a network, a host dies, a link is cut.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/cluster/process.hpp"

using namespace sluice::test;

namespace {

/// Outside of /tmp, of which every host has its own.
class Hosts {
  public:
    explicit Hosts(int count) {
        std::filesystem::create_directories(work());
        up_ = script("up " + std::to_string(count));
    }
    ~Hosts() {
        (void)script("down");
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Hosts(const Hosts&) = delete;
    Hosts& operator=(const Hosts&) = delete;

    [[nodiscard]] const Ran& up() const { return up_; }
    [[nodiscard]] std::string work() const { return folder_ + "/work"; }
    [[nodiscard]] Ran script(const std::string& words) const {
        return run_shell(SLUICE_SOURCE_DIR "/scripts/netns-cluster " + words, "/", environment_);
    }
    [[nodiscard]] Ran run(const std::string& command) const {
        return run_shell("eval \"$(" SLUICE_SOURCE_DIR "/scripts/netns-cluster env)\"; " + command, work(), environment_);
    }
    [[nodiscard]] bool shows(const std::string& command, const std::string& text) const {
        return eventually([&] { return trimmed(run(command).out) == text; }, std::chrono::seconds{60});
    }

  private:
    std::string folder_ = "/var/tmp/sluice-hosts-" + std::to_string(::getpid());
    Environment environment_{{"SLUICE_NETNS_DIR", folder_ + "/cluster"},
                             {"SLUICE_NETNS_NAME", "slt"},
                             {"SLUICE_NETNS_NET", "10.213.8"},
                             {"SLUICE_NETNS_PORT", "6918"},
                             {"SLUICE_NETNS_TIMEOUT", "4s"}};
    Ran up_;
};

bool can_make_hosts() {
    return ::geteuid() == 0 && run_shell("ip netns add slt-try && ip netns del slt-try && unshare --pid --fork --uts true", "/", {}).status == 0;
}

}  // namespace

TEST_CASE("hosts have names and addresses of their own, and jobs survive the death of one") {
    if (!can_make_hosts()) {
        WARN("skipped: hosts in namespaces need root and the right to make namespaces");
        return;
    }
    const Hosts hosts{3};
    INFO(hosts.up().out << hosts.up().err);
    REQUIRE(hosts.up().status == 0);

    const auto names = hosts.run("srun -N3 -n3 hostname | sort | tr '\\n' ' '");
    INFO(names.err);
    CHECK(names.out == "h1 h2 h3 ");

    const auto job = trimmed(hosts.run("sbatch --parsable -N2 -w h2,h3 -o job.out --wrap 'srun hostname; sleep 300'").out);
    REQUIRE(hosts.shows("squeue -h -j " + job + " -o %T", "RUNNING"));
    REQUIRE(hosts.script("kill h3").status == 0);
    CHECK(hosts.shows("sinfo -h -n h3 -o %t", "down*"));
    CHECK(hosts.shows("squeue -h -j " + job + " -o %T", "PENDING"));
    REQUIRE(hosts.script("boot h3").status == 0);
    CHECK(hosts.shows("squeue -h -j " + job + " -o %T", "RUNNING"));
    CHECK(hosts.run("scancel " + job).status == 0);
    CHECK(hosts.shows("squeue -h", ""));
}

TEST_CASE("a host whose link is cut is down, and back when the link is") {
    if (!can_make_hosts()) {
        WARN("skipped: hosts in namespaces need root and the right to make namespaces");
        return;
    }
    const Hosts hosts{2};
    INFO(hosts.up().out << hosts.up().err);
    REQUIRE(hosts.up().status == 0);
    REQUIRE(hosts.shows("sinfo -h -o %D%t", "2idle"));
    REQUIRE(hosts.script("cut h2").status == 0);
    CHECK(hosts.shows("sinfo -h -n h2 -o %t", "down*"));
    REQUIRE(hosts.script("heal h2").status == 0);
    CHECK(hosts.shows("sinfo -h -n h2 -o %t", "idle"));
    CHECK(hosts.run("srun -w h2 -n1 hostname").out == "h2\n");
}
