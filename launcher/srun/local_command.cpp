// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/local_command.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace sluice::srun {
namespace {

constexpr int kNotFound = 127;
constexpr int kNotExecutable = 126;
constexpr int kSignalled = 128;

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// Taking the terminal stops whoever is not in the foreground, unless he ignores that.
void give_terminal_to(pid_t group) {
    struct sigaction ignore {};
    struct sigaction before {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGTTOU, &ignore, &before);
    ::tcsetpgrp(STDIN_FILENO, group);
    ::sigaction(SIGTTOU, &before, nullptr);
}

[[noreturn]] void run_child(char* const* arguments, char* const* environment, bool terminal) {
    ::setpgid(0, 0);
    if (terminal) give_terminal_to(::getpid());
    for (int signal = 1; signal <= SIGRTMAX; ++signal) std::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execvpe(arguments[0], arguments, environment);
    const int error = errno;
    fmt::print(stderr, "salloc: error: Unable to exec command \"{}\": {}\n", arguments[0], std::strerror(error));
    ::_exit(error == ENOENT ? kNotFound : kNotExecutable);
}

}  // namespace

Result<LocalCommand> LocalCommand::start(const std::vector<std::string>& arguments,
                                         const std::vector<std::string>& environment) {
    const bool terminal = ::isatty(STDIN_FILENO) == 1 && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
    const auto argument_pointers = pointers_to(arguments);
    const auto environment_pointers = pointers_to(environment);
    const pid_t pid = ::fork();
    if (pid == 0) run_child(argument_pointers.data(), environment_pointers.data(), terminal);
    if (pid < 0) return fail(Errc::io_error, fmt::format("fork: {}", std::strerror(errno)));
    ::setpgid(pid, pid);  // in both processes, so that neither can be too early
    if (terminal) give_terminal_to(pid);
    return LocalCommand{pid, terminal};
}

void LocalCommand::signal(int signal) const { ::kill(-pid_, signal); }

std::optional<int> LocalCommand::look() {
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG | WUNTRACED) == pid_) {
        if (WIFSTOPPED(status)) {
            stop_with_it();
            continue;
        }
        take_back_terminal();
        return WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status);
    }
    return std::nullopt;
}

void LocalCommand::take_back_terminal() const {
    if (terminal_) give_terminal_to(::getpgrp());
}

/// ^Z: whoever called this program gets the terminal, and gives it back with `fg`.
void LocalCommand::stop_with_it() const {
    if (!terminal_) return;
    take_back_terminal();
    ::raise(SIGSTOP);
    give_terminal_to(pid_);
    signal(SIGCONT);
}

std::string users_shell(const std::string& shell_variable) {
    if (!shell_variable.empty()) return shell_variable;
    const auto* entry = ::getpwuid(::getuid());
    return entry == nullptr || *entry->pw_shell == '\0' ? "/bin/sh" : entry->pw_shell;
}

}  // namespace sluice::srun
