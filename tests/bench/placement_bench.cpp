// SPDX-License-Identifier: Apache-2.0
//
// How long it takes to choose the nodes of a job, and to take and to give them back, on networks of growing
// size that are nine tenths full. Prints one JSON object for each figure. `--smoke` runs a small part of it.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <deque>
#include <random>
#include <string_view>

#include "scheduler/engine/placement/node_choice.hpp"

namespace {

using namespace sluice;
using namespace sluice::engine;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kPerLeaf = 32, kLeavesPerPod = 32;
constexpr std::uint32_t kWidestJob = 128;

/// Leaf switches of 32 nodes, 32 of them under a pod.
TopologySpec tree_of(const std::vector<NodeSpec>& nodes) {
    TopologySpec spec;
    spec.kind = TopologyKind::tree;
    SwitchSpec core{"core", {}, {}}, pod;
    for (std::size_t first = 0; first < nodes.size(); first += kPerLeaf) {
        SwitchSpec leaf{fmt::format("leaf{}", first / kPerLeaf), {}, {}};
        for (auto n = first; n < first + kPerLeaf; ++n) leaf.nodes.push_back(nodes[n].name);
        pod.switches.push_back(leaf.name);
        spec.switches.push_back(std::move(leaf));
        if (pod.switches.size() < kLeavesPerPod && first + kPerLeaf < nodes.size()) continue;
        pod.name = fmt::format("pod{}", core.switches.size());
        core.switches.push_back(pod.name);
        spec.switches.push_back(std::exchange(pod, {}));
    }
    spec.switches.push_back(std::move(core));
    return spec;
}

std::vector<NodeSpec> nodes_of(std::uint32_t count) {
    std::vector<NodeSpec> nodes(count);
    for (std::uint32_t n = 0; n < count; ++n) nodes[n].name = fmt::format("n{}", n);
    return nodes;
}

/// Jobs of 1 to 128 nodes and ten minutes to a day, both log-uniform.
class Jobs {
  public:
    NodeWish next(Instant now) {
        NodeWish wish;
        wish.count = static_cast<std::uint32_t>(spread(1, kWidestJob + 1));
        wish.now = now;
        wish.until = now + Duration{static_cast<std::int64_t>(spread(600, 86'400))};
        return wish;
    }

  private:
    double spread(double least, double most) {
        return least * std::exp(uniform_(random_) * std::log(most / least));
    }
    std::mt19937_64 random_{1};
    std::uniform_real_distribution<double> uniform_;
};

struct Times {
    double choose = 0, pair = 0;  // microseconds for each job
};

Times measure(const Topology& topology, std::size_t jobs) {
    FreeNodes nodes{topology};
    Jobs source;
    std::deque<std::vector<NodeIndex>> running;
    Instant now{};
    Clock::duration choosing{};
    const auto free_enough = nodes.count() / 10 + kWidestJob;
    const auto place = [&] {
        const auto wish = source.next(now);
        const auto before = Clock::now();
        auto chosen = choose_nodes(nodes, wish);
        choosing += Clock::now() - before;
        for (const auto node : chosen.value()) nodes.set_busy(node, wish.until);
        running.push_back(std::move(*chosen));
        now += Duration{1};
    };
    while (nodes.count() >= free_enough) place();
    choosing = {};
    const auto start = Clock::now();
    std::mt19937_64 random{2};
    for (std::size_t i = 0; i < jobs; ++i) {
        while (nodes.count() < free_enough) {
            std::swap(running.front(), running[random() % running.size()]);
            for (const auto node : running.front()) nodes.set_free(node);
            running.pop_front();
        }
        place();
    }
    const auto micros = [&](Clock::duration d) {
        return std::chrono::duration<double, std::micro>(d).count() / static_cast<double>(jobs);
    };
    return {micros(choosing), micros(Clock::now() - start)};
}

void report(std::string_view name, double value, std::string_view unit, std::uint32_t nodes) {
    fmt::print("{{\"name\": \"{}\", \"value\": {:.3f}, \"unit\": \"{}\", \"context\": {{\"nodes\": {}, \"leaves\": {}, "
               "\"busy\": 0.9, \"widest_job\": {}}}}}\n",
               name, value, unit, nodes, nodes / kPerLeaf, kWidestJob);
}

void run(std::uint32_t count, std::size_t jobs) {
    const auto nodes = nodes_of(count);
    const auto times = measure(Topology{tree_of(nodes), nodes}, jobs);
    report("placement_choose", times.choose, "us", count);
    report("placement_pairs", 1e6 / times.pair, "1/s", count);
}

}  // namespace

int main(int count, char** arguments) {
    if (count > 1 && std::string_view{arguments[1]} == "--smoke") return run(1'024, 200), 0;
    run(1'024, 200'000);
    run(16'384, 200'000);
    run(98'304, 100'000);
}
