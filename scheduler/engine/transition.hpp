// SPDX-License-Identifier: Apache-2.0
//
// The application of one event: the only code that changes the state. Its parts are spread over files by
// what they are about: submit.cpp, job_orders.cpp, job_change.cpp, job_life.cpp, array_life.cpp,
// dependency_life.cpp, accounting_life.cpp, step_life.cpp, node_life.cpp, reservation_life.cpp, suspension.cpp,
// preemption.cpp, schedule.cpp.
// Private to the engine.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "scheduler/engine/engine.hpp"
#include "scheduler/model/array.hpp"

namespace sluice::engine {

/// Who goes through all jobs lets them sleep again after so many.
inline constexpr std::size_t kAwakeAtOnce = 1'000;

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
    void on(const CreateReservation& event);
    void on(const UpdateReservation& event);
    void on(const DeleteReservation& event);
    void on(const Shutdown& event);
    void on(const ControllerStarted&) { answer(JobId{}); }
    void on(const Schedule& event);
    void on(const ChangeAccounts& event);

    /// Looks at those who wait for the jobs that the event has changed. Call before take().
    void settle();
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
    /// Into the queue or out of it, as its state says; whoever waits for it will hear. A job that may not be
    /// planned is told why.
    void place(JobEntry& entry);
    void drop_promise(JobEntry& entry);

    // orders
    void cancel(JobEntry& entry, const CancelJob& event);
    void signal_job(JobEntry& entry, const CancelJob& event);
    /// Ends a job that has not started.
    void end_pending(JobEntry& entry, JobState state);
    void cancel_requeue(JobEntry& entry, const Actor& by);
    void hold(JobEntry& entry, const Actor& by);
    void release(JobEntry& entry);
    void requeue(JobEntry& entry);
    void suspend(JobEntry& entry);
    void resume(JobEntry& entry);
    void freeze_steps(const JobEntry& entry, bool resume);
    [[nodiscard]] Result<JobSpec> changed_spec(const JobEntry& entry, const ChangeJob& event) const;
    void change(JobEntry& entry, const ChangeJob& event);

    // a job array's life
    /// A job that an order is about. `part` are the tasks of its record that are meant; empty: all of it.
    struct Meant {
        JobEntry* entry = nullptr;
        std::vector<ArrayRange> part;
    };
    std::vector<Meant> meant(JobId id, const std::vector<ArrayRange>& tasks);
    /// Does `act` to each job meant that `check` allows it for. If there is none, the answer is the first refusal.
    template <class Check, class Act>
    void order_each(JobId id, const std::vector<ArrayRange>& tasks, const Actor& by, Check check, Act act);
    /// A record of its own for these tasks, which `record` stands for no more. They are some of its tasks, not all.
    JobEntry& split_off(JobEntry& record, std::vector<ArrayRange> part);
    /// What starts when the planner starts this job: itself, or the next task of its record.
    JobEntry& next_task(JobEntry& entry);

    // dependencies
    /// Takes up what the job's spec says it waits for.
    void take_up_dependency(JobEntry& entry);
    /// Looks at what the job waits for. `news` is what has changed; nothing: everything may have.
    void review(JobEntry& entry, const Job* news);
    void review_tasks(JobEntry& record, const Job* news);
    void become_dependent(JobEntry& entry, Dependency dependency);
    void tell_dependents(const Job& job);
    void tell_namesakes(const Job& job);
    void tell_array(const Job& job);

    // accounting
    void charge(const JobEntry& entry, Instant until);
    /// Charges running jobs and computes priorities anew, if an interval has ended.
    void close_interval();
    void compute_priorities();
    void compute_priority(JobEntry& entry);
    [[nodiscard]] Result<void> check_compliance(const JobSpec& spec, const Request& request, std::uint32_t tasks) const;
    void cap_time_limit(JobSpec& spec, const Request& request) const;
    [[nodiscard]] Result<void> check_unused(const AccountChange& change) const;
    void tell_limited();

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

    // reservations
    void put_reservation(Result<Reservation> reservation);
    void drop_reservation(const std::string& name);
    void end_jobs_of(const Reservation& reservation);
    void look_at_reservations_again();
    void pass_reservations();
    /// Does it to every waiting job. References to jobs end here.
    template <class Act>
    void for_each_waiting(const Act& act);
    /// What all waiting jobs may use is looked up anew.
    void refresh_waiting();

    // preemption
    /// Has jobs give way to more important ones that wait; says whether any did.
    bool make_room();
    void give_way(JobEntry& entry);
    void end_preempted(JobEntry& entry);
    /// Jobs that gave way and whose cores are free again go on.
    void resume_those_who_gave_way();

    // time
    void pass_time();
    void look_at(JobEntry& entry);
    void look_at_waiting(JobEntry& entry);
    void look_at_running(JobEntry& entry);
    void warn_in_time(JobEntry& entry);
    /// True: a new plan is needed, because an array of which a task was started may have more tasks that fit, or
    /// because what started has kept another job from starting.
    bool adopt(const Plan& plan);
    void note(const Plan& plan);
    bool may_start(const PlannedStart& planned);

    Engine& engine_;
    ClusterState& state_;
    const Instant now_;
    Outcome outcome_;
    std::set<JobId> news_;  // jobs that others may have waited for
};

template <class Act>
void Transition::for_each_waiting(const Act& act) {
    std::vector<JobId> waiting{state_.blocked().begin(), state_.blocked().end()};
    for (const auto& key : state_.queue()) waiting.push_back(key.id);
    std::ranges::sort(waiting);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (i % kAwakeAtOnce == 0) state_.let_sleep();
        act(*state_.find(waiting[i]));
    }
}

template <class Check, class Act>
void Transition::order_each(JobId id, const std::vector<ArrayRange>& tasks, const Actor& by, Check check, Act act) {
    if (!is_normal(tasks)) return refuse(Errc::invalid_array);
    const auto jobs = meant(id, tasks);
    if (jobs.empty()) return refuse(Errc::invalid_job_id);
    std::optional<Error> first;
    std::vector<Meant> possible;
    for (const auto& each : jobs) {
        const bool owns = by.administrator || each.entry->job.spec.user == by.user;
        const auto checked = owns ? check(*each.entry) : fail(Errc::permission_denied);
        if (checked) possible.push_back(each);
        else if (!first) first = checked.error();
    }
    if (possible.empty()) return refuse(*first);
    for (const auto& each : possible) act(each.part.empty() ? *each.entry : split_off(*each.entry, each.part));
}

/// The step and the node's share of it that a report is about; nothing when the report is stale.
struct Reported {
    JobEntry* entry = nullptr;
    Step* step = nullptr;
    StepShare* share = nullptr;
};
Reported find_reported(ClusterState& state, const StepRun& run, const std::string& node);

/// The last moment at which a job with a deadline may start; kNever without one.
Instant last_start(const JobSpec& spec);
/// Whether a request's array, deadline and dependency make sense. Only what needs no job to be looked at.
Result<void> check_terms(const JobSpec& spec, const SchedulingSpec& settings, Instant now);
/// Whether the jobs named exist or did exist, and the job `self` would not wait for itself in the end.
Result<void> check_dependency(const std::string& text, std::optional<JobId> self, const ClusterState& state);
/// What of the job is asked for after the change; permissions and possibility are not looked at.
Result<JobSpec> with_change(JobSpec spec, const ChangeJob& event);
/// Why a job may not be planned: what it waits for besides resources and time.
Reason blocked_reason(const JobEntry& entry, const ClusterState& state);

/// Whether a step still has processes somewhere, as far as is known.
bool is_live(const Step& step);
inline StepRun run_of(const Step& step) { return {step.job, step.number, step.attempt}; }

}  // namespace sluice::engine
