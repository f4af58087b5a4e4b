// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/leftovers.hpp"

#include <csignal>
#include <filesystem>

#include "launcher/spool/files.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::node {

bool has_variable(std::string_view environment, std::string_view assignment) {
    while (!environment.empty()) {
        const auto entry = environment.substr(0, environment.find('\0'));
        if (entry == assignment) return true;
        environment.remove_prefix(std::min(entry.size() + 1, environment.size()));
    }
    return false;
}

std::vector<pid_t> leftovers_of(const std::string& spool_folder) {
    const auto assignment = std::string{kSpoolVariable} + "=" + spool_folder;
    std::vector<pid_t> found;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc", ec}) {
        const auto pid = parse_number<std::uint32_t>(entry.path().filename().native());
        if (!pid) continue;
        const auto environment = read_file(entry.path() / "environ");
        if (environment && has_variable(*environment, assignment)) found.push_back(static_cast<pid_t>(*pid));
    }
    return found;
}

std::size_t kill_leftovers(const std::string& spool_folder) {
    const auto found = leftovers_of(spool_folder);
    for (const pid_t pid : found) ::kill(pid, SIGKILL);
    return found.size();
}

}  // namespace sluice::node
