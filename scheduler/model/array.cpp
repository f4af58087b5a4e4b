// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/array.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

tl::unexpected<Error> invalid() { return fail(Errc::invalid_array); }

std::uint32_t count_in(const ArrayRange& range) { return (range.last - range.first) / range.step + 1; }

bool has(const ArrayRange& range, std::uint32_t task) {
    return range.first <= task && task <= range.last && (task - range.first) % range.step == 0;
}

/// `last` is a number of the range, and one number alone has step 1.
ArrayRange tidy(ArrayRange range) {
    range.last = range.first + (count_in(range) - 1) * range.step;
    if (range.first == range.last) range.step = 1;
    return range;
}

/// `7`, `5-7`, `0-15:4`
std::optional<ArrayRange> parse_range(std::string_view text) {
    const auto dash = text.find('-');
    const auto colon = std::min(text.find(':'), text.size());
    const auto first = parse_number<std::uint32_t>(text.substr(0, std::min(dash, colon)));
    if (!first) return std::nullopt;
    ArrayRange range{*first, *first, 1};
    if (dash == std::string_view::npos) return colon == text.size() ? std::optional{range} : std::nullopt;
    if (dash > colon) return std::nullopt;
    const auto last = parse_number<std::uint32_t>(text.substr(dash + 1, colon - dash - 1));
    const auto step = colon == text.size() ? 1u : parse_number<std::uint32_t>(text.substr(colon + 1)).value_or(0);
    if (!last || *last < *first || step == 0) return std::nullopt;
    return tidy({*first, *last, step});
}

std::string_view without_brackets(std::string_view text) {
    if (!text.starts_with('[') || !text.ends_with(']')) return text;
    return text.substr(1, text.size() - 2);
}

/// Ranges may come in any order and overlap.
std::vector<ArrayRange> normal(std::vector<ArrayRange> ranges) {
    std::ranges::sort(ranges, {}, &ArrayRange::first);
    if (is_normal(ranges)) return ranges;
    std::vector<std::uint32_t> numbers;
    for (const auto& range : ranges) {
        for (auto task = range.first; task <= range.last; task += range.step) numbers.push_back(task);
    }
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return ranges_of(numbers);
}

template <class Keep>
std::vector<ArrayRange> filtered(TaskRanges tasks, Keep keep) {
    std::vector<std::uint32_t> kept;
    for (const auto task : all_tasks(tasks)) {
        if (keep(task)) kept.push_back(task);
    }
    return ranges_of(kept);
}

}  // namespace

Result<std::vector<ArrayRange>> parse_tasks(std::string_view text) {
    std::vector<ArrayRange> ranges;
    std::size_t numbers = 0;
    for (;;) {
        const auto comma = std::min(text.find(','), text.size());
        const auto range = parse_range(text.substr(0, comma));
        if (!range || range->last >= kMostArrayTasks) return invalid();
        numbers += count_in(*range);
        if (numbers > 2 * kMostArrayTasks) return invalid();
        ranges.push_back(*range);
        if (comma == text.size()) return normal(std::move(ranges));
        text.remove_prefix(comma + 1);
    }
}

Result<ArraySpec> parse_array(std::string_view text) {
    text = without_brackets(text);
    const auto percent = std::min(text.find('%'), text.size());
    ArraySpec spec;
    auto tasks = parse_tasks(without_brackets(text.substr(0, percent)));
    if (!tasks) return tl::unexpected{tasks.error()};
    spec.tasks = std::move(*tasks);
    if (percent == text.size()) return spec;
    const auto most = parse_number<std::uint32_t>(text.substr(percent + 1));
    if (!most) return invalid();
    spec.most_running = *most;
    return spec;
}

bool is_normal(TaskRanges tasks, std::uint32_t bound) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto& range = tasks[i];
        if (range.step == 0 || range.last < range.first || range.last >= bound) return false;
        if ((range.last - range.first) % range.step != 0) return false;
        if (i > 0 && range.first <= tasks[i - 1].last) return false;
    }
    return true;
}

std::size_t count_tasks(TaskRanges tasks) {
    std::size_t count = 0;
    for (const auto& range : tasks) count += count_in(range);
    return count;
}

bool has_task(TaskRanges tasks, std::uint32_t task) {
    const auto after = std::ranges::upper_bound(tasks, task, {}, &ArrayRange::first);
    return after != tasks.begin() && has(*(after - 1), task);
}

std::uint32_t first_task(TaskRanges tasks) { return tasks.front().first; }
std::uint32_t last_task(TaskRanges tasks) { return tasks.back().last; }

void remove_first_task(std::vector<ArrayRange>& tasks) {
    assert(!tasks.empty());
    auto& range = tasks.front();
    if (range.first == range.last) tasks.erase(tasks.begin());
    else range = tidy({range.first + range.step, range.last, range.step});
}

void remove_task(std::vector<ArrayRange>& tasks, std::uint32_t task) {
    const auto found = std::ranges::find_if(tasks, [&](const ArrayRange& range) { return has(range, task); });
    if (found == tasks.end()) return;
    std::vector<ArrayRange> rest;
    const auto range = *found;
    if (task > range.first) rest.push_back(tidy({range.first, task - range.step, range.step}));
    if (task < range.last) rest.push_back(tidy({task + range.step, range.last, range.step}));
    tasks.insert(tasks.erase(found), rest.begin(), rest.end());
}

std::vector<std::uint32_t> all_tasks(TaskRanges tasks) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(count_tasks(tasks));
    for (const auto& range : tasks) {
        for (auto task = range.first; task <= range.last; task += range.step) numbers.push_back(task);
    }
    return numbers;
}

std::vector<ArrayRange> ranges_of(std::span<const std::uint32_t> numbers) {
    std::vector<ArrayRange> ranges;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t end = i + 1;
        const auto step = end < numbers.size() ? numbers[end] - numbers[i] : 1;
        while (end < numbers.size() && numbers[end] - numbers[end - 1] == step) ++end;
        if (end - i == 2 && step > 1) end = i + 1;  // two numbers are no pattern
        ranges.push_back(tidy({numbers[i], numbers[end - 1], step}));
        i = end;
    }
    return ranges;
}

std::vector<ArrayRange> common_tasks(TaskRanges a, TaskRanges b) {
    if (count_tasks(b) < count_tasks(a)) std::swap(a, b);
    return filtered(a, [&](std::uint32_t task) { return has_task(b, task); });
}

std::vector<ArrayRange> tasks_without(TaskRanges tasks, TaskRanges removed) {
    constexpr std::size_t kFew = 64;
    if (count_tasks(removed) < kFew) {
        std::vector<ArrayRange> rest{tasks.begin(), tasks.end()};
        for (const auto task : all_tasks(removed)) remove_task(rest, task);
        return rest;
    }
    return filtered(tasks, [&](std::uint32_t task) { return !has_task(removed, task); });
}

namespace {

/// Numbers one after the other, put together where they follow each other.
class RunWriter {
  public:
    explicit RunWriter(std::size_t longest) : longest_{longest} {}

    /// False: there is no room for more.
    bool add(std::uint32_t first, std::uint32_t last) {
        if (open_ && first == last_ + 1) return last_ = last, true;
        if (!close()) return false;
        open_ = true;
        first_ = first;
        last_ = last;
        return true;
    }
    bool close() {
        if (!open_) return true;
        open_ = false;
        auto item = text_.empty() ? "" : std::string{","};
        item += std::to_string(first_);
        if (last_ > first_) item += "-" + std::to_string(last_);
        if (text_.size() + item.size() > longest_) return text_ += ",...", false;
        text_ += item;
        return true;
    }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    const std::size_t longest_;
    std::string text_;
    bool open_ = false;
    std::uint32_t first_ = 0, last_ = 0;
};

bool add_all(RunWriter& writer, const ArrayRange& range) {
    if (range.step == 1) return writer.add(range.first, range.last);
    for (auto task = range.first; task <= range.last; task += range.step) {
        if (!writer.add(task, task)) return false;
    }
    return true;
}

bool is_long_pattern(TaskRanges tasks) {
    constexpr std::uint32_t kShortSpan = 10, kFew = 5;
    if (tasks.size() != 1 || tasks[0].step == 1) return false;
    return tasks[0].last - tasks[0].first > kShortSpan && count_in(tasks[0]) > kFew;
}

}  // namespace

std::string tasks_text(TaskRanges tasks, std::size_t longest) {
    if (is_long_pattern(tasks)) {
        const auto& range = tasks[0];
        return std::to_string(range.first) + "-" + std::to_string(range.last) + ":" + std::to_string(range.step);
    }
    RunWriter writer{longest};
    const bool complete = std::ranges::all_of(tasks, [&](const ArrayRange& range) { return add_all(writer, range); });
    if (complete) writer.close();
    return writer.text();
}

}  // namespace sluice
