// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/what_if.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scheduler/sim/engine_machine.hpp"

namespace sluice::sim {
namespace {

constexpr Duration kYear{365 * 86'400};

/// A batch job of its own that asks for the same.
JobSpec plain(const Job& job) {
    auto spec = job.spec;
    spec.kind = JobKind::batch;
    spec.array = {};
    spec.dependency.clear();
    spec.reservation.clear();
    spec.submit_key.clear();
    spec.begin.reset();
    spec.deadline.reset();
    spec.hold = false;
    spec.requeue = false;
    return spec;
}

void add(Workload& workload, const Job& job, Instant submit, Duration run, JobSpec spec) {
    SimJob entry;
    entry.submit = submit;
    entry.run = std::max(run, Duration{1});
    entry.number = job.id.value();
    workload.jobs.push_back(entry);
    workload.specs.push_back(std::move(spec));
}

Duration limit_of(const Job& job) { return job.time_limit.value_or(kYear); }

std::string account_of(const JobSpec& spec) { return spec.account.empty() ? "(none)" : spec.account; }

void count(GroupMeasure& group, const SimJob& job, const JobRun& run) {
    if (!run.ran()) {
        ++group.left;
        return;
    }
    constexpr double kShortest = 10;
    const auto wait = static_cast<double>((run.start - job.submit).count());
    const auto took = static_cast<double>(run.elapsed().count());
    ++group.jobs;
    group.mean_wait += wait;
    group.mean_slowdown += std::max(1.0, (wait + took) / std::max(took, kShortest));
    group.cpu_seconds += took * run.procs;
}

void finish(GroupMeasure& group) {
    if (group.jobs == 0) return;
    group.mean_wait /= static_cast<double>(group.jobs);
    group.mean_slowdown /= static_cast<double>(group.jobs);
}

std::string row(std::string_view name, const GroupMeasure& before, const GroupMeasure& after) {
    return fmt::format("{:<20} {:>8} {:>8} {:>12.0f} {:>12.0f} {:>9.2f} {:>9.2f} {:>12.1f} {:>12.1f}\n", name, before.jobs, after.jobs,
                       before.mean_wait, after.mean_wait, before.mean_slowdown, after.mean_slowdown, before.cpu_seconds / 3600,
                       after.cpu_seconds / 3600);
}

std::string rows(std::string_view title, const std::map<std::string, GroupMeasure>& before,
                 const std::map<std::string, GroupMeasure>& after) {
    std::set<std::string> names;
    for (const auto& [name, group] : before) names.insert(name);
    for (const auto& [name, group] : after) names.insert(name);
    const auto of = [](const auto& groups, const std::string& name) {
        const auto found = groups.find(name);
        return found == groups.end() ? GroupMeasure{} : found->second;
    };
    auto text = fmt::format("{}\n", title);
    for (const auto& name : names) text += row("  " + name, of(before, name), of(after, name));
    return text;
}

}  // namespace

Workload replay_of(const std::vector<Job>& jobs) {
    Workload workload;
    workload.name = "the cluster's history";
    for (const auto& job : jobs) {
        if (!job.started) continue;
        const auto ran = job.ended ? *job.ended - *job.started - job.suspended_for : limit_of(job);
        add(workload, job, std::max(job.submitted, job.eligible.value_or(job.submitted)), ran, plain(job));
    }
    sort_by_submission(workload);
    return workload;
}

Workload present_of(const std::vector<Job>& jobs, Instant now) {
    Workload workload;
    workload.name = "the cluster as it is";
    for (const auto& job : jobs) {
        auto spec = plain(job);
        if (job.state == JobState::running && job.started) {
            const auto left = std::max(limit_of(job) - (now - *job.started - job.suspended_for), Duration{1});
            spec.time_limit = left;
            spec.time_min.reset();
            spec.unlimited_time = false;
            spec.node_list = job.nodes();
            spec.min_nodes = spec.max_nodes = static_cast<std::uint32_t>(job.shares.size());
            spec.partitions = {job.partition};
            spec.priority = UINT32_MAX - 1;
            add(workload, job, now, left, std::move(spec));
        } else if (job.state == JobState::pending && job.priority > 0) {
            spec.priority = job.priority;
            if (job.spec.begin && *job.spec.begin > now) spec.begin = job.spec.begin;
            add(workload, job, now, limit_of(job), std::move(spec));
        }
    }
    sort_by_submission(workload);
    return workload;
}

Measures measure_groups(const Workload& workload, const Results& results, const ClusterConfig& config) {
    Measures measures;
    Instant first = Instant::max(), last = Instant::min();
    for (std::size_t i = 0; i < results.runs.size(); ++i) {
        const auto& job = workload.jobs[i];
        const auto& run = results.runs[i];
        const auto& spec = workload.specs[i];
        const bool known = run.ran() && run.partition < config.partitions.size();
        const auto asked = spec.partitions.empty() ? std::string{"(default)"} : spec.partitions.front();
        count(measures.accounts[account_of(spec)], job, run);
        count(measures.partitions[known ? config.partitions[run.partition].name : asked], job, run);
        count(measures.all, job, run);
        if (!run.ran()) continue;
        first = std::min(first, job.submit);
        last = std::max(last, run.end);
    }
    if (last > first) measures.utilization = measures.all.cpu_seconds / (static_cast<double>((last - first).count()) * cpus_of(config));
    for (auto* groups : {&measures.accounts, &measures.partitions}) {
        for (auto& [name, group] : *groups) finish(group);
    }
    finish(measures.all);
    return measures;
}

std::string comparison(const Measures& before, const Measures& after) {
    auto text = fmt::format("{:<20} {:>17} {:>25} {:>19} {:>25}\n", "", "jobs", "mean wait [s]", "slowdown", "CPU hours");
    text += fmt::format("{:<20} {:>8} {:>8} {:>12} {:>12} {:>9} {:>9} {:>12} {:>12}\n", "", "now", "then", "now", "then", "now", "then", "now", "then");
    text += rows("accounts", before.accounts, after.accounts);
    text += rows("partitions", before.partitions, after.partitions);
    text += row("all", before.all, after.all);
    text += fmt::format("utilization {:.1f} % now, {:.1f} % then\n", 100 * before.utilization, 100 * after.utilization);
    if (before.all.left + after.all.left > 0) {
        text += fmt::format("never started: {} jobs now, {} then\n", before.all.left, after.all.left);
    }
    return text;
}

}  // namespace sluice::sim
