// SPDX-License-Identifier: Apache-2.0
//
// fork_bomb PROCESSES READY AFTER: sleeps for AFTER seconds, then makes processes as fast as it can, deaf to SIGTERM.
// There are never more than so many at once, as the kernel counts them: whoever is killed makes room for others. At
// the limit many end and are replaced, so that no list of them is true for long; the first one stays. READY gets a line when the limit is
// reached. It is over after a minute, so that a machine on which nobody ends it is well again.
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

rlim_t processes_of(uid_t user) {
    rlim_t found = 0;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc", ec}) {
        struct stat status {};
        found += ::stat(entry.path().c_str(), &status) == 0 && status.st_uid == user ? 1 : 0;
    }
    return found;
}

/// The kernel limits processes by user, and root not at all: root becomes somebody else, of whom nothing else runs.
bool limit_to(rlim_t processes) {
    constexpr uid_t kFirstUser = 3'000'000;
    const bool is_root = ::geteuid() == 0;
    const uid_t user = is_root ? kFirstUser + static_cast<uid_t>(::getpid()) : ::geteuid();
    const auto most = processes + processes_of(user);
    const rlimit limit{most, most};
    return ::setrlimit(RLIMIT_NPROC, &limit) == 0 && (!is_root || ::setresuid(user, user, user) == 0);
}

void explode(Clock::time_point end, int ready) {
    constexpr char kFull[] = "full\n";
    std::minstd_rand coin;
    const auto first = ::getpid();
    while (Clock::now() < end) {
        const auto child = ::fork();
        if (child == 0) coin.seed(static_cast<unsigned>(::getpid()));
        if (child >= 0) continue;
        if (ready >= 0) [[maybe_unused]] const auto told = ::write(ready, kFull, sizeof kFull - 1);
        if (coin() % 2 == 0 && ::getpid() != first) return;
        ::sched_yield();
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return EXIT_FAILURE;
    std::signal(SIGTERM, SIG_IGN);
    std::this_thread::sleep_for(std::chrono::seconds{std::atol(argv[3])});
    const int ready = ::open(argv[2], O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (ready < 0 || !limit_to(static_cast<rlim_t>(std::atol(argv[1])))) return EXIT_FAILURE;
    explode(Clock::now() + std::chrono::minutes{1}, ready);
}
