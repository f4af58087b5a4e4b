// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engine/storm.hpp"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>

#include "scheduler/model/array.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

constexpr std::uint32_t kUsers = 3;

std::vector<std::string> names_of(const ClusterConfig& config) {
    std::vector<std::string> names;
    for (const auto& node : config.nodes) names.push_back(node.name);
    return names;
}

std::vector<std::string> some_of(Dice& dice, const std::vector<std::string>& names, std::uint32_t one_in) {
    std::vector<std::string> some;
    for (const auto& name : names) {
        if (dice.one_in(one_in)) some.push_back(name);
    }
    return some;
}

ExitCode random_code(Dice& dice) {
    switch (dice.below(5)) {
        case 0: return {dice.between(1, 255), 0};
        case 1: return {0, dice.between(1, 64)};
        default: return {0, 0};
    }
}

std::optional<std::uint32_t> perhaps(Dice& dice, std::uint32_t most) {
    return dice.one_in(2) ? std::optional{dice.between(1, most)} : std::nullopt;
}

/// Two accounts, two QOS, all with some limits that are easily reached; and priorities that change with time.
void add_accounting(Dice& dice, ClusterConfig& config) {
    auto& accounting = config.accounting;
    accounting.enforce = {Enforce::limits};
    for (const auto* name : {"upper", "lower"}) {
        auto& account = accounting.accounts.emplace_back();
        account.name = name;
        if (account.name == "lower") account.parent = "upper";
        account.own.limits.grp_jobs = perhaps(dice, 6);
        if (dice.one_in(2)) account.own.limits.grp_tres = {{"node", dice.between(1, 6)}};
    }
    for (std::uint32_t i = 0; i < kUsers; ++i) {
        auto& user = accounting.users.emplace_back();
        user.name = fmt::format("u{}", 1000 + i);
        user.accounts = {i == 0 ? "upper" : "lower"};
        if (i == 2) user.accounts.emplace_back("upper");
    }
    for (const auto* name : {"normal", "gold"}) {
        auto& qos = accounting.qos.emplace_back();
        qos.name = name;
        qos.priority = dice.below(3);
        qos.limits.max_jobs = perhaps(dice, 4);
        qos.limits.max_submit_jobs = perhaps(dice, 20);
        if (dice.one_in(2)) qos.limits.grp_tres = {{"cpu", dice.between(2, 12)}};
        if (dice.one_in(2)) qos.max_tres_per_user = {{"mem", 1024 * dice.between(1, 12)}};
        qos.deny_on_limit = dice.one_in(4);
    }
    if (dice.one_in(2)) config.partitions.front().qos = "gold";
    if (dice.one_in(2)) return;
    config.priority.weight_age = config.priority.weight_qos = 1000;
    config.priority.weight_fair_share = 500;
    config.priority.max_age = 2h;
}

/// Jobs of higher tiers, or of the QOS gold, may take the place of others.
void add_preemption(Dice& dice, ClusterConfig& config) {
    const std::vector modes{PreemptMode::requeue, PreemptMode::cancel, PreemptMode::suspend, PreemptMode::off};
    auto& scheduling = config.scheduling;
    scheduling.preemption = dice.one_in(2) ? Preemption::partition : Preemption::qos;
    scheduling.preempt_mode = dice.pick(modes);
    scheduling.preempt_exempt_time = Duration{dice.below(2) * 60};
    for (auto& partition : config.partitions) {
        if (dice.one_in(4)) partition.preempt_mode = dice.pick(modes);
        partition.grace_time = Duration{dice.below(2) * 45};
    }
    for (auto& qos : config.accounting.qos) {
        if (qos.name == "gold") qos.preempt = {"normal"};
        else if (dice.one_in(3)) qos.preempt_mode = QosPreemptMode::suspend;
        qos.grace_time = Duration{dice.below(2) * 45};
    }
}

}  // namespace

ClusterConfig random_cluster(Dice& dice) {
    auto config = cluster_of(dice.between(2, 8));
    const bool threads = dice.one_in(3), gpus = dice.one_in(2);
    for (auto& node : config.nodes) {
        node.cores_per_socket = dice.between(1, 4);
        node.threads_per_core = threads ? 2 : 1;
        node.memory = Mebibytes{dice.between(1, 8) * 1024};
        node.weight = dice.between(1, 2);
        node.tmp_disk = Mebibytes{dice.below(2) * 100};
        if (gpus) node.gres.push_back({"gpu", dice.one_in(2) ? "a" : "b", dice.below(4)});
        if (gpus && dice.one_in(3)) node.gres.push_back({"gpu", "c", 1});
        if (dice.one_in(2)) node.features.push_back("x");
    }
    config.nodes[0].features.push_back("y");
    if (dice.one_in(2)) {
        const auto count = static_cast<std::uint32_t>(config.nodes.size());
        const auto first = dice.between(1, count - 1);
        add_leaves(config, {first, count - first});
    }
    for (std::uint32_t i = 0; i < dice.below(3); ++i) {
        auto& partition = add_partition(config, "p" + std::to_string(i), "n1");
        for (auto& name : some_of(dice, names_of(config), 2)) partition.nodes.push_back(name);
        partition.priority_tier = dice.between(1, 2);
        partition.exclusive = dice.one_in(4);
        if (dice.one_in(3)) partition.max_nodes = 2;
        if (dice.one_in(2)) partition.max_time = 2h;
        if (dice.one_in(3)) partition.default_time = 20min;
        if (dice.one_in(3)) partition.default_memory_per_cpu = Mebibytes{512};
    }
    if (dice.one_in(3)) {  // whole nodes only: they are planned by number
        for (auto& partition : config.partitions) partition.exclusive = true;
    }
    auto& scheduling = config.scheduling;
    scheduling.policy = dice.pick(std::vector{PlanPolicy::easy, PlanPolicy::conservative, PlanPolicy::fcfs, PlanPolicy::easy});
    scheduling.reservations = dice.between(1, 3);
    scheduling.requeue = !dice.one_in(4);
    scheduling.kill_invalid_dependency = dice.one_in(2);
    scheduling.kill_wait = Duration{dice.below(40)};
    scheduling.min_job_age = Duration{dice.below(2) * 300};
    if (dice.one_in(2)) add_accounting(dice, config);
    if (dice.one_in(3)) add_preemption(dice, config);
    return config;
}

ClusterConfig foreseeable(ClusterConfig config) {
    config.accounting = {};
    config.priority = {};
    config.scheduling.preemption = Preemption::none;
    return config;
}

JobSpec random_job(Dice& dice, const ClusterConfig& config) {
    JobSpec spec;
    spec.user = UserId{1000 + dice.below(kUsers)};
    if (dice.one_in(6)) spec.kind = JobKind::interactive;
    if (!dice.one_in(8)) spec.time_limit = Duration{dice.one_in(2) ? dice.between(1, 600) : 60 * dice.between(1, 120)};
    spec.unlimited_time = !spec.time_limit && dice.one_in(2);
    const auto nodes = static_cast<std::uint32_t>(config.nodes.size());
    if (dice.one_in(2)) spec.min_nodes = dice.between(1, dice.one_in(20) ? nodes + 1 : std::max(1u, nodes / 2));
    if (spec.min_nodes && dice.one_in(2)) spec.max_nodes = *spec.min_nodes + dice.below(3);
    if (dice.one_in(2)) spec.tasks = dice.between(1, 8);
    if (dice.one_in(6)) spec.tasks_per_node = dice.between(1, 3);
    if (dice.one_in(4)) spec.cpus_per_task = dice.between(1, 3);
    if (dice.one_in(10)) spec.min_cpus_per_node = dice.between(1, 3);
    if (dice.one_in(3)) spec.memory_per_node = Mebibytes{512 * dice.below(6)};
    else if (dice.one_in(3)) spec.memory_per_cpu = Mebibytes{256 * dice.between(1, 4)};
    if (dice.one_in(6)) spec.gres_per_node.push_back({"gpu", "", dice.below(3)});
    if (dice.one_in(8)) spec.gres_per_node.push_back({"gpu", "a", dice.between(1, 2)});
    if (dice.one_in(8)) spec.constraint = dice.pick(std::vector<std::string>{"x", "y", "x|y", "x&y", "z", "("});
    if (dice.one_in(8)) spec.node_list = some_of(dice, names_of(config), 4);
    if (dice.one_in(8)) spec.exclude = some_of(dice, names_of(config), 4);
    if (dice.one_in(5)) spec.sharing = Sharing::exclusive;
    spec.overcommit = dice.one_in(10);
    spec.contiguous = dice.one_in(10);
    if (dice.one_in(10)) spec.tmp_disk = Mebibytes{100};
    for (const auto& partition : config.partitions) {
        if (dice.one_in(3)) spec.partitions.push_back(partition.name);
    }
    spec.hold = dice.one_in(20);
    if (dice.one_in(10)) spec.nice = static_cast<std::int32_t>(dice.below(200)) - 100;
    if (dice.one_in(4)) spec.requeue = dice.one_in(2);
    if (config.accounting.users.empty()) return spec;
    spec.user_name = fmt::format("u{}", spec.user.value());
    if (dice.one_in(4)) spec.account = dice.one_in(2) ? "upper" : "lower";
    if (dice.one_in(3)) spec.qos = dice.one_in(10) ? "none" : "gold";
    return spec;
}

Storm::Storm(std::uint64_t seed, const Engine& engine) : engine_{engine}, dice_{seed}, now_{t0} {
    for (const auto& node : engine.state().nodes()) daemons_[node.spec.name];
}

void Storm::hear(const Outcome& outcome) {
    for (const auto& effect : outcome.effects) {
        if (const auto* started = std::get_if<LaunchStep>(&effect)) launch(*started);
        const auto* ended = std::get_if<EndStep>(&effect);
        if (ended == nullptr || !daemons_.at(ended->node).connected) continue;
        if (!daemons_.at(ended->node).running.contains(ended->run)) continue;
        StepEnded report;
        report.exit_code = dice_.one_in(3) ? ExitCode{0, 0} : ExitCode{0, SIGTERM};
        end(ended->run, ended->node, std::move(report));
    }
}

void Storm::launch(const LaunchStep& effect) {
    auto& daemon = daemons_.at(effect.node);
    if (!daemon.connected || dice_.one_in(40)) return;  // lost on the way
    if (!daemon.running.insert(effect.run).second) return;
    const bool ok = !dice_.one_in(15);
    if (!ok) daemon.running.erase(effect.run);
    daemon.reports.push_back(StepStarted{effect.run, effect.node, ok, "storm"});
}

void Storm::end(const StepRun& run, const std::string& node, StepEnded report) {
    report.run = run;
    report.node = node;
    daemons_.at(node).running.erase(run);
    daemons_.at(node).reports.push_back(std::move(report));
}

Event Storm::next() {
    if (schedule_next_) {
        schedule_next_ = false;
        return Schedule{};
    }
    schedule_next_ = !dice_.one_in(3);
    return random_event();
}

Event Storm::random_event() {
    const auto kind = dice_.below(100);
    std::optional<Event> event;
    if (kind < 30) event = deliver_report();
    else if (kind < 50) event = end_something();
    else if (kind < 55) event = order_job();
    else if (kind < 58) event = change_job();
    else if (kind < 66) event = create_step();
    else if (kind < 70) event = trouble_node();
    else if (kind < 85 && engine_.state().queue().size() < 25 && engine_.state().blocked().size() < 25) {
        auto spec = random_job(dice_, engine_.state().config());
        if (dice_.one_in(12)) spec.begin = now_ + Duration{dice_.below(3000)};
        add_terms(spec);
        if (!dice_.one_in(3)) spec.submit_key = std::to_string(keys_ -= keys_ > 0 && dice_.one_in(20) ? 1 : 0);
        ++keys_;
        event = SubmitJob{std::move(spec)};
    }
    return event ? std::move(*event) : pass_time();
}

/// The controller wakes up when the engine wants it, or earlier.
Event Storm::pass_time() {
    schedule_next_ = false;
    const auto step = Duration{dice_.one_in(3) ? dice_.below(2000) : dice_.below(30)};
    const auto wake = std::max(engine_.next_wake().value_or(now_ + step), now_);
    now_ = std::min(now_ + step, wake);
    return Schedule{};
}

std::optional<Event> Storm::deliver_report() {
    std::vector<Daemon*> talking;
    for (auto& [name, daemon] : daemons_) {
        if (daemon.connected && !daemon.reports.empty()) talking.push_back(&daemon);
    }
    if (talking.empty()) return std::nullopt;
    auto& reports = dice_.pick(talking)->reports;
    const auto which = dice_.one_in(4) ? dice_.below(static_cast<std::uint32_t>(reports.size())) : 0;
    auto report = reports[which];
    if (!dice_.one_in(20)) reports.erase(reports.begin() + which);  // else it comes again
    return report;
}

std::optional<Event> Storm::end_something() {
    std::vector<std::pair<std::string, StepRun>> running;
    for (const auto& [name, daemon] : daemons_) {
        for (const auto& run : daemon.running) running.emplace_back(name, run);
    }
    if (running.empty()) return std::nullopt;
    const auto [name, run] = dice_.pick(running);
    StepEnded report;
    report.exit_code = random_code(dice_);
    report.out_of_memory = dice_.one_in(20);
    report.user_failure = dice_.one_in(20);
    report.launch_failed = dice_.one_in(20);
    end(run, name, std::move(report));
    return deliver_report();
}

std::optional<JobId> Storm::any_job() {
    const auto& jobs = engine_.state().jobs();
    if (jobs.empty()) return std::nullopt;
    auto chosen = jobs.begin();
    for (auto steps = dice_.below(static_cast<std::uint32_t>(jobs.size())); steps > 0; --steps) ++chosen;
    return dice_.one_in(50) ? JobId{dice_.below(1000)} : (*chosen).first;
}

Actor Storm::somebody() {
    return dice_.one_in(2) ? kRoot : Actor{UserId{1000 + dice_.below(kUsers)}};
}

std::pair<JobId, std::vector<ArrayRange>> Storm::some_tasks(JobId id) {
    const auto* entry = engine_.state().find(id);
    if (entry == nullptr || !entry->job.array_job) return {id, {}};
    const auto& job = entry->job;
    if (dice_.one_in(4)) return {id, {}};
    if (dice_.one_in(4)) return {*job.array_job, {}};
    std::vector<std::uint32_t> some;
    for (const auto task : all_tasks(job.spec.array.tasks)) {
        if (dice_.one_in(3)) some.push_back(task);
    }
    return {*job.array_job, ranges_of(some)};
}

/// Terms on jobs that are there, that were there, and now and then on none.
std::string Storm::random_dependency() {
    static const std::vector<std::string> kKinds{"after", "afterany", "afterok", "afternotok", "aftercorr"};
    std::string text;
    const char* separator = dice_.one_in(3) ? "?" : ",";
    for (auto terms = dice_.between(1, 3); terms > 0; --terms) {
        if (!text.empty()) text += separator;
        if (dice_.one_in(5)) {
            text += "singleton";
            continue;
        }
        const auto& kind = dice_.pick(kKinds);
        const auto known = any_job();
        const auto job = known && !dice_.one_in(8) ? *known : JobId{dice_.between(1, engine_.state().next_job_id().value())};
        const auto* entry = engine_.state().find(job);
        const bool of_array = entry != nullptr && entry->job.array_job && dice_.one_in(2);
        text += kind + ":" + std::to_string((of_array ? *entry->job.array_job : job).value());
        if (of_array && dice_.one_in(2)) text += "_" + std::to_string(dice_.below(8));
        if (kind == "after" && dice_.one_in(2)) text += "+" + std::to_string(dice_.below(20));
    }
    return text;
}

void Storm::add_terms(JobSpec& spec) {
    spec.name = dice_.one_in(3) ? "a" : dice_.one_in(2) ? "b" : "c" + std::to_string(keys_);
    if (spec.kind == JobKind::batch && dice_.one_in(6)) {
        spec.array.tasks = parse_tasks(dice_.pick(std::vector<std::string>{"0-7", "0-6:2", "1,3,4-6", "5", "0-3"})).value();
        spec.array.most_running = dice_.below(4);
    }
    if (dice_.one_in(4)) spec.dependency = random_dependency();
    if (dice_.one_in(3)) spec.kill_on_invalid_dependency = dice_.one_in(2);
    if (dice_.one_in(10)) spec.deadline = now_ + Duration{dice_.below(8000)};
    if (dice_.one_in(10)) spec.time_min = Duration{60};
}

std::optional<Event> Storm::order_job() {
    const auto job = any_job();
    if (!job) return std::nullopt;
    const auto [named, array_tasks] = some_tasks(*job);
    if (dice_.one_in(3))
        return OrderJob{named, dice_.pick(std::vector{JobOrder::hold, JobOrder::release, JobOrder::requeue, JobOrder::suspend, JobOrder::resume}), somebody(), array_tasks};
    if (dice_.one_in(3)) return FinishAllocation{*job, somebody(), random_code(dice_), dice_.one_in(2)};
    CancelJob event;
    event.job = named;
    event.array_tasks = array_tasks;
    event.by = somebody();
    if (dice_.one_in(2)) event.step = dice_.one_in(3) ? kBatchStep : StepNumber{dice_.below(4)};
    if (dice_.one_in(4)) event.signal = SIGUSR1;
    event.batch_only = dice_.one_in(4);
    event.full = dice_.one_in(4);
    return event;
}

std::optional<Event> Storm::change_job() {
    if (dice_.one_in(4)) {
        ChangePartition event;
        event.partition = dice_.pick(engine_.state().config().partitions).name;
        if (dice_.one_in(2)) event.state = dice_.one_in(2) ? PartitionState::up : PartitionState{static_cast<std::uint8_t>(dice_.below(4))};
        else if (dice_.one_in(2)) event.max_time = Duration{60 * dice_.between(5, 200)};
        else event.unlimited_max_time = true;
        return event;
    }
    const auto job = any_job();
    if (!job) return std::nullopt;
    ChangeJob event;
    std::tie(event.job, event.array_tasks) = some_tasks(*job);
    event.by = somebody();
    if (dice_.one_in(5)) event.dependency = dice_.one_in(3) ? "" : random_dependency();
    if (dice_.one_in(8)) event.array_throttle = dice_.below(4);
    if (dice_.one_in(8)) event.name = dice_.one_in(2) ? "a" : "b";
    if (dice_.one_in(20)) event.deadline = now_ + Duration{dice_.below(4000)};
    if (dice_.one_in(3)) event.time_limit = Duration{60 * dice_.below(120)};
    if (dice_.one_in(8)) event.unlimited_time = true;
    if (dice_.one_in(5)) event.nice = static_cast<std::int32_t>(dice_.below(100));
    if (dice_.one_in(8)) event.priority = dice_.below(3) * 1000;
    if (dice_.one_in(5)) event.min_nodes = dice_.between(1, 3);
    if (dice_.one_in(5)) event.tasks = dice_.between(1, 5);
    if (dice_.one_in(8)) event.partition = dice_.pick(engine_.state().config().partitions).name;
    if (dice_.one_in(8)) event.begin = now_ + Duration{dice_.below(2000)};
    if (dice_.one_in(8)) event.requeue = dice_.one_in(2);
    if (dice_.one_in(8)) event.qos = dice_.one_in(2) ? "normal" : "gold";
    if (dice_.one_in(8)) event.account = dice_.one_in(2) ? "upper" : "lower";
    return event;
}

std::optional<Event> Storm::create_step() {
    const auto& holders = engine_.state().holders();
    if (holders.empty()) return std::nullopt;
    auto chosen = holders.begin();
    std::advance(chosen, dice_.below(static_cast<std::uint32_t>(holders.size())));
    const auto& entry = *engine_.state().find(*chosen);
    if (entry.steps.size() > 6) return std::nullopt;
    StepSpec spec;
    if (dice_.one_in(2)) spec.tasks = dice_.between(1, 6);
    if (dice_.one_in(3)) spec.min_nodes = dice_.between(1, 3);
    if (dice_.one_in(4)) spec.max_nodes = dice_.between(1, 3);
    if (dice_.one_in(6)) spec.tasks_per_node = dice_.between(1, 2);
    if (dice_.one_in(6)) spec.cpus_per_task = dice_.between(1, 3);
    if (dice_.one_in(6)) spec.node_list = some_of(dice_, entry.job.nodes(), 2);
    if (dice_.one_in(10)) spec.exclude = some_of(dice_, entry.job.nodes(), 3);
    if (dice_.one_in(10)) spec.relative = dice_.below(3);
    if (dice_.one_in(4)) spec.distribution = Distribution::cyclic;
    if (dice_.one_in(5)) spec.time_limit = Duration{dice_.between(1, 1000)};
    spec.overlap = dice_.one_in(6);
    spec.overcommit = dice_.one_in(8);
    spec.immediate = dice_.one_in(8);
    if (dice_.one_in(3)) spec.request_key = std::to_string(dice_.below(20));
    return CreateStep{*chosen, somebody(), std::move(spec)};
}

NodeUp Storm::registration(const std::string& name) {
    auto& daemon = daemons_.at(name);
    daemon.connected = true;
    NodeUp event;
    event.node = name;
    event.daemon_start = now_;
    event.steps.assign(daemon.running.begin(), daemon.running.end());
    for (const auto& report : daemon.reports) {
        if (const auto* ended = std::get_if<StepEnded>(&report)) event.steps.push_back(ended->run);
    }
    return event;
}

Event Storm::trouble_node() {
    const auto name = dice_.pick(engine_.state().config().nodes).name;
    auto& daemon = daemons_.at(name);
    switch (dice_.below(daemon.connected ? 6 : 2)) {
        case 0: return registration(name);
        case 1:
            if (daemon.connected) return OrderNode{name, NodeOrder::resume, "", kRoot};
            if (engine_.state().node(*engine_.state().find_node(name)).record.responding) return NodeSilent{name};
            if (dice_.one_in(2)) daemon.running.clear(), daemon.reports.clear();  // the machine is gone, too
            return NodeLost{name};
        case 2:
            if (dice_.one_in(4)) return OrderNode{name, NodeOrder::down, "storm", kRoot};
            return OrderNode{name, dice_.one_in(3) ? NodeOrder::drain : NodeOrder::resume, "storm", kRoot};
        case 3:
            if (dice_.one_in(2)) {  // a restart of the machine, unnoticed
                daemon.running.clear();
                daemon.reports.clear();
                return registration(name);
            }
            [[fallthrough]];
        default: daemon.connected = false; return NodeSilent{name};
    }
}

std::vector<Event> Storm::reconnect() {
    std::vector<Event> registrations;
    for (const auto& [name, daemon] : daemons_) {
        if (daemon.connected) registrations.push_back(registration(name));
    }
    return registrations;
}

}  // namespace sluice::engine::testing
