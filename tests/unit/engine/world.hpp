// SPDX-License-Identifier: Apache-2.0
//
// A small cluster in a test. It makes the configuration, submits, moves the clock and plays the node daemons,
// which do at once what they are told: a launch is confirmed, an order to end is obeyed with SIGTERM.
#pragma once

#include <catch2/catch.hpp>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "scheduler/engine/engine.hpp"

namespace sluice::engine::testing {

using namespace std::chrono_literals;

inline constexpr Instant t0{Duration{1'700'000'000}};
inline constexpr Actor kAlice{UserId{1001}}, kBob{UserId{1002}}, kRoot{UserId{0}, true};

constexpr Mebibytes operator""_G(unsigned long long count) {
    return Mebibytes{static_cast<std::int64_t>(count) * 1024};
}

NodeSpec node_of(std::uint32_t cores, Mebibytes memory = 16_G);
/// Nodes n1, n2, ... that are alike, all in the default partition `batch`; no topology.
ClusterConfig cluster_of(std::uint32_t nodes, const NodeSpec& like = node_of(4));
/// Puts the nodes under leaf1, leaf2, ... of the given sizes, and those under one spine.
void add_leaves(ClusterConfig& config, const std::vector<std::uint32_t>& sizes);
PartitionSpec& add_partition(ClusterConfig& config, std::string name, std::string_view nodes);

JobSpec tasks(std::uint32_t count, Duration limit);  // --ntasks
JobSpec nodes(std::uint32_t count, Duration limit);  // --nodes, one task on each
JobSpec whole(std::uint32_t count, Duration limit);  // --nodes --exclusive
JobSpec allocation(JobSpec spec);                    // held by an salloc instead of a script

class World {
  public:
    explicit World(ClusterConfig config);

    // events; those of jobs come from Alice, their owner
    Outcome apply(const Event& event);
    JobId submit(const JobSpec& spec);
    Error refusal(const JobSpec& spec);
    Error order(JobId job, JobOrder order, const Actor& by = kAlice);
    Error cancel(JobId job, const Actor& by = kAlice);
    void drain(const std::string& node) { apply(OrderNode{node, NodeOrder::drain, "test", kRoot}); }
    void lose(const std::string& node);
    void register_node(const std::string& node);
    Result<StepNumber> create_step(JobId job, const StepSpec& spec);
    void end_step(JobId job, StepNumber step, const std::string& node, ExitCode code = {});
    void end(JobId job, ExitCode code = {});  // the script ends by itself

    /// Looks at the queue and lets the daemons answer until nothing more happens.
    void schedule();
    /// Moves the clock, looking at the queue whenever the engine wants it, and at the end.
    void advance(Duration duration);
    void advance_to(Duration since_t0) { advance(t0 + since_t0 - now); }

    // what has become of a job
    [[nodiscard]] const Job& job(JobId id) const;
    [[nodiscard]] const Step& step(JobId job, StepNumber step) const;
    [[nodiscard]] bool runs(JobId id) const { return job(id).state == JobState::running; }
    [[nodiscard]] std::string nodes_of(JobId id) const;               // folded
    [[nodiscard]] std::vector<std::uint32_t> tasks_of(JobId id) const;  // per node
    [[nodiscard]] std::optional<Duration> start_of(JobId id) const;    // since t0
    [[nodiscard]] std::optional<Duration> promise_of(JobId id) const;  // since t0
    [[nodiscard]] StepRun batch_of(JobId id) const;
    template <class E>
    [[nodiscard]] std::vector<E> effects() const {
        std::vector<E> found;
        for (const auto& effect : log) {
            if (const auto* one = std::get_if<E>(&effect)) found.push_back(*one);
        }
        return found;
    }

    Engine engine;
    Instant now = t0;
    std::vector<Effect> log;       // all effects since it was last cleared
    std::set<std::string> mute;    // daemons that hear and say nothing
    std::set<std::string> broken;  // daemons whose launches fail

  private:
    void hear(const Effect& effect);

    std::deque<Event> reports_;  // on their way from the daemons
};

}  // namespace sluice::engine::testing

// What Catch2 prints when a comparison fails.
template <>
struct Catch::StringMaker<std::optional<sluice::Duration>> {
    static std::string convert(const std::optional<sluice::Duration>& duration) {
        return duration ? std::to_string(duration->count()) + " s" : "nothing";
    }
};
template <>
struct Catch::StringMaker<sluice::Reason> {
    static std::string convert(sluice::Reason reason) { return std::string{to_string(reason)}; }
};
template <>
struct Catch::StringMaker<sluice::JobState> {
    static std::string convert(sluice::JobState state) { return std::string{to_string(state)}; }
};
template <>
struct Catch::StringMaker<sluice::Errc> {
    static std::string convert(sluice::Errc code) { return std::string{slurm_text(code)}; }
};
template <>
struct Catch::StringMaker<sluice::ExitCode> {
    static std::string convert(sluice::ExitCode code) { return to_string(code); }
};
