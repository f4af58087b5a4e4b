// SPDX-License-Identifier: Apache-2.0
// Runs programs in a directory of their own.
#pragma once

#include <filesystem>
#include <string>

namespace sluice::science {

/// A directory that goes when the test ends.
class Scratch {
  public:
    Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { std::filesystem::remove_all(path_); }

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

struct Ended {
    int exit_code;
    std::string output;  // standard output and error together
};

/// Runs a shell command in the directory and waits for it.
Ended shell(const Scratch& directory, const std::string& command);

}  // namespace sluice::science
