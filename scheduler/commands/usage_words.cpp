// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/usage_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/model/time.hpp"

namespace sluice::commands {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

/// The better of the shares whose tasks have ended.
template <class Better>
const StepShare& best_share(const Step& step, Better better) {
    return *std::ranges::max_element(step.shares, [&](const StepShare& a, const StepShare& b) {
        if (b.usage.tasks == 0) return false;
        return a.usage.tasks == 0 || better(b.usage, a.usage);
    });
}

}  // namespace

void add(Usage& sum, const Usage& more) {
    sum.tasks += more.tasks;
    sum.sum_rss += more.sum_rss;
    sum.user_us += more.user_us;
    sum.system_us += more.system_us;
}

Usage step_usage(const Step& step) {
    Usage sum;
    for (const auto& share : step.shares) add(sum, share.usage);
    return sum;
}

const StepShare& largest_share(const Step& step) {
    return best_share(step, [](const Usage& a, const Usage& b) { return a.max_rss > b.max_rss; });
}

const StepShare& idlest_share(const Step& step) {
    return best_share(step, [](const Usage& a, const Usage& b) { return a.min_cpu_us < b.min_cpu_us; });
}

std::string kibibytes(std::int64_t count) { return fmt::format("{}K", count); }

std::string whole_seconds(std::int64_t microseconds) { return format_duration(Duration{microseconds / kSecond}); }

/// Below an hour with thousandths, as Slurm has it.
std::string cpu_time(std::int64_t microseconds) {
    const auto seconds = microseconds / kSecond;
    if (seconds >= 3600) return format_duration(Duration{seconds});
    return fmt::format("{:02}:{:02}.{:03}", seconds / 60, seconds % 60, microseconds % kSecond / 1000);
}

}  // namespace sluice::commands
