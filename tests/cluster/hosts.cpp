// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/hosts.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

namespace sluice::test {
namespace {

constexpr auto kScript = SLUICE_SOURCE_DIR "/scripts/netns-cluster ";

pid_t number_in(const std::string& path) {
    const auto text = trimmed(read_file(path));
    return text.empty() ? 0 : static_cast<pid_t>(std::stoi(text));
}

}  // namespace

bool can_make_hosts() {
    const bool can = ::geteuid() == 0 &&
                     run_shell("ip netns add slt-try && ip netns del slt-try && unshare --pid --fork --uts true", "/", {})
                             .status == 0;
    if (!can) WARN("skipped: hosts in namespaces need root and the right to make namespaces");
    return can;
}

Hosts::Hosts(int count, int cores)
    : folder_{"/var/tmp/sluice-hosts-" + std::to_string(::getpid())},
      environment_{{"SLUICE_NETNS_DIR", folder_ + "/cluster"},
                   {"SLUICE_NETNS_NAME", "slt"},
                   {"SLUICE_NETNS_NET", "10.213.8"},
                   {"SLUICE_NETNS_PORT", "6918"},
                   {"SLUICE_NETNS_TIMEOUT", "4s"},
                   {"SLUICE_NETNS_CORES", std::to_string(cores)},
                   {"SLUICE_BIN", SLUICE_BINARY_DIR "/bin"}},
      count_{count} {
    std::filesystem::create_directories(work());
    up_ = script("up " + std::to_string(count));
}

Hosts::~Hosts() {
    (void)script("down");
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Ran Hosts::script(const std::string& words) const { return run_shell(kScript + words, "/", environment_); }

Ran Hosts::run(const std::string& command) const {
    return run_shell(std::string{"eval \"$("} + kScript + "env)\"; PATH=" SLUICE_BINARY_DIR "/tests/mpi:$PATH; " + command,
                     work(), environment_);
}

bool Hosts::shows(const std::string& command, const std::string& text) const {
    return eventually([&] { return trimmed(run(command).out) == text; }, std::chrono::seconds{60});
}

std::string Hosts::submit(const std::string& arguments) const {
    const auto ran = run("sbatch --parsable " + arguments);
    INFO(arguments << "\n" << ran.err);
    REQUIRE(ran.status == 0);
    return trimmed(ran.out);
}

pid_t Hosts::controller_pid() const { return number_in(folder_ + "/cluster/state/controller.pid"); }

pid_t Hosts::first_process(const std::string& host) const { return number_in(folder_ + "/cluster/hosts/" + host + "/init"); }

std::vector<pid_t> Hosts::processes(const std::string& host, const std::string& name) const {
    const auto first = first_process(host);
    if (first == 0) return {};
    std::istringstream in{run_shell("pgrep --runstates R,S,D --ns " + std::to_string(first) + " --nslist pid -x " + name, "/", {}).out};
    std::vector<pid_t> found;
    for (pid_t pid = 0; in >> pid;) found.push_back(pid);
    return found;
}

std::string Hosts::strays() const {
    std::string found;
    for (int number = 1; number <= count_; ++number) {
        const auto first = std::to_string(first_process("h" + std::to_string(number)));
        if (first == "0") continue;
        found += run_shell("pgrep --runstates R,S,D --ns " + first + " --nslist pid -a . | grep -vE '^" + first + " |/sluiced '", "/", {}).out;
    }
    return found;
}

}  // namespace sluice::test
