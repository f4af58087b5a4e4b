// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/containment.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>

#include "launcher/spool/files.hpp"
#include "launcher/step/processes.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::step {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMebibyte = 1u << 20;
constexpr auto kBetweenLooks = 100ms;
constexpr int kMostSweeps = 20;  // over processes that make others as fast as they can
constexpr std::size_t kMostNames = 5;

/// Resident memory by /proc/PID/statm; 0 for one that is gone.
std::uint64_t resident_bytes(pid_t pid) {
    const auto text = read_file(fmt::format("/proc/{}/statm", pid)).value_or("");
    const auto begin = text.find(' ');
    if (begin == std::string::npos) return 0;
    const auto word = std::string_view{text}.substr(begin + 1);
    return parse_number<std::uint64_t>(word.substr(0, word.find(' '))).value_or(0) *
           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string name_of(pid_t pid) {
    auto name = read_file(fmt::format("/proc/{}/comm", pid)).value_or("process\n");
    while (!name.empty() && name.back() == '\n') name.pop_back();
    return fmt::format("{} ({})", name, pid);
}

/// Steps of one job on one node share its memory. Nodes may share a machine, and so may clusters of one name: the
/// socket of the node's daemon tells them all apart.
cgroup::Names names_of(const StepOrder& order) {
    const auto& context = order.context;
    const auto node = fmt::format("{}-{:x}", context.node, std::hash<std::string>{}(context.daemon_socket));
    return {fmt::format("{}.{}.{}", node, order.job.id.value(), order.key.attempt.value()),
            fmt::format("{}.{}", node, to_string(order.key))};
}

std::optional<std::uint64_t> limit_of(const StepOrder& order) {
    const auto* share = order.node_share();
    if (share == nullptr || share->memory.count() <= 0) return std::nullopt;
    return static_cast<std::uint64_t>(share->memory.count()) * kMebibyte;
}

}  // namespace

Containment::Containment(const cgroup::Hierarchies& machine, const cgroup::Names& names,
                         std::optional<std::uint64_t> memory_limit)
    : group_{std::make_unique<cgroup::Group>(machine, names, memory_limit)}, limit_{memory_limit} {}

Containment Containment::of(const StepOrder& order) {
    return Containment{cgroup::find_hierarchies(), names_of(order), limit_of(order)};
}

std::vector<pid_t> Containment::members() const {
    auto found = group_->processes();
    if (has_children()) {
        for (const auto pid : own_descendants()) found.push_back(pid);
    }
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    std::erase(found, ::getpid());
    return found;
}

std::size_t Containment::signal(int signal) const {
    const auto found = members();
    for (const auto pid : found) ::kill(pid, signal);
    return found.size();
}

/// Stops first: a fork bomb makes processes faster than they can be found and killed one by one.
std::size_t Containment::kill() const {
    if (!has_children() && group_->processes().empty()) return 0;
    group_->freeze();
    std::size_t stopped = 0;
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
        const auto found = members();
        if (found.size() == stopped) break;
        stopped = found.size();
        for (const auto pid : found) ::kill(pid, SIGSTOP);
    }
    const auto killed = signal(SIGKILL);
    group_->thaw();
    return killed;
}

asio::awaitable<void> Containment::watch_memory() {
    if (!limit_ || group_->limits_memory()) co_return;
    for (;;) {
        co_await wire::pause(kBetweenLooks);
        look_at_memory();
    }
}

/// The largest process goes, as the kernel would have it.
void Containment::look_at_memory() {
    std::uint64_t sum = 0;
    std::uint64_t most = 0;
    pid_t largest = -1;
    for (const auto pid : members()) {
        const auto bytes = resident_bytes(pid);
        sum += bytes;
        if (bytes <= most) continue;
        most = bytes;
        largest = pid;
    }
    seen_peak_ = std::max(seen_peak_, sum);
    if (sum <= *limit_ || largest < 0) return;
    ++own_kills_;
    killed_.push_back(name_of(largest));
    ::kill(largest, SIGKILL);
}

void Containment::note_killed(pid_t pid) {
    if (group_->oom_kills() > 0 && killed_.size() < kMostNames) killed_.push_back(name_of(pid));
}

std::string Containment::oom_words() const {
    const auto peak = std::max(seen_peak_, group_->peak_memory().value_or(0));
    return fmt::format("memory limit {} MiB, peak {} MiB, killed: {}", limit_.value_or(0) / kMebibyte, peak / kMebibyte,
                       killed_.empty() ? "a process of a task" : fmt::format("{}", fmt::join(killed_, ", ")));
}

}  // namespace sluice::step
