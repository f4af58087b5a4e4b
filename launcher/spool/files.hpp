// SPDX-License-Identifier: Apache-2.0
//
// Whole files read and written in one call, and file descriptors that close themselves.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "scheduler/model/error.hpp"

namespace sluice {

/// Owns one descriptor; -1 is none.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int fd) noexcept : fd_{fd} {}
    Descriptor(Descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor() { reset(); }

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }
    int release() { return std::exchange(fd_, -1); }
    void reset();

  private:
    int fd_ = -1;
};

/// "PATH: what the system said last".
std::string system_error(const std::string& path);

Result<std::string> read_file(const std::string& path);

/// Creates or replaces the file; what was there is gone if this fails half-way.
Result<void> write_file(const std::string& path, std::string_view bytes, mode_t mode = 0600);

/// Writes beside, syncs and renames: after a crash the file is either whole or absent.
Result<void> write_durably(const std::string& path, std::string_view bytes);
/// The same but for that: as a whole or not at all, as long as the machine does not fail.
Result<void> replace_file(const std::string& path, std::string_view bytes);
/// Makes a file, and that it has this name, survive a failure of the machine.
void sync_file(const std::string& path);

/// Hands all bytes to the descriptor; false when it takes no more.
bool write_all(int fd, std::string_view bytes);

}  // namespace sluice
