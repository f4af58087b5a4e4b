// SPDX-License-Identifier: Apache-2.0
#include "tests/science/shell.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace sluice::science {

Scratch::Scratch() {
    std::string name = std::filesystem::temp_directory_path() / "sluice-science-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a directory for the test"};
    path_ = name;
}

Ended shell(const Scratch& directory, const std::string& command) {
    FILE* pipe = popen(("cd '" + directory.path().string() + "' && { " + command + "; } 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error{"cannot run " + command};
    std::string output;
    std::array<char, 4096> buffer{};
    while (const std::size_t bytes = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        output.append(buffer.data(), bytes);
    }
    const int status = pclose(pipe);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), output};
}

}  // namespace sluice::science
