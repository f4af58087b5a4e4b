// SPDX-License-Identifier: Apache-2.0
#include "io/staging.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <string_view>

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

std::string staging_prefix(const std::filesystem::path& target) {
    return fmt::format("{}.{}-", target.filename().string(), host_name());
}

constexpr std::string_view kSuffix = ".partial";

/// The process that a staging name ends with, or 0.
pid_t process_in(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix) || !name.ends_with(kSuffix)) return 0;
    name.remove_prefix(prefix.size());
    name.remove_suffix(std::min(kSuffix.size(), name.size()));
    pid_t process = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), process);
    return failure == std::errc{} && end == name.data() + name.size() ? process : 0;
}

bool is_gone(pid_t process) { return kill(process, 0) != 0 && errno == ESRCH; }

}  // namespace

std::filesystem::path staging_path(const std::filesystem::path& target) {
    return directory_of(target) / fmt::format("{}{}{}", staging_prefix(target), getpid(), kSuffix);
}

void remove_leftovers(const std::filesystem::path& target) {
    const std::string prefix = staging_prefix(target);
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator{directory_of(target), ignored}) {
        const pid_t process = process_in(entry.path().filename().string(), prefix);
        if (process > 0 && is_gone(process)) std::filesystem::remove(entry.path(), ignored);
    }
}

void create_empty(const std::filesystem::path& path) {
    std::error_code ignored;  // HDF5 would not touch a file that this process still has open
    std::filesystem::remove(path, ignored);
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
