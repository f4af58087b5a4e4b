// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engine/world.hpp"

#include <catch2/catch.hpp>
#include <csignal>

#include "scheduler/model/hostlist.hpp"

namespace sluice::engine::testing {
namespace {

StepEnded ended_report(const StepRun& run, const std::string& node, ExitCode code) {
    StepEnded event;
    event.run = run;
    event.node = node;
    event.exit_code = code;
    return event;
}

}  // namespace

NodeSpec node_of(std::uint32_t cores, Mebibytes memory) {
    NodeSpec spec;
    spec.cores_per_socket = cores;
    spec.memory = memory;
    return spec;
}

ClusterConfig cluster_of(std::uint32_t nodes, const NodeSpec& like) {
    ClusterConfig config;
    config.emulated = true;
    config.scheduling.min_job_age = 1000h;  // tests look at what has ended
    PartitionSpec partition;
    partition.name = "batch";
    partition.is_default = true;
    for (std::uint32_t i = 1; i <= nodes; ++i) {
        config.nodes.push_back(like);
        config.nodes.back().name = "n" + std::to_string(i);
        partition.nodes.push_back(config.nodes.back().name);
    }
    config.partitions.push_back(std::move(partition));
    return config;
}

void add_leaves(ClusterConfig& config, const std::vector<std::uint32_t>& sizes) {
    config.topology.kind = TopologyKind::tree;
    SwitchSpec spine{"spine", {}, {}};
    std::size_t next = 0;
    for (const auto size : sizes) {
        SwitchSpec leaf{"leaf" + std::to_string(spine.switches.size() + 1), {}, {}};
        for (std::uint32_t i = 0; i < size; ++i) leaf.nodes.push_back(config.nodes.at(next++).name);
        spine.switches.push_back(leaf.name);
        config.topology.switches.push_back(std::move(leaf));
    }
    config.topology.switches.push_back(std::move(spine));
}

PartitionSpec& add_partition(ClusterConfig& config, std::string name, std::string_view nodes) {
    PartitionSpec partition;
    partition.name = std::move(name);
    partition.nodes = expand_hosts(nodes).value();
    config.partitions.push_back(std::move(partition));
    return config.partitions.back();
}

JobSpec tasks(std::uint32_t count, Duration limit) {
    JobSpec spec;
    spec.name = "test";
    spec.user = kAlice.user;
    spec.tasks = count;
    spec.time_limit = limit;
    return spec;
}

JobSpec nodes(std::uint32_t count, Duration limit) {
    auto spec = tasks(count, limit);
    spec.tasks.reset();
    spec.min_nodes = spec.max_nodes = count;
    return spec;
}

JobSpec whole(std::uint32_t count, Duration limit) {
    auto spec = nodes(count, limit);
    spec.sharing = Sharing::exclusive;
    return spec;
}

JobSpec allocation(JobSpec spec) {
    spec.kind = JobKind::interactive;
    return spec;
}

World::World(ClusterConfig config) : engine{std::move(config)} {
    for (const auto& node : engine.state().config().nodes) register_node(node.name);
}

Outcome World::apply(const Event& event) {
    auto outcome = engine.apply(event, now);
    for (const auto& effect : outcome.effects) hear(effect);
    log.insert(log.end(), outcome.effects.begin(), outcome.effects.end());
    return outcome;
}

void World::hear(const Effect& effect) {
    if (const auto* launch = std::get_if<LaunchStep>(&effect); launch && !mute.contains(launch->node)) {
        const bool ok = !broken.contains(launch->node);
        reports_.push_back(StepStarted{launch->run, launch->node, ok, ok ? "" : "no shepherd"});
    }
    if (const auto* end = std::get_if<EndStep>(&effect); end && !mute.contains(end->node)) {
        reports_.push_back(ended_report(end->run, end->node, {0, SIGTERM}));
    }
}

JobId World::submit(const JobSpec& spec) {
    const auto outcome = apply(SubmitJob{spec});
    if (!outcome.answer) FAIL(describe(outcome.answer.error()));
    return outcome.answer->job;
}

Error World::refusal(const JobSpec& spec) {
    const auto outcome = apply(SubmitJob{spec});
    return outcome.answer ? Error{} : outcome.answer.error();
}

Error World::order(JobId job, JobOrder order, const Actor& by) {
    const auto outcome = apply(OrderJob{job, order, by});
    return outcome.answer ? Error{} : outcome.answer.error();
}

Error World::cancel(JobId job, const Actor& by) {
    CancelJob event;
    event.job = job;
    event.by = by;
    const auto outcome = apply(event);
    return outcome.answer ? Error{} : outcome.answer.error();
}

void World::lose(const std::string& node) {
    mute.insert(node);
    apply(NodeSilent{node});
    apply(NodeLost{node});
}

void World::register_node(const std::string& node) {
    NodeUp event;
    event.node = node;
    apply(event);
}

Result<StepNumber> World::create_step(JobId id, const StepSpec& spec) {
    const auto outcome = apply(CreateStep{id, kAlice, spec});
    if (!outcome.answer) return tl::unexpected{outcome.answer.error()};
    return outcome.answer->step;
}

void World::end_step(JobId id, StepNumber number, const std::string& node, ExitCode code) {
    apply(ended_report({id, number, job(id).attempt}, node, code));
    schedule();
}

void World::end(JobId id, ExitCode code) { end_step(id, kBatchStep, job(id).shares.front().node, code); }

void World::schedule() {
    apply(Schedule{});
    while (!reports_.empty()) {
        while (!reports_.empty()) {
            const auto report = std::move(reports_.front());
            reports_.pop_front();
            apply(report);
        }
        apply(Schedule{});
    }
}

void World::advance(Duration duration) {
    const auto until = now + duration;
    while (const auto wake = engine.next_wake()) {
        if (*wake > until) break;
        now = std::max(now, *wake);
        schedule();
    }
    now = until;
    schedule();
}

const Job& World::job(JobId id) const {
    const auto* entry = engine.state().find(id);
    if (entry == nullptr) FAIL("job " << id.value() << " is forgotten");
    return entry->job;
}

const Step& World::step(JobId id, StepNumber number) const {
    const auto* found = engine.state().find(StepId{id, number});
    if (found == nullptr) FAIL("no step " << to_string(StepId{id, number}));
    return *found;
}

std::string World::nodes_of(JobId id) const { return fold_hosts(job(id).nodes()); }

std::vector<std::uint32_t> World::tasks_of(JobId id) const {
    std::vector<std::uint32_t> counts;
    for (const auto& share : job(id).shares) counts.push_back(share.tasks);
    return counts;
}

std::optional<Duration> World::start_of(JobId id) const {
    if (!job(id).started) return std::nullopt;
    return *job(id).started - t0;
}

std::optional<Duration> World::promise_of(JobId id) const {
    if (!job(id).planned_start) return std::nullopt;
    return *job(id).planned_start - t0;
}

StepRun World::batch_of(JobId id) const { return {id, kBatchStep, job(id).attempt}; }

}  // namespace sluice::engine::testing
