// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/swf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "scheduler/model/number.hpp"

namespace sluice::sim {
namespace {

constexpr int kColumns = 18;
constexpr std::array<std::string_view, kColumns> kColumnNames{
    "job number",         "submit time",     "wait time",     "run time",    "allocated processors",
    "CPU time",           "memory",          "requested processors", "requested time", "requested memory",
    "status",             "user",            "group",         "executable",  "queue",
    "partition",          "preceding job",   "think time"};

/// Sums over many millions of jobs stay within 64 bits.
constexpr std::int64_t kLargest = 1'000'000'000'000;

/// The columns that are used. The others may hold anything that looks like a number; some archived logs
/// have fractions there.
enum Column : int {
    number = 0, submit = 1, run = 3, allocated = 4, requested = 7, estimate = 8, user = 11, group = 12
};
constexpr bool is_used(int column) {
    constexpr unsigned kUsed = 1u << number | 1u << submit | 1u << run | 1u << allocated | 1u << requested |
                               1u << estimate | 1u << user | 1u << group;
    return (kUsed >> column & 1u) != 0;
}

using Row = std::array<std::int64_t, kColumns>;

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool looks_numeric(std::string_view word) {
    return word.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

class SwfReader {
  public:
    SwfReader(std::string_view text, std::string name) : text_{text} { workload_.name = std::move(name); }

    Workload read();

  private:
    void read_comment(std::string_view line);
    void read_job(std::string_view line);
    bool read_row(std::string_view line, Row& row);
    bool read_number(std::string_view word, int column, std::int64_t& value);
    void take(const Row& row);
    void leave_out_repeated();
    void leave_out(Omission why, std::size_t line, std::string_view what);

    std::string_view text_;
    std::size_t line_ = 0;
    Workload workload_;
};

Workload SwfReader::read() {
    workload_.jobs.reserve(text_.size() / 48);
    for (std::size_t start = 0; start < text_.size();) {
        const auto end = std::min(text_.find('\n', start), text_.size());
        auto line = text_.substr(start, end - start);
        start = end + 1;
        ++line_;
        while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
        if (line.empty()) continue;
        if (line.front() == ';') read_comment(line);
        else read_job(line);
    }
    leave_out_repeated();
    std::ranges::stable_sort(workload_.omitted, {}, &Omitted::line);
    sort_by_submission(workload_);
    return std::move(workload_);
}

/// `; MaxProcs: 338`
void SwfReader::read_comment(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const auto strip = [](std::string_view s) {
        while (!s.empty() && (is_blank(s.front()) || s.front() == ';')) s.remove_prefix(1);
        while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
        return s;
    };
    const auto key = strip(line.substr(0, colon));
    const auto value = strip(line.substr(colon + 1));
    if (key == "MaxProcs") workload_.max_procs = parse_number<std::uint32_t>(value);
    if (key == "Computer") workload_.computer = value;
}

void SwfReader::read_job(std::string_view line) {
    Row row{};
    if (read_row(line, row)) take(row);
}

bool SwfReader::read_row(std::string_view line, Row& row) {
    int column = 0;
    const char* at = line.data();
    const char* const end = at + line.size();
    while (true) {
        while (at != end && is_blank(*at)) ++at;
        if (at == end) break;
        const char* word = at;
        while (at != end && !is_blank(*at)) ++at;
        if (column < kColumns && !read_number({word, at}, column, row[static_cast<std::size_t>(column)]))
            return false;
        ++column;
    }
    if (column == kColumns) return true;
    leave_out(Omission::malformed, line_, fmt::format("{} columns where {} are expected", column, kColumns));
    return false;
}

bool SwfReader::read_number(std::string_view word, int column, std::int64_t& value) {
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool whole = stop == word.data() + word.size();
    const bool in_range = error != std::errc::result_out_of_range && value <= kLargest && value >= -kLargest;
    if (whole && error == std::errc{} && in_range) return true;
    if (!is_used(column) && looks_numeric(word)) return true;
    leave_out(Omission::malformed, line_,
              fmt::format("column {} ({}): '{}' is {}", column + 1, kColumnNames[static_cast<std::size_t>(column)],
                          word.substr(0, 40), whole && !in_range ? "out of range" : "not a whole number"));
    return false;
}

std::uint32_t number_or_nobody(std::int64_t value) {
    return value < 0 || value >= SimJob::kNobody ? SimJob::kNobody : static_cast<std::uint32_t>(value);
}

void SwfReader::take(const Row& row) {
    const auto procs = row[requested] > 0 ? row[requested] : row[allocated];
    const auto unusable = [&](std::string_view what) {
        leave_out(Omission::unusable, line_, fmt::format("job {} {}", row[number], what));
    };
    if (row[number] < 0) return leave_out(Omission::malformed, line_, "column 1 (job number): it is negative");
    if (row[submit] < 0) return unusable(fmt::format("has the negative submit time {}", row[submit]));
    if (row[run] < 0) return unusable(row[run] == -1 ? "never ran (run time -1)"
                                                     : fmt::format("has the negative run time {}", row[run]));
    if (procs <= 0) return unusable("has no processors");
    SimJob job;
    job.number = row[number];
    job.submit = Instant{Duration{row[submit]}};
    job.run = Duration{std::max<std::int64_t>(row[run], 1)};
    job.limit = row[estimate] > 0 ? Duration{row[estimate]} : job.run;
    job.procs = static_cast<std::uint32_t>(std::min<std::int64_t>(procs, UINT32_MAX));
    job.user = number_or_nobody(row[user]);
    job.group = number_or_nobody(row[group]);
    job.line = static_cast<std::uint32_t>(line_);
    workload_.jobs.push_back(job);
}

/// Results name jobs by their numbers, so each number counts once: the first time.
void SwfReader::leave_out_repeated() {
    auto& jobs = workload_.jobs;
    if (std::ranges::adjacent_find(jobs, std::ranges::greater_equal{}, &SimJob::number) == jobs.end()) return;
    std::vector<std::size_t> order(jobs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](auto i) { return jobs[i].number; });
    std::vector<bool> repeated(jobs.size());
    for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
        if (jobs[order[i]].number != jobs[order[first]].number) {
            first = i;
            continue;
        }
        repeated[order[i]] = true;
        leave_out(Omission::malformed, jobs[order[i]].line,
                  fmt::format("column 1 (job number): {} is used twice, first on line {}", jobs[order[i]].number,
                              jobs[order[first]].line));
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!repeated[i]) jobs[kept++] = jobs[i];
    }
    jobs.resize(kept);
}

void SwfReader::leave_out(Omission why, std::size_t line, std::string_view what) {
    workload_.omitted.push_back({why, line, fmt::format("{}:{}: {}", workload_.name, line, what)});
}

}  // namespace

Workload parse_swf(std::string_view text, std::string name) {
    return SwfReader{text, std::move(name)}.read();
}

}  // namespace sluice::sim
