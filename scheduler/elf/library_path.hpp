// SPDX-License-Identifier: Apache-2.0
//
// Where the dynamic linker of this machine finds a library: the folders that a program names, LD_LIBRARY_PATH,
// /etc/ld.so.conf, the usual ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/elf/image.hpp"

namespace sluice::elf {

class LibraryPath {
  public:
    explicit LibraryPath(std::string_view ld_library_path);

    /// The file that a program or library at `user_path` gets for this soname; empty if there is none.
    [[nodiscard]] std::string find(const std::string& soname, const Image& user, const std::string& user_path) const;

  private:
    std::vector<std::string> folders_;
};

}  // namespace sluice::elf
