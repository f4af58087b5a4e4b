// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/exit_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

namespace sluice::srun {
namespace {

std::string cause_of(const BadEnd& end) {
    if (end.code.signal == 0) return fmt::format("Exited with exit code {}", end.code.status);
    return fmt::format("{}{}", ::strsignal(static_cast<int>(end.code.signal)), end.core_dumped ? " (core dumped)" : "");
}

}  // namespace

std::string fold_tasks(std::vector<std::uint32_t> tasks) {
    std::ranges::sort(tasks);
    std::string text;
    for (std::size_t first = 0; first < tasks.size();) {
        auto last = first;
        while (last + 1 < tasks.size() && tasks[last + 1] == tasks[last] + 1) ++last;
        if (!text.empty()) text += ',';
        text += std::to_string(tasks[first]);
        if (last > first) text += fmt::format("-{}", tasks[last]);
        first = last + 1;
    }
    return text;
}

std::vector<std::string> describe_ends(std::vector<BadEnd> ends) {
    std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> groups;
    for (const auto& end : ends) groups[{end.node, cause_of(end)}].push_back(end.task);
    std::vector<std::string> lines;
    for (const auto& [group, tasks] : groups) {
        lines.push_back(fmt::format("srun: error: {}: {} {}: {}", group.first, tasks.size() == 1 ? "task" : "tasks",
                                    fold_tasks(tasks), group.second));
    }
    return lines;
}

int shell_status(ExitCode code) {
    constexpr int kSignalled = 128;
    return code.signal != 0 ? kSignalled + static_cast<int>(code.signal) : static_cast<int>(code.status);
}

void ExitStatus::add(ExitCode code) { highest_ = std::max(highest_, shell_status(code)); }

void ExitStatus::decide(int status) {
    if (!decided_) decided_ = status;
}

}  // namespace sluice::srun
