// SPDX-License-Identifier: Apache-2.0
//
// A step is made, starts on its nodes, and ends on each of them. Reports of another attempt are stale and
// change nothing; repeated reports change nothing either.

#include <algorithm>
#include <csignal>
#include <fmt/format.h>

#include "scheduler/engine/step_layout.hpp"
#include "scheduler/engine/transition.hpp"

namespace sluice::engine {
namespace {

/// How Slurm records a job whose script could not be started because of the request itself.
constexpr ExitCode kLaunchFailed{0, 53};
/// And one that wanted more memory than it had.
constexpr ExitCode kOutOfMemory{0, 125};

/// How a step ended that nobody ended.
JobState final_state_of(const Step& step) {
    if (std::ranges::find(step.shares, kOutOfMemory, &StepShare::exit_code) != step.shares.end()) {
        return JobState::out_of_memory;
    }
    return step.exit_code.ok() ? JobState::completed : JobState::failed;
}

/// Whether nothing but the end of its script ended the step. That may have been because of what is only heard of now:
/// srun is told by the nodes, not by the controller.
bool is_left_over(const JobEntry& entry, const Step& step) {
    const auto& job = entry.job;
    const bool done = job.state == JobState::completed || job.state == JobState::failed;
    return step.state == JobState::cancelled && job.completing && done;
}

/// Whether some of the step ended as one does that is told to. Else it was over before, or did not mind.
bool was_ended(const Step& step) {
    return std::ranges::any_of(step.shares, [](const StepShare& share) {
        return share.exit_code.signal == SIGTERM || share.exit_code.signal == SIGKILL;
    });
}

}  // namespace

Reported find_reported(ClusterState& state, const StepRun& run, const std::string& node) {
    auto* entry = state.find(run.job);
    if (entry == nullptr || entry->job.attempt != run.attempt) return {};
    const auto step = entry->steps.find(run.step);
    if (step == entry->steps.end()) return {};
    const auto share = std::ranges::find(step->second.shares, node, &StepShare::node);
    if (share == step->second.shares.end() || share->ended) return {};
    return {entry, &step->second, &*share};
}

void Transition::on(const CreateStep& event) {
    auto* entry = permitted(event.job, event.by);
    if (entry == nullptr) return;
    auto& job = entry->job;
    for (const auto& [number, step] : entry->steps) {
        if (!event.spec.request_key.empty() && step.spec.request_key == event.spec.request_key) {
            return answer(job.id, number);
        }
    }
    if (job.state == JobState::pending) return refuse(Errc::job_pending);
    if (job.state != JobState::running) return refuse(Errc::job_already_done);
    auto shares = lay_out_step(event.spec, *entry, state_);
    const bool must_wait = !shares && shares.error().code == Errc::step_resources;
    if (!shares && (!must_wait || event.spec.immediate)) return refuse(shares.error());

    Step step;
    step.job = job.id;
    step.number = StepNumber{job.next_step++};
    step.attempt = job.attempt;
    step.spec = event.spec;
    step.created = now_;
    touch(*entry);
    touch(step);
    answer(job.id, step.number);
    auto& placed = entry->steps.emplace(step.number, std::move(step)).first->second;
    if (shares) start_step(*entry, placed, std::move(*shares));
}

void Transition::start_step(JobEntry& entry, Step& step, std::vector<StepShare> shares) {
    step.state = JobState::running;
    step.started = now_;
    step.shares = std::move(shares);
    if (step.spec.time_limit) look_again(entry, end_of(now_, step.spec.time_limit));
    for (std::uint32_t i = 0; i < step.shares.size(); ++i) {
        outcome_.effects.push_back(LaunchStep{run_of(step), step.shares[i].node, i});
    }
    touch(step);
}

void Transition::start_waiting_steps(JobEntry& entry) {
    if (entry.job.state != JobState::running) return;
    for (auto& [number, step] : entry.steps) {
        if (step.state != JobState::pending) continue;
        if (auto shares = lay_out_step(step.spec, entry, state_)) start_step(entry, step, std::move(*shares));
    }
}

void Transition::end_step(Step& step, JobState state, bool announce, std::string_view cause) {
    if (is_final(step.state) && !is_live(step)) return;
    if (!is_final(step.state)) step.state = state;
    if (!is_live(step)) step.ended = now_;
    touch(step);
    for (const auto& share : step.shares) {
        if (!share.ended) outcome_.effects.push_back(EndStep{run_of(step), share.node, announce, std::string{cause}});
    }
}

void Transition::signal_step(const Step& step, std::uint32_t signal, bool whole_step) {
    for (const auto& share : step.shares) {
        if (!share.ended) outcome_.effects.push_back(SignalStep{run_of(step), share.node, signal, whole_step});
    }
}

void Transition::on(const StepStarted& event) {
    answer(event.run.job, event.run.step);
    auto [entry, step, share] = find_reported(state_, event.run, event.node);
    const auto index = state_.find_node(event.node);
    if (share == nullptr || share->started || !index) return;
    auto& node = state_.node(*index);
    if (!event.ok) return fail_step_launch(*entry, *step, *share, node, event.detail);
    share->started = true;
    node.launch_failures = 0;
    touch(*step);
}

/// The node could not start its part. The step cannot run without it; a batch job runs again elsewhere.
void Transition::fail_step_launch(JobEntry& entry, Step& step, StepShare& share, NodeState& node,
                                  const std::string& detail) {
    share.ended = true;
    share.exit_code = kLaunchFailed;
    step.exit_code = worse(step.exit_code, kLaunchFailed);
    step.failure = fmt::format("{}: {}", node.spec.name, detail);
    if (!is_final(step.state)) step.state = JobState::failed;
    if (!is_live(step)) step.ended = now_;
    touch(step);
    const auto most = state_.config().scheduling.max_launch_failures;
    if (++node.launch_failures >= most && !node.record.drain) {
        drain(node, fmt::format("{} launches failed: {}", node.launch_failures, detail), UserId{0});
    }
    if (step.number == kBatchStep && !entry.job.completing) {
        entry.job.exit_code = kLaunchFailed;
        requeue_or(entry, JobState::failed, Reason::launch_failure, {});
    } else {
        end_step(step, JobState::failed, false, {});
        if (!is_live(step)) step_finished(entry, step);
    }
}

void Transition::on(const StepEnded& event) {
    answer(event.run.job, event.run.step);
    auto [entry, step, share] = find_reported(state_, event.run, event.node);
    const auto index = state_.find_node(event.node);
    if (share == nullptr || !index) return;
    share->started = true;
    share->usage = event.usage;
    if (event.out_of_memory) step->failure = event.detail;
    const bool had_started = event.exit_code.signal != 0;  // its shepherd died: nobody knows how it would have ended
    if (event.launch_failed && had_started) return lose_share(event.run, event.node, event.detail);
    if (event.launch_failed) return fail_step_launch(*entry, *step, *share, state_.node(*index), event.detail);
    if (event.user_failure) {
        step->failure = event.detail;
        const bool decides = step->number == kBatchStep || event.exit_code.ok();
        return share_ended(*entry, *step, *share, decides ? kLaunchFailed : event.exit_code);
    }
    share_ended(*entry, *step, *share, event.out_of_memory ? kOutOfMemory : event.exit_code);
}

void Transition::share_ended(JobEntry& entry, Step& step, StepShare& share, ExitCode code) {
    share.ended = true;
    share.exit_code = code;
    step.exit_code = worse(step.exit_code, code);
    touch(step);
    if (!is_live(step)) step_finished(entry, step);
    else start_waiting_steps(entry);  // CPUs of one node are free already
}

/// One node's part of a step is gone without a report.
void Transition::lose_share(const StepRun& run, const std::string& node, std::string_view why) {
    auto [entry, step, share] = find_reported(state_, run, node);
    if (share == nullptr) return;
    step->failure = fmt::format("{}: {}", node, why);
    if (!is_final(step->state) || is_left_over(*entry, *step)) step->state = JobState::node_fail;
    share_ended(*entry, *step, *share, {0, SIGKILL});
}

void Transition::step_finished(JobEntry& entry, Step& step) {
    const bool ended_itself = is_left_over(entry, step) && !was_ended(step);
    if (!is_final(step.state) || ended_itself) step.state = final_state_of(step);
    step.ended = now_;
    touch(step);
    if (step.number == kBatchStep) {
        batch_finished(entry, step);
    } else {
        entry.job.derived_exit_code = worse(entry.job.derived_exit_code, step.exit_code);
        touch(entry);
        start_waiting_steps(entry);
    }
    finish_if_quiet(entry);
}

/// The script's end decides the job, unless the job was being ended already.
void Transition::batch_finished(JobEntry& entry, const Step& step) {
    auto& job = entry.job;
    touch(entry);
    if (job.completing) return;  // it was ended: how the script took that says nothing of the job
    job.exit_code = step.exit_code;
    if (step.state == JobState::node_fail) return requeue_or(entry, step.state, Reason::node_down, "DUE TO NODE FAILURE");
    auto reason = Reason::none;
    if (step.state == JobState::out_of_memory) reason = Reason::out_of_memory;
    else if (step.exit_code == kLaunchFailed) reason = Reason::launch_failure;
    else if (!step.exit_code.ok()) reason = Reason::non_zero_exit;
    begin_ending(entry, step.state, reason, false);
}

void Transition::end_overdue_steps(JobEntry& entry) {
    for (auto& [number, step] : entry.steps) {
        if (!step.started || !step.spec.time_limit || is_final(step.state)) continue;
        if (end_of(*step.started, step.spec.time_limit) <= now_) end_step(step, JobState::timeout, true, "DUE TO TIME LIMIT");
    }
}

}  // namespace sluice::engine
