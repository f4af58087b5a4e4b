// SPDX-License-Identifier: Apache-2.0
#include "scheduler/elf/library_path.hpp"

#include <glob.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace sluice::elf {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepestInclude = 8;

void read_conf(const std::string& path, std::vector<std::string>& folders, int depth);

void include(const std::string& pattern, std::vector<std::string>& folders, int depth) {
    glob_t found{};
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) read_conf(found.gl_pathv[i], folders, depth);
    }
    ::globfree(&found);
}

/// Lines of ld.so.conf: a folder, "include PATTERN", or a comment.
void read_conf(const std::string& path, std::vector<std::string>& folders, int depth) {
    if (depth > kDeepestInclude) return;
    std::ifstream in{path};
    for (std::string line; std::getline(in, line);) {
        std::istringstream words{line.substr(0, line.find('#'))};
        std::string word;
        if (!(words >> word)) continue;
        if (word != "include") folders.push_back(word);
        else if (words >> word) include(word.starts_with('/') ? word : "/etc/" + word, folders, depth + 1);
    }
}

std::string with_origin(std::string folder, const std::string& user_path) {
    const auto origin = fs::path{user_path}.parent_path().string();
    for (const std::string_view name : {"$ORIGIN", "${ORIGIN}"}) {
        if (const auto at = folder.find(name); at != std::string::npos) folder.replace(at, name.size(), origin);
    }
    return folder;
}

std::string file_in(const std::string& folder, const std::string& soname) {
    std::error_code ec;
    auto path = folder + "/" + soname;
    return fs::is_regular_file(path, ec) ? path : std::string{};
}

}  // namespace

LibraryPath::LibraryPath(std::string_view ld_library_path) {
    while (!ld_library_path.empty()) {
        const auto folder = ld_library_path.substr(0, ld_library_path.find(':'));
        ld_library_path.remove_prefix(std::min(folder.size() + 1, ld_library_path.size()));
        folders_.emplace_back(folder.empty() ? "." : folder);
    }
    read_conf("/etc/ld.so.conf", folders_, 0);
    for (const auto* folder : {"/lib64", "/usr/lib64", "/lib", "/usr/lib"}) folders_.emplace_back(folder);
}

std::string LibraryPath::find(const std::string& soname, const Image& user, const std::string& user_path) const {
    std::error_code ec;
    if (soname.find('/') != std::string::npos) return fs::is_regular_file(soname, ec) ? soname : std::string{};
    for (const auto& folder : user.folders) {
        if (auto path = file_in(with_origin(folder, user_path), soname); !path.empty()) return path;
    }
    for (const auto& folder : folders_) {
        if (auto path = file_in(folder, soname); !path.empty()) return path;
    }
    return {};
}

}  // namespace sluice::elf
