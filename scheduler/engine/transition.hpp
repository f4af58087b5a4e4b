// SPDX-License-Identifier: Apache-2.0
//
// The application of one event: the only code that changes the state. Its parts are spread over files by
// what they are about: submit.cpp, job_orders.cpp, job_life.cpp, step_life.cpp, node_life.cpp, schedule.cpp.
// Private to the engine.
#pragma once

#include <string>
#include <string_view>

#include "scheduler/engine/engine.hpp"

namespace sluice::engine {

class Transition {
  public:
    Transition(Engine& engine, Instant now) : engine_{engine}, state_{engine.state_}, now_{now} {}

    void on(const SubmitJob& event);
    void on(const CancelJob& event);
    void on(const OrderJob& event);
    void on(const ChangeJob& event);
    void on(const FinishAllocation& event);
    void on(const CreateStep& event);
    void on(const NodeUp& event);
    void on(const NodeSilent& event);
    void on(const NodeLost& event);
    void on(const OrderNode& event);
    void on(const ChangePartition& event);
    void on(const StepStarted& event);
    void on(const StepEnded& event);
    void on(const Shutdown& event);
    void on(const Schedule& event);

    Outcome take() { return std::move(outcome_); }

  private:
    // bookkeeping
    void touch(const JobEntry& entry) { outcome_.jobs.insert(entry.job.id); }
    void touch(const Step& step) { outcome_.steps.insert({step.job, step.number, step.attempt}); }
    void touch(const NodeState& node) {
        outcome_.nodes.insert(node.spec.name);
        state_.note_change_of_nodes();
    }
    void refuse(Errc code, std::string detail = {}) { outcome_.answer = fail(code, std::move(detail)); }
    void refuse(Error error) { outcome_.answer = tl::unexpected{std::move(error)}; }
    void answer(JobId job, StepNumber step = kBatchStep) { outcome_.answer = StepId{job, step}; }
    /// Has the job looked at again at `when`, if that is not due earlier anyway: one timer for each job.
    void look_again(JobEntry& entry, Instant when);
    /// The job, if it exists and `by` may change it; otherwise the answer is the refusal.
    JobEntry* permitted(JobId id, const Actor& by);

    // a job's life
    void start_job(const PlannedStart& planned);
    void launch_batch_step(JobEntry& entry);
    /// Decides the job's end and ends what still runs of it.
    void begin_ending(JobEntry& entry, JobState state, Reason reason, bool announce, std::string_view cause = {});
    /// Ends the running job and lets it wait again, if it may; otherwise ends it as `otherwise`.
    void requeue_or(JobEntry& entry, JobState otherwise, Reason reason, std::string_view cause);
    void finish_if_quiet(JobEntry& entry);
    void become_pending(JobEntry& entry);
    void set_reason(JobEntry& entry, Reason reason, std::string detail = {});
    [[nodiscard]] Instant forget_time(const Job& job) const;
    void cancel_pending(JobEntry& entry, const Actor& by);
    void cancel_requeue(JobEntry& entry, const Actor& by);
    void hold(JobEntry& entry, const Actor& by);
    void change_spec(JobEntry& entry, const ChangeJob& event);

    // a step's life
    void end_step(Step& step, JobState state, bool announce, std::string_view cause);
    void signal_step(const Step& step, std::uint32_t signal, bool whole_step);
    void start_step(JobEntry& entry, Step& step, std::vector<StepShare> shares);
    void start_waiting_steps(JobEntry& entry);
    void fail_step_launch(JobEntry& entry, Step& step, StepShare& share, NodeState& node, const std::string& detail);
    void share_ended(JobEntry& entry, Step& step, StepShare& share, ExitCode code);
    void step_finished(JobEntry& entry, Step& step);
    void batch_finished(JobEntry& entry, const Step& step);
    void end_overdue_steps(JobEntry& entry);

    // a node's life
    void reconcile(NodeState& node, const std::vector<StepRun>& alive);
    void lose_share(const StepRun& run, const std::string& node, std::string_view why);
    void lose_node(JobEntry& entry, const std::string& node, std::string_view why);
    void lose_steps_on(NodeState& node, std::string_view why);
    void lose_missing_nodes(JobEntry& entry);
    void check_hardware(NodeState& node);
    void drain(NodeState& node, std::string reason, UserId by);

    // time
    void pass_time();
    void look_at(JobEntry& entry);
    void adopt(const Plan& plan);
    void set_promise(JobEntry& entry, const PlannedStart* promise);

    Engine& engine_;
    ClusterState& state_;
    const Instant now_;
    Outcome outcome_;
};

/// The step and the node's share of it that a report is about; nothing when the report is stale.
struct Reported {
    JobEntry* entry = nullptr;
    Step* step = nullptr;
    StepShare* share = nullptr;
};
Reported find_reported(ClusterState& state, const StepRun& run, const std::string& node);

/// What a job's priority is unless somebody says otherwise: one less for each later job, so that equals run
/// in the order of submission. Never 0, which means held.
std::uint32_t usual_priority(const JobSpec& spec, JobId id);

/// Whether a step still has processes somewhere, as far as is known.
bool is_live(const Step& step);
inline StepRun run_of(const Step& step) { return {step.job, step.number, step.attempt}; }

}  // namespace sluice::engine
