// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/processes.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>

#include "launcher/spool/files.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::step {
namespace {

namespace fs = std::filesystem;

std::string_view next_word(std::string_view& text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin);
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

std::vector<ProcessEntry> all_processes() {
    std::vector<ProcessEntry> found;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator{"/proc", ec}) {
        if (!parse_number<std::uint32_t>(entry.path().filename().native())) continue;
        const auto text = read_file(entry.path() / "stat");
        if (text) found.push_back(parse_stat(*text));
    }
    return found;
}

}  // namespace

void become_subreaper() { ::prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL); }

ProcessEntry parse_stat(std::string_view text) {
    // pid (command, which may hold blanks and parentheses) state parent ...
    const auto pid = parse_number<std::uint32_t>(text.substr(0, text.find(' ')));
    const auto after_command = text.rfind(')');
    if (!pid || after_command == std::string_view::npos) return {};
    auto rest = text.substr(after_command + 1);
    next_word(rest);
    const auto parent = parse_number<std::uint32_t>(next_word(rest));
    return {static_cast<pid_t>(*pid), static_cast<pid_t>(parent.value_or(0))};
}

std::vector<pid_t> descendants(const std::vector<ProcessEntry>& processes, pid_t ancestor) {
    std::multimap<pid_t, pid_t> children;
    for (const auto& process : processes) children.emplace(process.parent, process.pid);
    std::vector<pid_t> found{ancestor};
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [first, last] = children.equal_range(found[i]);
        for (auto child = first; child != last; ++child) found.push_back(child->second);
    }
    found.erase(found.begin());
    return found;
}

bool has_children() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

std::vector<pid_t> own_descendants() { return descendants(all_processes(), ::getpid()); }

}  // namespace sluice::step
