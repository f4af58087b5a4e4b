// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/simulate.hpp"

#include <algorithm>
#include <csignal>
#include <limits>

namespace sluice::sim {
namespace {

constexpr Instant kNever{Duration{std::numeric_limits<std::int64_t>::max()}};
constexpr std::size_t kReports = 200;  // of progress
/// Passes without any change when no job runs and none will come: those that still wait never start.
constexpr std::size_t kMostIdlePasses = 100'000;

/// When which run of which job ends. Of one that was stopped before, the run's number is out of date.
struct End {
    Instant time;
    JobIndex job;
    std::uint32_t starts;
};
static_assert(sizeof(End) == 16, "the calendar is meant to be small");

struct Later {
    bool operator()(const End& a, const End& b) const {
        return a.time != b.time ? a.time > b.time : a.job > b.job;
    }
};

class Simulation {
  public:
    Simulation(Workload& workload, Machine& machine, const Progress& progress)
        : workload_{workload}, machine_{machine}, progress_{progress}, to_submit_{workload.jobs.size()} {
        results_.runs.resize(to_submit_);
        ends_.reserve(1024);
    }

    Results run();

  private:
    [[nodiscard]] Instant next_instant() const;
    void end_jobs();
    void submit_jobs();
    void pass();
    void start(const Change& change);
    void stop(const Change& change);
    void through();

    Workload& workload_;
    Machine& machine_;
    const Progress& progress_;
    const std::size_t to_submit_;
    std::size_t submitted_ = 0;
    std::size_t done_ = 0;
    std::size_t idle_passes_ = 0;
    Instant now_{};
    std::vector<End> ends_;  // a heap, the earliest on top
    Changes changes_;
    Results results_;
};

Results Simulation::run() {
    for (now_ = next_instant(); now_ != kNever; now_ = next_instant()) {
        end_jobs();
        submit_jobs();
        pass();
    }
    return std::move(results_);
}

Instant Simulation::next_instant() const {
    auto next = ends_.empty() ? kNever : ends_.front().time;
    if (submitted_ < to_submit_) next = std::min(next, workload_.jobs[submitted_].submit);
    if (next == kNever && (done_ == results_.runs.size() || idle_passes_ > kMostIdlePasses)) return kNever;
    const auto wake = machine_.next_wake();
    // What is due already was looked at in the pass just made; another look at the same instant is no help.
    return wake ? std::min(next, std::max(*wake, now_ + Duration{1})) : next;
}

void Simulation::end_jobs() {
    while (!ends_.empty() && ends_.front().time <= now_) {
        const auto [time, job, starts] = ends_.front();
        std::ranges::pop_heap(ends_, Later{});
        ends_.pop_back();
        auto& run = results_.runs[job];
        if (run.starts != starts || run.state != JobState::running) continue;
        const auto& what = workload_.jobs[job];
        run.end = now_;
        const bool killed = run.elapsed() < what.run;
        run.state = killed ? JobState::timeout : what.exit_status == 0 ? JobState::completed : JobState::failed;
        through();
        machine_.end(job, killed ? ExitCode{0, SIGTERM} : ExitCode{what.exit_status, 0}, now_);
    }
}

void Simulation::submit_jobs() {
    for (; submitted_ < to_submit_ && workload_.jobs[submitted_].submit <= now_; ++submitted_) {
        const auto job = static_cast<JobIndex>(submitted_);
        const auto accepted = machine_.submit(job, now_);
        if (accepted) continue;
        auto& run = results_.runs[job];
        run.refused = true;
        run.state = JobState::cancelled;
        const auto& what = workload_.jobs[job];
        results_.refused.push_back({Omission::refused, what.line,
                                    place_of(workload_, what) + "was refused: " + describe(accepted.error())});
        through();
    }
}

void Simulation::pass() {
    machine_.pass(now_, changes_);
    results_.runs.resize(workload_.jobs.size());
    for (const auto& change : changes_.jobs) change.state == JobState::running ? start(change) : stop(change);
    idle_passes_ = changes_.jobs.empty() ? idle_passes_ + 1 : 0;
}

/// A job that waits keeps the end of the run before, if there was one.
void Simulation::stop(const Change& change) {
    auto& run = results_.runs[change.job];
    if (run.state == JobState::running) run.end = now_;
    run.state = change.state;
    if (is_final(change.state)) through();
}

void Simulation::start(const Change& change) {
    auto& run = results_.runs[change.job];
    const auto length = std::min(workload_.jobs[change.job].run, change.limit);
    if (run.state == JobState::suspended) {  // it goes on, where it was
        const auto left = length - run.elapsed();
        run.stood_still += now_ - run.end;
        run.state = JobState::running;
        ends_.push_back({now_ + left, change.job, ++run.starts});
        std::ranges::push_heap(ends_, Later{});
        return;
    }
    run.start = now_;
    run.stood_still = Duration{0};
    run.procs = change.procs;
    run.partition = change.partition;
    run.state = JobState::running;
    run.first_node = static_cast<std::uint32_t>(results_.nodes.size());
    run.node_count = change.node_count;
    const auto first = changes_.nodes.begin() + change.first_node;
    results_.nodes.insert(results_.nodes.end(), first, first + change.node_count);
    ends_.push_back({now_ + length, change.job, ++run.starts});
    std::ranges::push_heap(ends_, Later{});
}

void Simulation::through() {
    ++done_;
    const auto every = std::max<std::size_t>(1, results_.runs.size() / kReports);
    if (progress_ && done_ % every == 0) progress_(done_, results_.runs.size());
}

}  // namespace

Results simulate(Workload& workload, Machine& machine, const Progress& progress) {
    return Simulation{workload, machine, progress}.run();
}

}  // namespace sluice::sim
