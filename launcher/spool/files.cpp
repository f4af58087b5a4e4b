// SPDX-License-Identifier: Apache-2.0
#include "launcher/spool/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace sluice {
namespace {

/// Makes a rename in this folder survive a crash of the machine.
void sync_folder_of(const std::string& path) {
    const auto folder = std::filesystem::path{path}.parent_path();
    const Descriptor fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (fd) ::fsync(fd.get());
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = other.release();
    }
    return *this;
}

void Descriptor::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

std::string system_error(const std::string& path) { return path + ": " + std::strerror(errno); }

Result<std::string> read_file(const std::string& path) {
    const Descriptor fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!fd) return fail(Errc::io_error, system_error(path));
    std::string bytes;
    std::array<char, 65536> chunk;
    for (;;) {
        const auto count = ::read(fd.get(), chunk.data(), chunk.size());
        if (count == 0) return bytes;
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(Errc::io_error, system_error(path));
        bytes.append(chunk.data(), static_cast<std::size_t>(count));
    }
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

Result<void> write_file(const std::string& path, std::string_view bytes, mode_t mode) {
    const Descriptor fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!fd || !write_all(fd.get(), bytes) || ::fchmod(fd.get(), mode) != 0) {
        return fail(Errc::io_error, system_error(path));
    }
    return {};
}

namespace {

Result<void> write_and_rename(const std::string& path, std::string_view bytes, bool synced) {
    const auto beside = path + ".new";
    {
        const Descriptor fd{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
        if (!fd || !write_all(fd.get(), bytes) || (synced && ::fsync(fd.get()) != 0)) {
            return fail(Errc::io_error, system_error(beside));
        }
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) return fail(Errc::io_error, system_error(path));
    return {};
}

}  // namespace

Result<void> write_durably(const std::string& path, std::string_view bytes) {
    auto written = write_and_rename(path, bytes, true);
    if (written) sync_folder_of(path);
    return written;
}

Result<void> replace_file(const std::string& path, std::string_view bytes) { return write_and_rename(path, bytes, false); }

void sync_file(const std::string& path) {
    const Descriptor fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (fd) ::fsync(fd.get());
    sync_folder_of(path);
}

}  // namespace sluice
