// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace sluice::sim {
namespace {

bool is_before(const SimJob& a, const SimJob& b) {
    return std::tie(a.submit, a.number) < std::tie(b.submit, b.number);
}

}  // namespace

std::string_view to_string(Omission omission) {
    switch (omission) {
        case Omission::malformed: return "malformed";
        case Omission::unusable: return "unusable";
        case Omission::too_large: return "too large";
        case Omission::refused: return "refused";
    }
    return {};
}

std::size_t Workload::count(Omission why) const {
    return static_cast<std::size_t>(std::ranges::count(omitted, why, &Omitted::why));
}

std::string label(const SimJob& job) {
    if (job.task == SimJob::kNobody) return std::to_string(job.number);
    return fmt::format("{}_{}", job.number, job.task);
}

std::string place_of(const Workload& workload, const SimJob& job) {
    return fmt::format("{}:{}: job {} ", workload.name, job.line, label(job));
}

std::string user_name(const Workload& workload, const SimJob& job) {
    if (job.user == SimJob::kNobody) return {};
    return workload.has_specs() ? workload.users[job.user] : fmt::format("u{}", job.user);
}

void sort_by_submission(Workload& workload) {
    auto& jobs = workload.jobs;
    if (std::ranges::is_sorted(jobs, is_before)) return;
    std::vector<std::size_t> order(jobs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](auto a, auto b) { return is_before(jobs[a], jobs[b]); });
    Workload sorted;
    for (const auto i : order) {
        sorted.jobs.push_back(jobs[i]);
        if (workload.has_specs()) sorted.specs.push_back(std::move(workload.specs[i]));
    }
    workload.jobs = std::move(sorted.jobs);
    workload.specs = std::move(sorted.specs);
}

void leave_out_larger(Workload& workload, std::uint32_t procs) {
    std::erase_if(workload.jobs, [&](const SimJob& job) {
        if (job.procs <= procs) return false;
        auto text = fmt::format("{}needs {} processors, the machine has {}", place_of(workload, job), job.procs, procs);
        workload.omitted.push_back({Omission::too_large, job.line, std::move(text)});
        return true;
    });
}

void keep_first(Workload& workload, std::size_t count) {
    if (count >= workload.jobs.size()) return;
    workload.jobs.resize(count);
    if (workload.has_specs()) workload.specs.resize(count);
}

}  // namespace sluice::sim
