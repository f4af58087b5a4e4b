// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/start_shepherd.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>

namespace sluice::node {
namespace {

constexpr int kLock = 3;

std::string program_path() {
    std::error_code ec;
    return (std::filesystem::read_symlink("/proc/self/exe", ec).parent_path() / "sluicestepd").string();
}

/// What the daemon was started with must not look to the shepherd's libraries as if they ran inside a job.
std::vector<char*> clean_environment() {
    constexpr std::array<std::string_view, 4> kUnwanted{"SLURM", "PMI", "OMPI_", "PRTE_"};
    std::vector<char*> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        if (std::ranges::none_of(kUnwanted, [&](auto prefix) { return text.starts_with(prefix); })) {
            kept.push_back(*entry);
        }
    }
    kept.push_back(nullptr);
    return kept;
}

class FileActions {
  public:
    FileActions(const StepSpool& spool, const Descriptor& lock) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, spool.log_path().c_str(),
                                           O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, lock.get(), kLock);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, kLock + 1);  // Asio's sockets are inheritable
    }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_{};
};

class Attributes {
  public:
    Attributes() {
        ::posix_spawnattr_init(&attributes_);
        sigset_t set;
        ::sigemptyset(&set);
        ::posix_spawnattr_setsigmask(&attributes_, &set);
        ::sigfillset(&set);
        ::posix_spawnattr_setsigdefault(&attributes_, &set);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

  private:
    posix_spawnattr_t attributes_{};
};

}  // namespace

Result<pid_t> start_shepherd(const StepSpool& spool, const Descriptor& lock) {
    auto program = program_path();
    std::string option = "--spool";
    std::string folder = spool.folder();
    const std::array<char*, 4> arguments{program.data(), option.data(), folder.data(), nullptr};
    auto environment = clean_environment();
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, program.c_str(), FileActions{spool, lock}.get(), Attributes{}.get(),
                                    arguments.data(), environment.data());
    if (error != 0) return fail(Errc::internal, program + ": " + std::strerror(error));
    return pid;
}

}  // namespace sluice::node
