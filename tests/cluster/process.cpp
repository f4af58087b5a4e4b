// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace sluice::test {
namespace {

/// A file for output that is gone when it has been read.
class Capture {
  public:
    Capture() : path_{(std::filesystem::temp_directory_path() / "sluice-out-XXXXXX").string()} { fd_ = ::mkstemp(path_.data()); }
    ~Capture() {
        ::close(fd_);
        ::unlink(path_.c_str());
    }
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;
    [[nodiscard]] int descriptor() const { return fd_; }
    [[nodiscard]] std::string text() const { return read_file(path_); }

  private:
    std::string path_;
    int fd_ = -1;
};

[[noreturn]] void become_shell(const std::string& command, const std::string& folder, const Environment& environment,
                               int out, int err) {
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    if (::chdir(folder.c_str()) == 0) ::execl("/bin/bash", "bash", "-c", command.c_str(), nullptr);
    ::_exit(127);
}

}  // namespace

Ran run_shell(const std::string& command, const std::string& folder, const Environment& environment) {
    const Capture out;
    const Capture err;
    const pid_t child = ::fork();
    if (child == 0) become_shell(command, folder, environment, out.descriptor(), err.descriptor());
    int status = 0;
    ::waitpid(child, &status, 0);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, out.text(), err.text()};
}

bool eventually(const std::function<bool()>& condition, std::chrono::seconds limit) {
    constexpr std::chrono::milliseconds kBetween{20};
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(kBetween);  // between two looks, not instead of one
    }
    return true;
}

std::string read_file(const std::string& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const std::string& path, const std::string& text) { std::ofstream{path} << text; }

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text.substr(std::min(text.find_first_not_of(" \n"), text.size()));
}

}  // namespace sluice::test
