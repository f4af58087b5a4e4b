// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/job_target.hpp"

#include <algorithm>
#include <set>

#include "scheduler/model/array.hpp"
#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

/// `3`, `[1-5,7]`
std::optional<std::vector<ArrayRange>> parse_part(std::string_view text) {
    const bool listed = text.starts_with('[') && text.ends_with(']');
    if (listed) text = text.substr(1, text.size() - 2);
    else if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    auto tasks = parse_tasks(text.substr(0, text.find('%')));  // as squeue writes it
    if (!tasks) return std::nullopt;
    return std::move(*tasks);
}

std::optional<StepNumber> parse_step(std::string_view text) {
    if (text == "batch") return kBatchStep;
    const auto number = parse_number<std::uint32_t>(text);
    return number ? std::optional{StepNumber{*number}} : std::nullopt;
}

}  // namespace

std::optional<JobTarget> parse_job_target(std::string_view text) {
    const auto dot = std::min(text.find('.'), text.size());
    const auto mark = std::min(text.find('_'), dot);
    JobTarget target;
    const auto job = parse_number<std::uint32_t>(text.substr(0, mark));
    if (!job || *job == 0) return std::nullopt;
    target.job = JobId{*job};
    if (mark < dot) {
        auto tasks = parse_part(text.substr(mark + 1, dot - mark - 1));
        if (!tasks) return std::nullopt;
        target.tasks = std::move(*tasks);
    }
    if (dot == text.size()) return target;
    target.step = parse_step(text.substr(dot + 1));
    return target.step ? std::optional{target} : std::nullopt;
}

std::string to_string(const JobTarget& target) {
    auto text = std::to_string(target.job.value());
    const auto tasks = tasks_text(target.tasks);
    if (count_tasks(target.tasks) == 1) text += "_" + tasks;
    else if (!tasks.empty()) text += "_[" + tasks + "]";
    return target.step ? text + "." + to_string(*target.step) : text;
}

bool is_meant(const JobTarget& target, const Job& job) {
    if (target.tasks.empty()) return target.job == job.id || target.job == job.array_job;
    if (target.job != job.array_job) return false;
    if (job.array_task) return has_task(target.tasks, *job.array_task);
    return !common_tasks(job.array_left, target.tasks).empty();
}

bool is_meant(std::span<const JobTarget> targets, const Job& job) {
    return std::ranges::any_of(targets, [&](const JobTarget& target) { return is_meant(target, job); });
}

void narrow(Job& job, std::span<const JobTarget> targets) {
    if (targets.empty() || !stands_for_tasks(job)) return;
    std::set<std::uint32_t> asked;
    for (const auto& target : targets) {
        if (!is_meant(target, job)) continue;
        if (target.tasks.empty()) return;  // all of it
        for (const auto task : all_tasks(common_tasks(job.array_left, target.tasks))) asked.insert(task);
    }
    const std::vector<std::uint32_t> kept{asked.begin(), asked.end()};
    job.array_left = ranges_of(kept);
    if (kept.size() != 1) return;
    job.array_task = kept.front();
    job.array_left.clear();
}

std::string shown_tasks(const Job& job, std::size_t longest) {
    if (job.array_task) return std::to_string(*job.array_task);
    auto text = tasks_text(job.array_left, longest);
    if (text.empty() || job.spec.array.most_running == 0) return text;
    return text + "%" + std::to_string(job.spec.array.most_running);
}

std::string shown_id(const Job& job, std::size_t longest) {
    if (!job.array_job) return std::to_string(job.id.value());
    const auto tasks = shown_tasks(job, longest);
    return std::to_string(job.array_job->value()) + (job.array_task ? "_" + tasks : "_[" + tasks + "]");
}

}  // namespace sluice
