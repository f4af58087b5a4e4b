// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/starts.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

namespace sluice::sim {

std::vector<JobIndex> jobs_that_ran(const Workload& workload, const Results& results) {
    std::vector<JobIndex> jobs;
    jobs.reserve(results.runs.size());
    for (JobIndex i = 0; i < results.runs.size(); ++i) {
        if (results.runs[i].ran()) jobs.push_back(i);
    }
    const auto key = [&](JobIndex i) { return std::pair{workload.jobs[i].number, workload.jobs[i].task}; };
    if (!std::ranges::is_sorted(jobs, {}, key)) std::ranges::sort(jobs, {}, key);
    return jobs;
}

namespace {

/// Appends without a format string: a trace has a line for each of its many jobs.
void append(std::string& text, std::int64_t number) {
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), end);
}

}  // namespace

std::string starts_text(const Workload& workload, const Results& results) {
    std::string text;
    for (const auto i : jobs_that_ran(workload, results)) {
        const auto& job = workload.jobs[i];
        append(text, job.number);
        if (job.task != SimJob::kNobody) append(text += '_', job.task);
        append(text += ' ', results.runs[i].start.time_since_epoch().count());
        text += '\n';
    }
    return text;
}

std::string checksum(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::string hex;
    for (const auto byte : digest) fmt::format_to(std::back_inserter(hex), "{:02x}", byte);
    return hex;
}

}  // namespace sluice::sim
