// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/engine_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <limits>

#include "scheduler/sim/dependency_numbers.hpp"

namespace sluice::sim {
namespace {

constexpr JobIndex kNoJob = UINT32_MAX;
constexpr Duration kUnlimited{std::numeric_limits<std::int64_t>::max()};

/// The nodes have what they claim: no daemon is asked.
ClusterConfig emulated(ClusterConfig config) {
    config.emulated = true;
    return config;
}

engine::Event ended_report(const engine::StepRun& run, const std::string& node, ExitCode code) {
    engine::StepEnded event;
    event.run = run;
    event.node = node;
    event.exit_code = code;
    return event;
}

}  // namespace

std::uint32_t cpus_per_node(const ClusterConfig& config) {
    std::uint32_t most = 1;
    for (const auto& node : config.nodes) most = std::max(most, node.cpus());
    return most;
}

std::uint32_t cpus_of(const ClusterConfig& config) {
    std::uint32_t sum = 0;
    for (const auto& node : config.nodes) sum += node.cpus();
    return sum;
}

JobSpec spec_of_trace_job(const SimJob& job, std::uint32_t cpus_per_node) {
    JobSpec spec;
    spec.name = label(job);
    spec.min_nodes = spec.max_nodes = job.procs / cpus_per_node + (job.procs % cpus_per_node != 0);
    spec.sharing = Sharing::exclusive;
    spec.time_limit = job.limit;
    if (job.user != SimJob::kNobody) {
        spec.user = UserId{job.user};
        spec.user_name = fmt::format("u{}", job.user);
    }
    if (job.group != SimJob::kNobody) {
        spec.group = GroupId{job.group};
        spec.account = spec.group_name = fmt::format("g{}", job.group);
    }
    return spec;
}

EngineMachine::EngineMachine(ClusterConfig config, Workload& workload)
    : engine_{emulated(std::move(config))},
      workload_{workload},
      cpus_per_node_{sim::cpus_per_node(engine_.state().config())},
      known_(workload.jobs.size()) {
    for (const auto& node : engine_.state().config().nodes) {
        engine::NodeUp event;
        event.node = node.name;
        apply(event, Instant{});
    }
    if (!workload_.has_specs()) return;
    for (JobIndex job = 0; job < workload_.jobs.size(); ++job) by_number_.emplace(workload_.jobs[job].number, job);
}

JobSpec EngineMachine::spec_of(JobIndex job) const {
    return workload_.has_specs() ? workload_.specs[job] : spec_of_trace_job(workload_.jobs[job], cpus_per_node_);
}

std::optional<JobId> EngineMachine::id_of_number(std::int64_t number) const {
    const auto job = by_number_.find(number);
    if (job == by_number_.end() || known_[job->second].id == JobId{}) return std::nullopt;
    return known_[job->second].id;
}

Result<void> EngineMachine::submit(JobIndex job, Instant now) {
    engine::SubmitJob event{spec_of(job)};
    auto dependency = renumber_dependency(
        event.spec.dependency, [this](std::int64_t number) { return id_of_number(number); });
    if (!dependency) return tl::unexpected{dependency.error()};
    event.spec.dependency = std::move(*dependency);
    const auto outcome = engine_.apply(event, now);
    if (!outcome.answer) return tl::unexpected{outcome.answer.error()};
    remember(job, outcome.answer->job);
    for (const auto& effect : outcome.effects) hear(effect);
    for (const auto id : outcome.jobs) observe(id);
    return {};
}

void EngineMachine::end(JobIndex job, ExitCode code, Instant now) {
    auto& known = known_[job];
    const auto* entry = engine_.state().find(known.id);
    if (entry == nullptr || entry->job.shares.empty()) return;
    known.state = code.ok() ? JobState::completed : JobState::failed;  // the driver knows it
    apply(ended_report({known.id, kBatchStep, entry->job.attempt}, entry->job.shares.front().node, code), now);
    deliver_reports(now);
}

/// Usually one look. What ends because of it, such as jobs that are preempted, frees what they had at once,
/// and whoever they made room for must not wait for the next event.
void EngineMachine::pass(Instant now, Changes& changes) {
    do {
        apply(engine::Schedule{}, now);
    } while (deliver_reports(now));
    std::swap(changes, changes_);
    changes_.clear();
}

std::string EngineMachine::why_waiting(JobIndex job) const {
    const auto* entry = engine_.state().find(known_[job].id);
    if (entry == nullptr) return {};
    const auto reason = std::string{to_string(entry->job.reason)};
    return entry->job.reason_detail.empty() ? reason : fmt::format("{} ({})", reason, entry->job.reason_detail);
}

engine::Outcome EngineMachine::apply(const engine::Event& event, Instant now) {
    auto outcome = engine_.apply(event, now);
    for (const auto& effect : outcome.effects) hear(effect);
    for (const auto id : outcome.jobs) observe(id);
    return outcome;
}

/// The daemons: a launch is confirmed, an order to end is obeyed with SIGTERM.
void EngineMachine::hear(const engine::Effect& effect) {
    if (const auto* launch = std::get_if<engine::LaunchStep>(&effect))
        reports_.push_back(engine::StepStarted{launch->run, launch->node, true, {}});
    if (const auto* end = std::get_if<engine::EndStep>(&effect))
        reports_.push_back(ended_report(end->run, end->node, {0, SIGTERM}));
}

/// Whether something ended.
bool EngineMachine::deliver_reports(Instant now) {
    bool ended = false;
    while (!reports_.empty()) {
        const auto report = std::move(reports_.front());
        reports_.pop_front();
        ended = ended || std::holds_alternative<engine::StepEnded>(report);
        apply(report, now);
    }
    return ended;
}

/// Notes what is new about a job since it was last looked at.
void EngineMachine::observe(JobId id) {
    const auto* entry = engine_.state().find(id);
    if (entry == nullptr) return;
    const auto& job = entry->job;
    const auto index = job_of(job);
    if (index == kNoJob) return;
    auto& known = known_[index];
    if (known.state == JobState::running && (job.state != JobState::running || job.attempt != known.attempt))
        changes_.jobs.push_back({index, job.state == JobState::running ? JobState::pending : job.state});
    else if (known.state != job.state && is_final(job.state) && !is_final(known.state))
        changes_.jobs.push_back({index, job.state});
    const bool starts = job.state == JobState::running &&
                        (known.state != JobState::running || job.attempt != known.attempt);
    if (starts) report_start(index, *entry);
    known_[index].state = job.state;
    known_[index].attempt = job.attempt;
}

void EngineMachine::report_start(JobIndex job, const engine::JobEntry& entry) {
    Change change;
    change.job = job;
    change.limit = entry.job.time_limit.value_or(kUnlimited);
    change.procs = workload_.has_specs() ? entry.job.total_cpus() : workload_.jobs[job].procs;
    change.partition = static_cast<std::uint32_t>(engine_.state().find_partition(entry.job.partition).value_or(0));
    change.first_node = static_cast<std::uint32_t>(changes_.nodes.size());
    change.node_count = static_cast<std::uint32_t>(entry.nodes.size());
    changes_.nodes.insert(changes_.nodes.end(), entry.nodes.begin(), entry.nodes.end());
    changes_.jobs.push_back(change);
}

/// Tasks of an array become jobs of their own when they start; they are added to the workload then.
JobIndex EngineMachine::job_of(const Job& job) {
    const auto id = job.id.value();
    auto index = id < by_id_.size() ? by_id_[id] : kNoJob;
    const bool is_task = job.array_job && job.array_task;
    if (index == kNoJob && is_task && job.array_job->value() < by_id_.size()) {
        const auto whole = by_id_[job.array_job->value()];
        index = static_cast<JobIndex>(workload_.jobs.size());
        workload_.jobs.push_back(SimJob{workload_.jobs[whole]});
        if (workload_.has_specs()) workload_.specs.push_back(JobSpec{workload_.specs[whole]});
        known_.emplace_back();
        remember(index, job.id);
    }
    if (index != kNoJob && is_task) workload_.jobs[index].task = *job.array_task;
    return index;
}

void EngineMachine::remember(JobIndex job, JobId id) {
    if (id.value() >= by_id_.size()) by_id_.resize(id.value() + 1, kNoJob);
    by_id_[id.value()] = job;
    known_[job].id = id;
}

}  // namespace sluice::sim
