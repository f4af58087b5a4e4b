// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/task_prolog.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "launcher/spool/files.hpp"

namespace sluice::step {
namespace {

/// What the prolog prints; nothing when it cannot be run.
std::string output_of(const std::string& prolog) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
    Descriptor read_end{ends[0]};
    Descriptor write_end{ends[1]};
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(write_end.get(), STDOUT_FILENO);
        ::execl(prolog.c_str(), prolog.c_str(), nullptr);
        fmt::print(stderr, "slurmstepd: error: task prolog {}: {}\n", prolog, std::strerror(errno));
        ::_exit(EXIT_FAILURE);
    }
    write_end.reset();
    std::string text;
    std::array<char, 4096> chunk{};
    for (ssize_t count = 0; (count = ::read(read_end.get(), chunk.data(), chunk.size())) > 0;) {
        text.append(chunk.data(), static_cast<std::size_t>(count));
    }
    ::waitpid(pid, nullptr, 0);
    return text;
}

bool take_word(std::string_view& line, std::string_view word) {
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    return true;
}

}  // namespace

PrologWish read_prolog(std::string_view printed) {
    PrologWish wish;
    while (!printed.empty()) {
        const auto end = printed.find('\n');
        auto line = printed.substr(0, end);
        printed.remove_prefix(end == std::string_view::npos ? printed.size() : end + 1);
        if (take_word(line, "export ") && line.find('=') != std::string_view::npos) wish.set.emplace_back(line);
        else if (take_word(line, "unset ")) wish.unset.emplace_back(line);
        else if (take_word(line, "print ")) wish.print += std::string{line} + "\n";
    }
    return wish;
}

int run_with_prolog(const std::string& prolog, char** program) {
    const auto wish = read_prolog(output_of(prolog));
    write_all(STDOUT_FILENO, wish.print);
    for (const auto& text : wish.set) {
        const auto equals = text.find('=');
        ::setenv(text.substr(0, equals).c_str(), text.substr(equals + 1).c_str(), 1);
    }
    for (const auto& name : wish.unset) ::unsetenv(name.c_str());
    ::execvp(program[0], program);
    const int error = errno;
    fmt::print(stderr, "slurmstepd: error: execve(): {}: {}\n", program[0], std::strerror(error));
    return error;
}

}  // namespace sluice::step
