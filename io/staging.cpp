// SPDX-License-Identifier: Apache-2.0
#include "io/staging.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "io/error.hpp"

namespace sluice::io {
namespace {

std::string host_name() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
}

void sync_to_disk(const std::filesystem::path& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw_system_error("open", path, errno);
    const int failure = fsync(descriptor) == 0 ? 0 : errno;
    close(descriptor);
    if (failure != 0) throw_system_error("sync", path, failure);
}

std::filesystem::path directory_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
}

}  // namespace

std::filesystem::path staging_path(const std::filesystem::path& target) {
    return fmt::format("{}.{}-{}.partial", target.string(), host_name(), getpid());
}

void create_empty(const std::filesystem::path& path) {
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) throw_system_error("create", path, errno);
    close(descriptor);
}

void publish(const std::filesystem::path& staged, const std::filesystem::path& target) {
    sync_to_disk(staged);
    std::error_code failure;
    std::filesystem::rename(staged, target, failure);
    if (failure) throw_system_error("rename " + staged.string() + " to", target, failure.value());
    sync_to_disk(directory_of(target));
}

}  // namespace sluice::io
