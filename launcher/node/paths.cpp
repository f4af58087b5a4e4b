// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/paths.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace sluice::node {
namespace {

namespace fs = std::filesystem;

/// MPI libraries make Unix sockets far below the temporary folder, and such a path has 107 bytes.
constexpr std::size_t kLongestTmp = 60;

/// FNV-1a: keeps the folders of several clusters apart.
std::uint32_t hash_of(std::string_view text) {
    std::uint32_t hash = 2166136261u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash;
}

/// A folder that no other cluster or user makes.
std::string below(const std::string& root, const ClusterConfig& config, const std::string& node) {
    return fmt::format("{}/sluice-{}-{:08x}/{}", root, ::geteuid(), hash_of(config.state_dir), node);
}

std::string tmp_of(const ClusterConfig& config, const std::string& node) {
    const auto usual = config.node_dir(node) + "/tmp";
    return usual.size() <= kLongestTmp ? usual : below(config.launch.tmp_dir, config, node);
}

std::string shared_memory_of(const ClusterConfig& config, const std::string& node) {
    constexpr auto kSharedMemory = "/dev/shm";
    return ::access(kSharedMemory, W_OK) == 0 ? below(kSharedMemory, config, node) : tmp_of(config, node);
}

/// A daemon of root serves all users, any other only its own.
mode_t shared_mode(mode_t for_all) { return ::geteuid() == 0 ? for_all : 0700; }

Result<void> make_folder(const std::string& path, mode_t mode) {
    std::error_code ec;
    fs::create_directories(path, ec);
    struct stat status {};
    if (ec || ::lstat(path.c_str(), &status) != 0) return fail(Errc::io_error, path + ": " + ec.message());
    if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) {
        return fail(Errc::io_error, path + ": is not a folder of this user");
    }
    if (::chmod(path.c_str(), mode) != 0) return fail(Errc::io_error, system_error(path));
    return {};
}

}  // namespace

NodePaths paths_of(const ClusterConfig& config, const std::string& node) {
    const auto folder = config.node_dir(node);
    return {folder,           config.node_socket(node), folder + "/node.pid", folder + "/ended-steps",
            folder + "/steps", tmp_of(config, node),      shared_memory_of(config, node)};
}

Result<void> make_folders(const NodePaths& paths) {
    return make_folder(paths.folder, shared_mode(0755))
        .and_then([&] { return make_folder(paths.steps, shared_mode(0711)); })
        .and_then([&] { return make_folder(paths.tmp, shared_mode(01777)); })
        .and_then([&] { return make_folder(paths.shared_memory, shared_mode(01777)); });
}

void clear_scratch(const NodePaths& paths) {
    std::error_code ignored;
    for (const auto& folder : {paths.tmp, paths.shared_memory}) {
        for (const auto& entry : fs::directory_iterator{folder, ignored}) fs::remove_all(entry, ignored);
    }
}

void remove_scratch(const NodePaths& paths) {
    std::error_code ignored;
    for (const auto& folder : {paths.tmp, paths.shared_memory}) {
        fs::remove_all(folder, ignored);
        if (!folder.starts_with(paths.folder)) fs::remove(fs::path{folder}.parent_path(), ignored);  // if empty
    }
}

}  // namespace sluice::node
