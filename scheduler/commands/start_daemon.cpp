// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "scheduler/commands/daemons.hpp"

extern char** environ;  // NOLINT: the C library's

namespace sluice::commands {
namespace {

constexpr int kNotStarted = 127;

/// Variables of a job that `sluice up` may run in are no concern of the cluster's.
std::vector<char*> environment_of_daemon() {
    std::vector<char*> variables;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view text{*each};
        const bool of_a_job =
            text.starts_with("SLURM_") || text.starts_with("PMIX_") || text.starts_with("PMI_");
        if (!of_a_job) variables.push_back(*each);
    }
    variables.push_back(nullptr);
    return variables;
}

std::vector<char*> argument_list(const std::vector<std::string>& arguments) {
    std::vector<char*> list;
    for (const auto& each : arguments) list.push_back(const_cast<char*>(each.c_str()));
    list.push_back(nullptr);
    return list;
}

/// Runs in the child, where only what is safe after fork() may be called.
[[noreturn]] void become(const DaemonCommand& command, char* const* arguments, char* const* environment) {
    ::setsid();
    const int nothing = ::open("/dev/null", O_RDONLY);
    const int log = ::open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (nothing < 0 || log < 0 || ::chdir(command.folder.c_str()) != 0) ::_exit(kNotStarted);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(arguments[0], arguments, environment);
    ::_exit(kNotStarted);
}

}  // namespace

Result<Daemon> start(const DaemonCommand& command) {
    const auto& program = command.arguments.front();
    if (::access(program.c_str(), X_OK) != 0)
        return fail(Errc::io_error, fmt::format("{}: {}", program, std::strerror(errno)));
    const auto arguments = argument_list(command.arguments);
    const auto environment = environment_of_daemon();
    const pid_t pid = ::fork();
    if (pid == 0) become(command, arguments.data(), environment.data());
    if (pid < 0) return fail(Errc::io_error, fmt::format("fork: {}", std::strerror(errno)));
    return Daemon{command.name, pid};
}

std::optional<std::string> how_it_ended(const Daemon& daemon) {
    int status = 0;
    if (::waitpid(daemon.pid, &status, WNOHANG) != daemon.pid) return std::nullopt;
    if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
    return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

}  // namespace sluice::commands
