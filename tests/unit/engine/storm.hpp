// SPDX-License-Identifier: Apache-2.0
//
// Random histories. A storm makes a random cluster, and then one event after another from users,
// administrators and node daemons that do all they may do and some things they should not: repeat themselves,
// come late, lose connections, ask for the impossible. The same seed gives the same storm for the same engine.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "scheduler/engine/engine.hpp"

namespace sluice::engine::testing {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_{seed} {}
    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
    std::uint32_t between(std::uint32_t least, std::uint32_t most) { return least + below(most - least + 1); }
    bool one_in(std::uint32_t count) { return below(count) == 0; }
    template <class T>
    const T& pick(const std::vector<T>& list) {
        return list[below(static_cast<std::uint32_t>(list.size()))];
    }

  private:
    std::mt19937_64 random_;
};

ClusterConfig random_cluster(Dice& dice);
/// The same with the jobs of nobody limited or preempted: plans foresee neither.
ClusterConfig foreseeable(ClusterConfig config);
JobSpec random_job(Dice& dice, const ClusterConfig& config);

class Storm {
  public:
    /// Decides by the state of `engine` what happens next; somebody else applies it.
    Storm(std::uint64_t seed, const Engine& engine);

    /// The next event. It happens at now().
    Event next();
    /// What came of it: the daemons hear of effects.
    void hear(const Outcome& outcome);
    /// The controller is gone and back: connections are broken, what was under way is lost. Registrations follow.
    std::vector<Event> reconnect();
    [[nodiscard]] Instant now() const { return now_; }

  private:
    struct Daemon {
        bool connected = false;
        std::set<StepRun> running;
        std::vector<Event> reports;  // not delivered yet
    };

    Event random_event();
    Event pass_time();
    std::optional<Event> deliver_report();
    std::optional<Event> end_something();
    std::optional<Event> order_job();
    std::optional<Event> change_job();
    std::optional<Event> create_step();
    Event trouble_node();
    NodeUp registration(const std::string& name);
    void launch(const LaunchStep& effect);
    void end(const StepRun& run, const std::string& node, StepEnded report);
    std::optional<JobId> any_job();
    /// The array that the job belongs to, and some of its tasks; or the job and none.
    std::pair<JobId, std::vector<ArrayRange>> some_tasks(JobId job);
    std::string random_dependency();
    void add_terms(JobSpec& spec);
    Actor somebody();

    const Engine& engine_;
    Dice dice_;
    Instant now_;
    std::map<std::string, Daemon> daemons_;
    std::uint32_t keys_ = 0;
    bool schedule_next_ = false;
};

/// Whether the running jobs together are over a limit: counted job by job, from the records alone.
std::string find_limit_fault(const ClusterState& state);

/// What must be true of any state; the first thing that is not, or nothing.
std::string find_fault(const Engine& engine, Instant now, bool after_schedule);

}  // namespace sluice::engine::testing
