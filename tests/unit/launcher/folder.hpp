// SPDX-License-Identifier: Apache-2.0
//
// A temporary folder that is gone with its object.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace sluice::test {

class Folder {
  public:
    Folder() {
        path_ = (std::filesystem::temp_directory_path() / "sluice-test-XXXXXX").string();
        if (::mkdtemp(path_.data()) == nullptr) std::abort();
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace sluice::test
