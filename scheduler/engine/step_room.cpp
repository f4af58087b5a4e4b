// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/step_room.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace sluice::engine {
namespace {

bool is_kind(const GresDevices& devices, const GresCount& wanted) {
    return devices.name == wanted.name && (wanted.type.empty() || devices.type == wanted.type);
}

std::uint32_t count_of(const std::vector<GresDevices>& gres, const GresCount& wanted) {
    std::size_t count = 0;
    for (const auto& devices : gres) count += is_kind(devices, wanted) ? devices.indices.size() : 0;
    return static_cast<std::uint32_t>(count);
}

void remove_devices(std::vector<GresDevices>& from, const std::vector<GresDevices>& taken) {
    for (auto& devices : from) {
        for (const auto& other : taken) {
            if (other.name != devices.name || other.type != devices.type) continue;
            std::erase_if(devices.indices, [&](std::uint32_t i) { return std::ranges::find(other.indices, i) != other.indices.end(); });
        }
    }
}

/// Moves the first `wanted.count` devices of the kind to `taken`.
void move_devices(std::vector<GresDevices>& from, const GresCount& wanted, std::vector<GresDevices>& taken) {
    auto left = wanted.count;
    for (auto& devices : from) {
        if (left == 0 || devices.indices.empty() || !is_kind(devices, wanted)) continue;
        const auto some = std::min<std::size_t>(left, devices.indices.size());
        const auto end = devices.indices.begin() + static_cast<std::ptrdiff_t>(some);
        const auto same = [&](const GresDevices& d) { return d.name == devices.name && d.type == devices.type; };
        auto target = std::ranges::find_if(taken, same);
        if (target == taken.end()) target = taken.insert(taken.end(), {devices.name, devices.type, {}});
        target->indices.insert(target->indices.end(), devices.indices.begin(), end);
        devices.indices.erase(devices.indices.begin(), end);
        left -= static_cast<std::uint32_t>(some);
    }
}

/// The numbers of the cores that are there with all their threads.
std::vector<std::uint32_t> whole_cores(const std::vector<std::uint32_t>& cpus, std::uint32_t threads) {
    std::map<std::uint32_t, std::uint32_t> present;
    for (const auto cpu : cpus) ++present[cpu / threads];
    std::vector<std::uint32_t> cores;
    for (const auto& [core, count] : present) {
        if (count == threads) cores.push_back(core);
    }
    return cores;
}

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) { return (a + b - 1) / b; }

std::uint32_t cpus_per_task(const StepSpec& spec) { return std::max(1u, spec.cpus_per_task.value_or(1)); }

}  // namespace

StepRoom::StepRoom(const StepSpec& spec, const JobEntry& entry, const NodeShare& share, const NodeSpec& node,
                   std::size_t position)
    : spec_{&spec},
      share_{&share},
      position_{position},
      threads_{node.threads_per_core},
      cores_per_socket_{node.cores_per_socket},
      memory_counts_{share.memory.count() > 0} {
    const auto all = whole();
    free_ = spec.overlap ? all : left_by(entry);
    tasks_ever_ = tasks_in(all);
    tasks_now_ = tasks_in(free_);
}

StepSupply StepRoom::whole() const {
    StepSupply supply{{}, share_->memory, share_->gres};
    for (const auto core : share_->cores) {
        for (std::uint32_t thread = 0; thread < threads_; ++thread) supply.cpus.push_back(core * threads_ + thread);
    }
    std::ranges::sort(supply.cpus);
    return supply;
}

StepSupply StepRoom::left_by(const JobEntry& entry) const {
    auto supply = whole();
    for (const auto& [number, step] : entry.steps) {
        if (number == kBatchStep || step.spec.overlap) continue;
        for (const auto& part : step.shares) {
            if (part.node != share_->node || part.ended) continue;
            std::erase_if(supply.cpus, [&](std::uint32_t cpu) { return std::ranges::binary_search(part.cpu_ids, cpu); });
            supply.memory -= std::min(supply.memory, part.memory);
            if (step.spec.gres_given) remove_devices(supply.gres, part.gres);
        }
    }
    return supply;
}

/// Whether cores are not shared by tasks, or not used with all their threads.
bool StepRoom::by_cores() const {
    return spec_->tasks_per_core || spec_->threads_per_core.value_or(threads_) < threads_;
}

std::uint32_t StepRoom::tasks_on_cpus(const std::vector<std::uint32_t>& cpus) const {
    if (spec_->overcommit) return kMostTasks;
    if (!by_cores()) return static_cast<std::uint32_t>(cpus.size()) / cpus_per_task(*spec_);
    const auto cores = static_cast<std::uint32_t>(whole_cores(cpus, threads_).size());
    const auto usable = std::clamp(spec_->threads_per_core.value_or(threads_), 1u, threads_);
    const auto tasks = cores * usable / cpus_per_task(*spec_);
    return spec_->tasks_per_core ? std::min(tasks, cores * *spec_->tasks_per_core) : tasks;
}

std::uint32_t StepRoom::tasks_in(const StepSupply& supply) const {
    auto most = std::min(tasks_on_cpus(supply.cpus), spec_->tasks_per_node.value_or(kMostTasks));
    if (spec_->tasks_per_socket) {
        std::set<std::uint32_t> sockets;
        for (const auto cpu : supply.cpus) sockets.insert(cpu / threads_ / std::max(1u, cores_per_socket_));
        most = std::min(most, static_cast<std::uint32_t>(sockets.size()) * *spec_->tasks_per_socket);
    }
    if (memory_counts_) {
        if (spec_->memory_per_node && *spec_->memory_per_node > supply.memory) return 0;
        const auto each = spec_->memory_per_cpu.value_or(Mebibytes{0}) * cpus_per_task(*spec_);
        if (each.count() > 0) most = static_cast<std::uint32_t>(std::min<std::int64_t>(most, supply.memory.count() / each.count()));
    }
    for (const auto& wanted : spec_->gres_per_node) {
        if (count_of(supply.gres, wanted) < wanted.count) return 0;
    }
    for (const auto& wanted : spec_->gpus_per_task) {
        if (wanted.count > 0) most = std::min(most, count_of(supply.gres, wanted) / wanted.count);
    }
    return most;
}

std::uint32_t StepRoom::free_gpus(const GresCount& wanted) const { return count_of(free_.gres, wanted); }

std::vector<std::uint32_t> StepRoom::cpus_for(std::uint32_t tasks) const {
    auto cpus = free_.cpus;
    if (spec_->overcommit) {
        cpus.resize(std::min<std::size_t>(cpus.size(), tasks));
    } else if (!by_cores()) {
        cpus.resize(std::size_t{tasks} * cpus_per_task(*spec_));
    } else {
        const auto usable = std::clamp(spec_->threads_per_core.value_or(threads_), 1u, threads_);
        auto cores = divide_up(tasks * cpus_per_task(*spec_), usable);
        if (spec_->tasks_per_core) cores = std::max(cores, divide_up(tasks, *spec_->tasks_per_core));
        auto taken = whole_cores(cpus, threads_);
        taken.resize(cores);
        std::erase_if(cpus, [&](std::uint32_t cpu) { return !std::ranges::binary_search(taken, cpu / threads_); });
    }
    return cpus;
}

StepShare StepRoom::take(const std::vector<std::uint32_t>& ranks, const std::vector<GresCount>& gpus) const {
    const auto tasks = static_cast<std::uint32_t>(ranks.size());
    StepShare taken;
    taken.node = share_->node;
    taken.tasks = ranks;
    taken.cpu_ids = cpus_for(tasks);
    taken.cpus = static_cast<std::uint32_t>(taken.cpu_ids.size());
    if (memory_counts_) {
        taken.memory = spec_->memory_per_node.value_or(spec_->memory_per_cpu.value_or(Mebibytes{0}) * taken.cpus);
        if (taken.memory > free_.memory) taken.memory = free_.memory;
    }
    auto left = free_.gres;
    if (!spec_->gres_given) taken.gres = share_->gres;
    for (const auto& wanted : spec_->gres_per_node) move_devices(left, wanted, taken.gres);
    for (auto wanted : spec_->gpus_per_task) {
        wanted.count *= tasks;
        move_devices(left, wanted, taken.gres);
    }
    for (const auto& wanted : gpus) move_devices(left, wanted, taken.gres);
    return taken;
}

}  // namespace sluice::engine
