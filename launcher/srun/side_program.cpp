// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/side_program.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "launcher/srun/order.hpp"

namespace sluice::srun {
namespace {

/// srun ignores SIGPIPE and catches others; the program begins as any does.
struct Attributes {
    posix_spawnattr_t value{};
    Attributes() {
        sigset_t all;
        ::sigfillset(&all);
        ::posix_spawnattr_init(&value);
        ::posix_spawnattr_setsigdefault(&value, &all);
        ::posix_spawnattr_setflags(&value, POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&value); }
};

}  // namespace

void run_side_program(const std::string& program, const std::vector<std::string>& command) {
    if (program.empty() || program == "none") return;
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const Attributes attributes;
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, program.c_str(), nullptr, &attributes.value, arguments.data(), environ);
    if (error != 0) return say_error(fmt::format("{}: {}", program, std::strerror(error)));
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (status != 0) say_error(fmt::format("{} failed with status {:#x}", program, status));
}

}  // namespace sluice::srun
