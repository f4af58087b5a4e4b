// SPDX-License-Identifier: Apache-2.0
#include "launcher/binding/bind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace sluice::binding {
namespace {

using Domains = std::vector<std::uint32_t>;

/// `12` or `0xc`
std::optional<std::uint32_t> number_of(std::string_view text) {
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    if (hex) text.remove_prefix(2);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

class Binder {
  public:
    Binder(const NodeTopology& topology, const BindRequest& request) : topology_{topology}, request_{request} {
        usable_ = request.step_cpus.empty() || !request.exact ? request.job_cpus : request.step_cpus;
        std::erase_if(usable_, [&](std::uint32_t cpu) {
            return cpu >= topology.size() || topology[cpu].thread >= request.threads_per_core;
        });
        auto own_from = request.step_cpus;
        std::erase_if(own_from, [&](std::uint32_t cpu) { return !std::ranges::binary_search(usable_, cpu); });
        if (own_from.empty()) own_from = usable_;
        if (!own_from.empty()) own_ = deal_cpus(topology, own_from, request.wish);
    }

    NodeBinding bind() {
        NodeBinding node;
        for (std::uint32_t task = 0; task < request_.wish.tasks; ++task) {
            TaskBinding binding;
            binding.cpus = cpus_of(task);
            binding.memory = memory_of(task, binding.cpus);
            binding.memory_preferred = request_.spec.memory == MemBindKind::prefer;
            binding.gpus = gpus_of(task);
            node.tasks.push_back(std::move(binding));
        }
        node.warnings = std::move(warnings_);
        return node;
    }

  private:
    CpuList cpus_of(std::uint32_t task) {
        const auto& list = request_.spec.cpu_list;
        if (own_.empty()) return {};
        switch (request_.spec.cpu) {
            case CpuBindKind::none: return {};
            case CpuBindKind::automatic: return automatic(task);
            case CpuBindKind::threads: return own_[task];
            case CpuBindKind::cores: return widened(own_[task], &Cpu::core);
            case CpuBindKind::sockets: return widened(own_[task], &Cpu::socket);
            case CpuBindKind::ldoms: return widened(own_[task], &Cpu::domain);
            case CpuBindKind::boards: return usable_;
            case CpuBindKind::rank: return {usable_[task % usable_.size()]};
            case CpuBindKind::rank_ldom: return of_domains({domain_of_rank(task)});
            case CpuBindKind::map_cpu: return known(one(list[task % list.size()]), list[task % list.size()]);
            case CpuBindKind::mask_cpu: return known(mask(list[task % list.size()]), list[task % list.size()]);
            case CpuBindKind::map_ldom: return of_domains(one(list[task % list.size()]));
            case CpuBindKind::mask_ldom: return of_domains(mask(list[task % list.size()]));
        }
        return {};
    }

    /// Its own CPUs if they were asked for; a hint narrows what is left.
    [[nodiscard]] CpuList automatic(std::uint32_t task) const {
        if (request_.exact) return own_[task];
        return request_.threads_per_core == UINT32_MAX ? CpuList{} : usable_;
    }

    /// All usable CPUs that share a core, socket or domain with one of these.
    [[nodiscard]] CpuList widened(const CpuList& cpus, std::uint32_t Cpu::*part) const {
        std::set<std::uint32_t> parts;
        for (const auto cpu : cpus) parts.insert(topology_[cpu].*part);
        CpuList wide;
        std::ranges::copy_if(usable_, std::back_inserter(wide), [&](auto cpu) { return parts.contains(topology_[cpu].*part); });
        return wide;
    }

    [[nodiscard]] Domains all_domains() const {
        std::set<std::uint32_t> domains;
        for (const auto& cpu : topology_) domains.insert(cpu.domain);
        return {domains.begin(), domains.end()};
    }
    [[nodiscard]] std::uint32_t domain_of_rank(std::uint32_t task) const {
        const auto domains = all_domains();
        return domains[task % domains.size()];
    }
    [[nodiscard]] CpuList of_domains(const Domains& domains) const {
        CpuList cpus;
        for (std::uint32_t cpu = 0; cpu < topology_.size(); ++cpu) {
            if (std::ranges::find(domains, topology_[cpu].domain) != domains.end()) cpus.push_back(cpu);
        }
        return cpus;
    }

    Domains memory_of(std::uint32_t task, const CpuList& cpus) {
        const auto& list = request_.spec.memory_list;
        switch (request_.spec.memory) {
            case MemBindKind::none: return {};
            case MemBindKind::rank: return {domain_of_rank(task)};
            case MemBindKind::map_mem: return one(list[task % list.size()]);
            case MemBindKind::mask_mem: return mask(list[task % list.size()]);
            case MemBindKind::local:
            case MemBindKind::prefer: break;
        }
        std::set<std::uint32_t> domains;
        for (const auto cpu : cpus.empty() ? usable_ : cpus) domains.insert(topology_[cpu].domain);
        return {domains.begin(), domains.end()};
    }

    std::vector<std::uint32_t> gpus_of(std::uint32_t task) {
        const auto& all = request_.gpus;
        const auto& spec = request_.spec;
        if (all.empty()) return {};
        const auto some = [&](std::size_t first, std::size_t count) {
            std::vector<std::uint32_t> part;
            for (auto i = first; i < std::min(first + count, all.size()); ++i) part.push_back(all[i]);
            return part;
        };
        switch (spec.gpu) {
            case GpuBindKind::single: return {all[task / spec.gpu_count % all.size()]};
            case GpuBindKind::per_task: return some(std::size_t{task} * spec.gpu_count, spec.gpu_count);
            case GpuBindKind::map_gpu: return one(spec.gpu_list[task % spec.gpu_list.size()]);
            case GpuBindKind::mask_gpu: return mask(spec.gpu_list[task % spec.gpu_list.size()]);
            case GpuBindKind::closest: return all;
            case GpuBindKind::none: break;
        }
        return request_.gpus_per_task == 0 ? all : some(std::size_t{task} * request_.gpus_per_task, request_.gpus_per_task);
    }

    std::vector<std::uint32_t> one(const std::string& text) {
        const auto number = number_of(text);
        if (!number) return warn(fmt::format("'{}' is no number to bind to", text)), CpuList{};
        return {*number};
    }
    std::vector<std::uint32_t> mask(const std::string& text) {
        const auto cpus = parse_mask(text);
        if (!cpus) return warn(fmt::format("'{}' is no mask to bind to", text)), CpuList{};
        return *cpus;
    }
    /// Those that the node has.
    CpuList known(CpuList cpus, const std::string& text) {
        std::erase_if(cpus, [&](std::uint32_t cpu) { return cpu >= topology_.size(); });
        if (cpus.empty()) warn(fmt::format("'{}' names none of the node's {} CPUs: not bound", text, topology_.size()));
        return cpus;
    }
    void warn(std::string text) {
        if (std::ranges::find(warnings_, text) == warnings_.end()) warnings_.push_back(std::move(text));
    }

    const NodeTopology& topology_;
    const BindRequest& request_;
    CpuList usable_;
    std::vector<CpuList> own_;  // of each task
    std::vector<std::string> warnings_;
};

std::string_view cpu_unit(CpuBindKind kind) {
    switch (kind) {
        case CpuBindKind::threads: return "-threads";
        case CpuBindKind::cores: return "-cores";
        case CpuBindKind::sockets: return "-sockets";
        case CpuBindKind::ldoms: return "-ldoms";
        case CpuBindKind::boards: return "-boards";
        default: return "";
    }
}

std::string_view cpu_word(CpuBindKind kind, bool bound) {
    switch (kind) {
        case CpuBindKind::none: return "NONE";
        case CpuBindKind::automatic: return bound ? "MASK" : "NULL";
        case CpuBindKind::rank: return "RANK";
        case CpuBindKind::rank_ldom: return "LDRANK";
        case CpuBindKind::map_cpu: return "MAP ";
        case CpuBindKind::map_ldom: return "LDMAP";
        case CpuBindKind::mask_ldom: return "LDMASK";
        default: return "MASK";
    }
}

std::string_view memory_word(MemBindKind kind) {
    switch (kind) {
        case MemBindKind::none: return "NONE";
        case MemBindKind::rank: return "RANK";
        case MemBindKind::local: return "LOC ";
        case MemBindKind::map_mem: return "MAP ";
        case MemBindKind::mask_mem: return "MASK";
        case MemBindKind::prefer: return "PREF";
    }
    return "";
}

std::string line(std::string_view what, const TaskName& task, const std::vector<std::uint32_t>& bound,
                 const std::vector<std::uint32_t>& all) {
    return fmt::format("{} - {}, task {:2} {:2} [{}]: mask {}{}", what, task.node, task.rank, task.local, task.pid,
                       format_mask(bound.empty() ? all : bound), bound.empty() ? "" : " set");
}

}  // namespace

NodeBinding bind_tasks(const NodeTopology& topology, const BindRequest& request) { return Binder{topology, request}.bind(); }

std::string cpu_report(const BindSpec& spec, const TaskName& task, const CpuList& bound, const CpuList& all) {
    return line(fmt::format("cpu-bind{}={}", cpu_unit(spec.cpu), cpu_word(spec.cpu, !bound.empty())), task, bound, all);
}

std::string memory_report(const BindSpec& spec, const TaskName& task, const std::vector<std::uint32_t>& bound,
                          const std::vector<std::uint32_t>& all) {
    return line(fmt::format("mem-bind={}", memory_word(spec.memory)), task, bound, all);
}

}  // namespace sluice::binding
