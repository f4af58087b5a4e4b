// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/suggest.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <functional>
#include <tuple>

#include "scheduler/engine/forecast.hpp"
#include "scheduler/engine/transition.hpp"
#include "scheduler/model/array.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::engine {
namespace {

constexpr std::size_t kMost = 3;
constexpr std::size_t kWork = 2'000'000;  // jobs considered for all trials of a question

// How much it is to give up what has no size.
constexpr double kOtherPartition = 0.1, kAnyNodes = 0.2, kAnyType = 0.2, kShared = 0.3;

/// Tries changes of one job.
class Trials {
  public:
    Trials(const ClusterState& state, const Planner& planner, const JobEntry& entry, Instant planned, Instant now)
        : state_{state}, planner_{planner}, entry_{entry}, planned_{planned}, now_{now} {}

    /// When the job would start; nothing if that is not sooner.
    std::optional<Instant> start_of(const ChangeJob& change) {
        auto changed = with_change(entry_.job.spec, change);
        if (!changed) return std::nullopt;
        auto request = resolve(*changed, state_);
        if (!request || work_ == 0) return std::nullopt;
        auto other = entry_;
        other.job.spec = std::move(*changed);
        other.request = std::make_shared<const Request>(std::move(*request));
        work_ -= std::min(work_, state_.queue().size() + state_.nodes().size());  // the copy of the planner
        return start_if_changed(state_, planner_, other, planned_, now_, work_);
    }

    void consider(Suggestion suggestion) {
        const auto start = start_of(suggestion.change);
        if (start) keep(std::move(suggestion), *start);
    }

    /// Of the changes 1 to `most`, the smaller the number the greater the change: the least with which the job
    /// starts as soon as with the greatest.
    void consider_least(std::uint64_t most, const std::function<Suggestion(std::uint64_t)>& change_to) {
        if (most < 1) return;
        const auto soonest = start_of(change_to(1).change);
        if (!soonest) return;
        std::uint64_t good = 1, bad = most + 1;
        while (bad - good > 1) {
            const auto middle = good + (bad - good) / 2;
            const auto start = start_of(change_to(middle).change);
            (start && *start <= *soonest ? good : bad) = middle;
        }
        consider(change_to(good));
    }

    std::vector<Suggestion> best() {
        const auto rank = [](const Suggestion& s) { return std::tuple{s.start, s.size}; };
        std::ranges::stable_sort(found_, {}, rank);
        if (found_.size() > kMost) found_.resize(kMost);
        return std::move(found_);
    }

  private:
    void keep(Suggestion suggestion, Instant start) {
        const auto& job = entry_.job;
        suggestion.start = start;
        suggestion.change.job = job.array_job.value_or(job.id);
        suggestion.change.array_tasks = job.array_left;
        if (job.array_task) suggestion.change.array_tasks = {{*job.array_task, *job.array_task, 1}};
        found_.push_back(std::move(suggestion));
    }

    const ClusterState& state_;
    const Planner& planner_;
    const JobEntry& entry_;
    Instant planned_, now_;
    std::size_t work_ = kWork;
    std::vector<Suggestion> found_;
};

Suggestion option(std::string text, std::string update, double size) {
    Suggestion suggestion;
    suggestion.option = std::move(text);
    suggestion.update = std::move(update);
    suggestion.size = size;
    return suggestion;
}

Suggestion without(std::string text, std::string update, double size) {
    auto suggestion = option({}, std::move(update), size);
    suggestion.without = std::move(text);
    return suggestion;
}

double lost(double kept, double before) { return 1 - kept / before; }

// ---- what can be left away

void try_other_partitions(Trials& trials, const ClusterState& state, const JobEntry& entry) {
    const auto& request = *entry.request;
    for (std::size_t index = 0; index < state.partitions().size(); ++index) {
        const auto is_it = [&](const Request& r) { return r.partition == index; };
        const auto& spec = state.partitions()[index].spec;
        if (is_it(request) || std::ranges::any_of(request.elsewhere, is_it) || spec.state != PartitionState::up) continue;
        auto suggestion = option("--partition=" + spec.name, "Partition=" + spec.name, kOtherPartition);
        suggestion.change.partition = spec.name;
        trials.consider(std::move(suggestion));
    }
}

void try_any_nodes(Trials& trials, const JobSpec& spec) {
    if (spec.contiguous) {
        auto suggestion = without("--contiguous", "Contiguous=no", kAnyNodes);
        suggestion.change.contiguous = false;
        trials.consider(std::move(suggestion));
    }
    if (!spec.constraint.empty()) {
        auto suggestion = without("--constraint=" + spec.constraint, "Features=", kAnyNodes);
        suggestion.change.constraint = "";
        trials.consider(std::move(suggestion));
    }
    if (!spec.node_list.empty()) {
        auto suggestion = without("--nodelist=" + fold_hosts(spec.node_list), "ReqNodeList=", kAnyNodes);
        suggestion.change.node_list = "";
        trials.consider(std::move(suggestion));
    }
    if (!spec.exclude.empty()) {
        auto suggestion = without("--exclude=" + fold_hosts(spec.exclude), "ExcNodeList=", kAnyNodes);
        suggestion.change.exclude = "";
        trials.consider(std::move(suggestion));
    }
}

void try_sharing(Trials& trials, const JobSpec& spec) {
    if (spec.sharing != Sharing::exclusive) return;
    auto suggestion = without("--exclusive", "OverSubscribe=yes", kShared);
    suggestion.change.exclusive = false;
    trials.consider(std::move(suggestion));
}

Suggestion other_gres(const std::vector<GresCount>& gres, double size) {
    const auto text = format_gres(gres);
    auto suggestion = option("--gres=" + text, "Gres=" + text, size);
    suggestion.change.gres = text;
    return suggestion;
}

/// Other types of the same, and any.
void try_gres_types(Trials& trials, const ClusterState& state, const JobSpec& spec) {
    for (std::size_t i = 0; i < spec.gres_per_node.size(); ++i) {
        if (spec.gres_per_node[i].type.empty() || spec.gres_per_node[i].count == 0) continue;
        auto gres = spec.gres_per_node;
        std::vector<std::string> types{""};
        for (const auto& kind : state.gres_kinds().all()) {
            if (kind.name == gres[i].name && kind.type != gres[i].type && !kind.type.empty()) types.push_back(kind.type);
        }
        for (const auto& type : types) {
            gres[i].type = type;
            trials.consider(other_gres(gres, kAnyType));
        }
    }
}

// ---- what can be less

void try_less_gres(Trials& trials, const JobSpec& spec) {
    for (std::size_t i = 0; i < spec.gres_per_node.size(); ++i) {
        const auto before = spec.gres_per_node[i].count;
        if (before < 2) continue;
        trials.consider_least(before - 1, [&](std::uint64_t count) {
            auto gres = spec.gres_per_node;
            gres[i].count = static_cast<std::uint32_t>(count);
            return other_gres(gres, lost(static_cast<double>(count), before));
        });
    }
}

/// In whole minutes, as limits are asked for.
void try_shorter(Trials& trials, const JobEntry& entry) {
    constexpr Duration kMinute{60}, kYear{366 * 86'400};
    const auto limit = entry.request->limit.value_or(kYear);
    const auto least = std::max<Duration>(entry.job.spec.time_min.value_or(kMinute), kMinute);
    const auto first = (least + kMinute - Duration{1}) / kMinute;
    const auto last = (limit - Duration{1}) / kMinute;
    if (last < first) return;
    trials.consider_least(static_cast<std::uint64_t>(last - first + 1), [&](std::uint64_t number) {
        const auto shorter = kMinute * (first + static_cast<std::int64_t>(number) - 1);
        const auto text = format_time_limit(shorter);
        const auto size = lost(static_cast<double>(shorter.count()), static_cast<double>(limit.count()));
        auto suggestion = option("--time=" + text, "TimeLimit=" + text, size);
        suggestion.change.time_limit = shorter;
        return suggestion;
    });
}

void try_fewer_nodes(Trials& trials, const JobSpec& spec) {
    const auto before = spec.min_nodes.value_or(1);
    trials.consider_least(before - 1, [&](std::uint64_t number) {
        const auto nodes = static_cast<std::uint32_t>(number);
        auto suggestion = option(fmt::format("--nodes={}", nodes), fmt::format("NumNodes={}", nodes), lost(nodes, before));
        suggestion.change.min_nodes = suggestion.change.max_nodes = nodes;
        return suggestion;
    });
}

/// Fewer of a count that has an option, a key of scontrol, and a place in the request.
void try_fewer(Trials& trials, std::uint32_t before, std::string_view name, std::string_view key,
               std::optional<std::uint32_t> ChangeJob::*count) {
    trials.consider_least(before - 1, [&](std::uint64_t number) {
        const auto fewer = static_cast<std::uint32_t>(number);
        auto suggestion = option(fmt::format("--{}={}", name, fewer), fmt::format("{}={}", key, fewer), lost(fewer, before));
        suggestion.change.*count = fewer;
        return suggestion;
    });
}

/// In steps of about a sixteenth: nobody wants to be told 3891 MiB.
void try_less_memory(Trials& trials, const Request& request) {
    const bool by_cpu = request.memory_per_cpu.count() > 0;
    const auto before = by_cpu ? request.memory_per_cpu : request.memory_per_node;
    if (before.count() < 2) return;
    const auto step = std::bit_floor(std::max<std::uint64_t>(1, static_cast<std::uint64_t>(before.count()) / 16));
    trials.consider_least((static_cast<std::uint64_t>(before.count()) - 1) / step, [&](std::uint64_t steps) {
        const Mebibytes memory{static_cast<std::int64_t>(steps * step)};
        const auto text = format_memory(memory);
        const auto size = lost(static_cast<double>(memory.count()), static_cast<double>(before.count()));
        auto suggestion = by_cpu ? option("--mem-per-cpu=" + text, "MinMemoryCPU=" + text, size)
                                 : option("--mem=" + text, "MinMemoryNode=" + text, size);
        (by_cpu ? suggestion.change.memory_per_cpu : suggestion.change.memory_per_node) = memory;
        return suggestion;
    });
}

}  // namespace

std::vector<Suggestion> suggest(const ClusterState& state, const Planner& planner, JobId id,
                                std::optional<Instant> planned, Instant now) {
    const auto* entry = state.find(id);
    if (entry == nullptr || !state.key_of(id) || !entry->request) return {};
    const auto& spec = entry->job.spec;
    const auto before = planned.value_or(kEternity);
    if (entry->job.priority == 0 || before <= std::max(now, spec.begin.value_or(now))) return {};
    Trials trials{state, planner, *entry, before, now};
    try_other_partitions(trials, state, *entry);
    try_any_nodes(trials, spec);
    try_sharing(trials, spec);
    try_gres_types(trials, state, spec);
    try_shorter(trials, *entry);
    try_fewer_nodes(trials, spec);
    try_fewer(trials, spec.tasks.value_or(1), "ntasks", "NumTasks", &ChangeJob::tasks);
    try_fewer(trials, spec.tasks_per_node.value_or(1), "ntasks-per-node", "TasksPerNode", &ChangeJob::tasks_per_node);
    try_less_memory(trials, *entry->request);
    try_less_gres(trials, spec);
    return trials.best();
}

}  // namespace sluice::engine
