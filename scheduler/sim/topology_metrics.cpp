// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/topology_metrics.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace sluice::sim {
namespace {

std::uint32_t largest(std::span<const std::uint32_t> numbers) {
    std::map<std::uint32_t, std::uint32_t> sizes;
    std::uint32_t most = 1;
    for (const auto number : numbers) most = std::max(most, ++sizes[number]);
    return most;
}

/// How many of a job's nodes lie in each leaf, or pod: sizes of the parts that are not empty.
class Parts {
  public:
    explicit Parts(std::span<const std::uint32_t> of_node) : of_node_{of_node} {
        counts_.resize(of_node.empty() ? 0 : *std::ranges::max_element(of_node) + 1);
    }

    /// The result is good until the next call.
    std::span<const std::uint32_t> of(std::span<const NodeIndex> nodes) {
        sizes_.clear();
        for (const auto node : nodes) ++counts_[of_node_[node.value()]];
        for (const auto node : nodes) {
            auto& count = counts_[of_node_[node.value()]];
            if (count != 0) sizes_.push_back(count);
            count = 0;
        }
        return sizes_;
    }

  private:
    std::span<const std::uint32_t> of_node_;
    std::vector<std::uint32_t> counts_;
    std::vector<std::uint32_t> sizes_;
};

double pairs(std::span<const std::uint32_t> sizes) {
    double sum = 0;
    for (const double size : sizes) sum += size * (size - 1) / 2;
    return sum;
}

std::uint32_t divide_up(std::size_t a, std::uint32_t b) { return static_cast<std::uint32_t>((a + b - 1) / b); }

/// Links crossed between nodes of one leaf, of one pod, and further apart.
struct Hops {
    double leaf, pod, far;
};
constexpr Hops kFatTree{2, 4, 6}, kDragonfly{2, 3, 5};

double mean_hops(const Hops& hops, double in_leaf, double in_pod, double all) {
    return (hops.leaf * in_leaf + hops.pod * (in_pod - in_leaf) + hops.far * (all - in_pod)) / all;
}

struct Sums {
    std::uint64_t leaves = 0, least_leaves = 0, pods = 0, least_pods = 0;
    std::uint64_t fit_leaf = 0, in_one_leaf = 0, fit_pod = 0, in_one_pod = 0;
    double weight = 0, leaf_ratio = 0, fattree = 0, fattree_plain = 0, dragonfly = 0;
};

double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

class PlacementMeter {
  public:
    explicit PlacementMeter(const Neighbourhoods& network)
        : network_{network}, leaves_{network.leaf}, pods_{network.pod} {}

    void add(std::span<const NodeIndex> nodes, Duration run);
    [[nodiscard]] TopologyMetrics result() const;

  private:
    const Neighbourhoods& network_;
    Parts leaves_, pods_;
    std::size_t jobs_ = 0;
    Sums sums_;
};

void PlacementMeter::add(std::span<const NodeIndex> nodes, Duration run) {
    const auto count = nodes.size();
    const auto leaves = leaves_.of(nodes);
    const auto pods = pods_.of(nodes);
    const auto least_leaves = divide_up(count, network_.leaf_size);
    const auto least_pods = divide_up(count, network_.pod_size);
    ++jobs_;
    sums_.leaves += leaves.size();
    sums_.least_leaves += least_leaves;
    sums_.pods += pods.size();
    sums_.least_pods += least_pods;
    sums_.fit_leaf += least_leaves == 1;
    sums_.in_one_leaf += least_leaves == 1 && leaves.size() == 1;
    sums_.fit_pod += least_pods == 1;
    sums_.in_one_pod += least_pods == 1 && pods.size() == 1;

    const double n = static_cast<double>(count), weight = n * static_cast<double>(run.count());
    const double in_leaf = pairs(leaves), in_pod = pairs(pods), all = n * (n - 1) / 2;
    const double fattree = mean_hops(kFatTree, in_leaf, in_pod, all);
    sums_.weight += weight;
    sums_.leaf_ratio += weight * static_cast<double>(leaves.size()) / least_leaves;
    sums_.fattree += weight * fattree;
    sums_.fattree_plain += fattree;
    sums_.dragonfly += weight * mean_hops(kDragonfly, in_leaf, in_pod, all);
}

TopologyMetrics PlacementMeter::result() const {
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
        return ratio(static_cast<double>(part), static_cast<double>(whole));
    };
    TopologyMetrics metrics;
    metrics.jobs = jobs_;
    metrics.leaves = sums_.leaves;
    metrics.least_leaves = sums_.least_leaves;
    metrics.leaf_ratio = share(sums_.leaves, sums_.least_leaves);
    metrics.leaf_excess = share(sums_.leaves - sums_.least_leaves, jobs_);
    metrics.leaf_ratio_nodeh = ratio(sums_.leaf_ratio, sums_.weight);
    metrics.one_leaf_share = share(sums_.in_one_leaf, sums_.fit_leaf);
    metrics.one_pod_share = share(sums_.in_one_pod, sums_.fit_pod);
    metrics.pod_ratio = share(sums_.pods, sums_.least_pods);
    metrics.hops_fattree_nodeh = ratio(sums_.fattree, sums_.weight);
    metrics.hops_fattree = ratio(sums_.fattree_plain, static_cast<double>(jobs_));
    metrics.hops_dragonfly_nodeh = ratio(sums_.dragonfly, sums_.weight);
    return metrics;
}

/// A job takes or gives back its nodes.
struct Event {
    Instant time;
    bool takes;
    std::size_t run;
};

std::vector<Event> events_of(const Results& results) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < results.runs.size(); ++i) {
        if (!results.runs[i].ran()) continue;
        events.push_back({results.runs[i].start, true, i});
        events.push_back({results.runs[i].end, false, i});
    }
    std::ranges::stable_sort(events, {}, [](const Event& e) { return std::pair{e.time, e.takes}; });
    return events;
}

/// Follows the free nodes through time, from the first start to the last end. Nodes may be shared: one is
/// free when no job holds it.
class FreeNodes {
  public:
    explicit FreeNodes(const Neighbourhoods& network)
        : network_{network}, holders_(network.leaf.size()), size_(count_leaves()), busy_(size_.size()) {
        for (const auto leaf : network.leaf) ++size_[leaf];
        free_ = idle_ = static_cast<double>(network.leaf.size());
    }

    void wait(Duration time) {
        free_time_ += free_ * static_cast<double>(time.count());
        idle_time_ += idle_ * static_cast<double>(time.count());
    }
    void take(NodeIndex node) {
        if (holders_[node.value()]++ > 0) return;
        const auto leaf = network_.leaf[node.value()];
        if (busy_[leaf]++ == 0) idle_ -= size_[leaf];
        --free_;
    }
    void give_back(NodeIndex node) {
        if (--holders_[node.value()] > 0) return;
        const auto leaf = network_.leaf[node.value()];
        if (--busy_[leaf] == 0) idle_ += size_[leaf];
        ++free_;
    }
    [[nodiscard]] double idle_share() const { return ratio(idle_time_, free_time_); }

  private:
    [[nodiscard]] std::size_t count_leaves() const {
        return network_.leaf.empty() ? 0 : *std::ranges::max_element(network_.leaf) + std::size_t{1};
    }

    const Neighbourhoods& network_;
    std::vector<std::uint32_t> holders_;  // by node
    std::vector<std::uint32_t> size_, busy_;  // by leaf, in nodes
    double free_ = 0, idle_ = 0, free_time_ = 0, idle_time_ = 0;
};

double free_in_idle_leaves(const Neighbourhoods& network, const Results& results) {
    const auto events = events_of(results);
    FreeNodes nodes{network};
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i > 0) nodes.wait(events[i].time - events[i - 1].time);
        for (const auto node : results.nodes_of(results.runs[events[i].run]))
            events[i].takes ? nodes.take(node) : nodes.give_back(node);
    }
    return nodes.idle_share();
}

}  // namespace

Neighbourhoods neighbourhoods_of(const Topology& topology, std::size_t nodes) {
    Neighbourhoods network;
    for (std::uint32_t n = 0; n < nodes; ++n) {
        const auto leaf = topology.leaf_of(NodeIndex{n});
        const auto above = topology.switches()[leaf].parent;
        network.leaf.push_back(static_cast<std::uint32_t>(leaf));
        network.pod.push_back(static_cast<std::uint32_t>(above == Topology::kNoParent ? leaf : above));
    }
    network.leaf_size = largest(network.leaf);
    network.pod_size = largest(network.pod);
    return network;
}

TopologyMetrics measure_topology(const Neighbourhoods& network, const Results& results) {
    PlacementMeter meter{network};
    for (const auto& run : results.runs) {
        if (run.ran() && run.node_count >= 2) meter.add(results.nodes_of(run), run.elapsed());
    }
    auto metrics = meter.result();
    metrics.free_in_idle_leaves = free_in_idle_leaves(network, results);
    return metrics;
}

}  // namespace sluice::sim
