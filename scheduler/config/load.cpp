// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "scheduler/config/check.hpp"
#include "scheduler/config/schema.hpp"
#include "scheduler/config/yaml_reader.hpp"

namespace sluice {
namespace {

constexpr std::size_t kLargestFile = std::size_t{16} << 20;

/// What is implied by leaving keys out, or by ALL.
void complete(ClusterConfig& config) {
    std::vector<std::string> all;
    for (const auto& node : config.nodes) all.push_back(node.name);
    for (auto& partition : config.partitions) {
        if (partition.nodes == std::vector{std::string{kAllNodes}}) partition.nodes = all;
    }
    if (std::ranges::none_of(config.partitions, &PartitionSpec::is_default))
        config.partitions.front().is_default = true;
}

ClusterConfig read_config(std::string_view text, Report& report) {
    auto config = initial_config();
    const auto file = read_yaml(text, report);
    if (!file) return config;
    if (file->kind == YamlValue::Kind::null) {
        report.add({1, 1}, "the file is empty", "at least `nodes:` and `partitions:`");
        return config;
    }
    cluster_form().read(*file, config, report);
    const auto known = check_nodes(*file, report);
    check_partitions(config, *file, known, report);
    check_topology(config.topology, *file, known, report);
    check_accounting(config.accounting, *file, report);
    check_socket_paths(config, *file, report);
    return config;
}

tl::unexpected<std::vector<Diagnostic>> unreadable(const std::string& path, const std::string& reason) {
    return tl::unexpected{std::vector{Diagnostic{path, 0, 0, reason, "a readable text file"}}};
}

std::string reason_of(int error) { return "cannot be read: " + std::generic_category().message(error); }

}  // namespace

Loaded load(std::string_view text, std::string_view file_name) {
    Report report{file_name};
    auto config = read_config(text, report);
    if (!report.empty()) return tl::unexpected{report.sorted()};
    complete(config);
    return config;
}

Loaded load_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return unreadable(path, reason_of(EISDIR));
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) return unreadable(path, reason_of(errno));

    std::string text;
    std::array<char, 65'536> part{};
    while (text.size() <= kLargestFile && file.good()) {
        file.read(part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad()) return unreadable(path, reason_of(errno));
    if (text.size() > kLargestFile)
        return unreadable(path, fmt::format("larger than {} bytes", kLargestFile));
    return load(text, path);
}

}  // namespace sluice
