// SPDX-License-Identifier: Apache-2.0
#include "launcher/binding/cpu_choice.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>

namespace sluice::binding {
namespace {

/// The CPUs of one socket that nobody has yet, in the order in which they are taken.
using Heap = std::vector<std::uint32_t>;

std::vector<Heap> by_socket(const NodeTopology& topology, const CpuList& cpus, SocketOrder cores) {
    std::map<std::uint32_t, Heap> sockets;
    for (const auto cpu : cpus) sockets[topology[cpu].socket].push_back(cpu);
    // block: all threads of a core before the next core; cyclic: the first thread of every core, then the second.
    const auto place = [&](std::uint32_t cpu) {
        const auto& c = topology[cpu];
        const bool in_turn = cores == SocketOrder::cyclic || cores == SocketOrder::fcyclic;
        return in_turn ? std::tuple{c.thread, c.core} : std::tuple{c.core, c.thread};
    };
    std::vector<Heap> heaps;
    for (auto& [socket, heap] : sockets) {
        std::ranges::sort(heap, {}, place);
        heaps.push_back(std::move(heap));
    }
    return heaps;
}

class Dealer {
  public:
    Dealer(const NodeTopology& topology, const CpuList& cpus, const CpuWish& wish)
        : topology_{topology}, cpus_{cpus}, wish_{wish} {}

    CpuList next() {
        CpuList own;
        const bool spread = wish_.sockets == SocketOrder::fcyclic;
        if (wish_.sockets == SocketOrder::block) socket_ = 0;
        for (std::uint32_t i = 0; i < wish_.cpus_per_task; ++i) {
            own.push_back(take());
            if (spread) ++socket_;
        }
        if (!spread) ++socket_;
        std::ranges::sort(own);
        own.erase(std::unique(own.begin(), own.end()), own.end());
        return own;
    }

  private:
    /// From the socket whose turn it is, or the next that has any.
    std::uint32_t take() {
        if (std::ranges::all_of(heaps_, &Heap::empty)) heaps_ = by_socket(topology_, cpus_, wish_.cores);
        while (heaps_[socket_ % heaps_.size()].empty()) ++socket_;
        auto& heap = heaps_[socket_ % heaps_.size()];
        const auto cpu = heap.front();
        heap.erase(heap.begin());
        return cpu;
    }

    const NodeTopology& topology_;
    const CpuList& cpus_;
    const CpuWish& wish_;
    std::vector<Heap> heaps_;
    std::size_t socket_ = 0;
};

}  // namespace

std::vector<CpuList> deal_cpus(const NodeTopology& topology, const CpuList& cpus, const CpuWish& wish) {
    assert(!cpus.empty());
    Dealer dealer{topology, cpus, wish};
    std::vector<CpuList> lists;
    for (std::uint32_t task = 0; task < wish.tasks; ++task) lists.push_back(dealer.next());
    return lists;
}

}  // namespace sluice::binding
