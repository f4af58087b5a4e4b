// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/mailer.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

namespace sluice::controller {
namespace {

constexpr std::size_t kMostRunning = 8;
constexpr std::size_t kMostWaiting = 10'000;
constexpr std::chrono::seconds kPatience{60};  // with one run of the program

/// A file without a name that holds the text, read from its beginning; -1 if there can be none.
int file_with(const std::string& text) {
    const int file = ::memfd_create("letter", MFD_CLOEXEC);
    if (file < 0) return -1;
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (written && ::lseek(file, 0, SEEK_SET) == 0) return file;
    ::close(file);
    return -1;
}

/// The controller's own variables and those of the letter.
std::vector<std::string> environment_for(const Letter& letter) {
    std::vector<std::string> lines;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (!std::string_view{*entry}.starts_with("SLURM_")) lines.emplace_back(*entry);
    }
    for (const auto& [name, value] : letter.variables) lines.push_back(name + "=" + value);
    return lines;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// 0, or the error number.
int spawn(pid_t& process, const std::string& program, int input, std::vector<std::string> words,
          std::vector<std::string> environment) {
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);  // Asio's sockets are inheritable
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t set;
    ::sigemptyset(&set);
    ::posix_spawnattr_setsigmask(&attributes, &set);
    ::sigfillset(&set);
    ::posix_spawnattr_setsigdefault(&attributes, &set);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const int error = ::posix_spawn(&process, program.c_str(), &files, &attributes, pointers_to(words).data(),
                                    pointers_to(environment).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    return error;
}

}  // namespace

Mailer::Mailer(boost::asio::io_context& io, std::string program)
    : program_{std::move(program)}, ends_{io, SIGCHLD}, clock_{io} {}

void Mailer::send(Letter letter) {
    if (::access(program_.c_str(), X_OK) != 0) {
        if (!std::exchange(missing_told_, true)) spdlog::info("jobs ask for mail, but there is no {}: none is sent", program_);
        return;
    }
    if (waiting_.size() >= kMostWaiting) return spdlog::warn("too much mail waits; not sent: {}", letter.subject);
    waiting_.push_back(std::move(letter));
    start_next();
}

void Mailer::start_next() {
    while (!waiting_.empty() && running_.size() < kMostRunning) {
        const auto letter = std::move(waiting_.front());
        waiting_.pop_front();
        if (!start(letter)) spdlog::warn("not sent: {}", letter.subject);
    }
    if (!running_.empty() && !awaiting_) await_ends();
}

bool Mailer::start(const Letter& letter) {
    const int text = file_with(letter.text);
    if (text < 0) return false;
    pid_t process = -1;
    const int error = spawn(process, program_, text, {program_, "-s", letter.subject, letter.to}, environment_for(letter));
    ::close(text);
    if (error != 0) return spdlog::warn("{}: {}", program_, std::strerror(error)), false;
    running_.emplace(process, Clock::now() + kPatience);
    return true;
}

/// Woken by the end of a child, and by the clock for one that hangs.
void Mailer::await_ends() {
    awaiting_ = true;
    ends_.async_wait([this](const boost::system::error_code& ec, int) {
        if (ec) return;
        clock_.cancel();
        collect();
        awaiting_ = false;
        start_next();
    });
    clock_.expires_after(kPatience);
    clock_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec) end_late_ones();
    });
}

void Mailer::collect() {
    for (auto each = running_.begin(); each != running_.end();) {
        int status = 0;
        if (::waitpid(each->first, &status, WNOHANG) == 0) {
            ++each;
            continue;
        }
        if (status != 0) spdlog::warn("{} ended with status {}", program_, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        each = running_.erase(each);
    }
}

void Mailer::end_late_ones() {
    const auto now = Clock::now();
    for (const auto& [process, until] : running_) {
        if (until <= now) ::kill(process, SIGKILL);
    }
    clock_.expires_after(kPatience);
    clock_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec) end_late_ones();
    });
}

}  // namespace sluice::controller
