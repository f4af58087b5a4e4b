// SPDX-License-Identifier: Apache-2.0
//
// Nodes in node order, written down once and shared by all that name the same: thousands of requests may each be
// good for all nodes of a large partition.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "scheduler/model/ids.hpp"

namespace sluice::engine {

class NodeList {
  public:
    NodeList() = default;
    NodeList(std::vector<NodeIndex> nodes) : nodes_{std::make_shared<const std::vector<NodeIndex>>(std::move(nodes))} {}

    [[nodiscard]] const std::vector<NodeIndex>& all() const {
        static const std::vector<NodeIndex> kNone;
        return nodes_ ? *nodes_ : kNone;
    }
    [[nodiscard]] auto begin() const { return all().begin(); }
    [[nodiscard]] auto end() const { return all().end(); }
    [[nodiscard]] std::size_t size() const { return all().size(); }
    [[nodiscard]] bool empty() const { return all().empty(); }
    friend bool operator==(const NodeList& a, const NodeList& b) { return a.nodes_ == b.nodes_ || a.all() == b.all(); }

  private:
    friend class NodeLists;
    std::shared_ptr<const std::vector<NodeIndex>> nodes_;
};

/// The lists that are in use.
class NodeLists {
  public:
    /// The same list, in the place where it is known already.
    NodeList shared(NodeList list) {
        if (list.empty()) return list;
        const auto key = list.size() ^ (std::size_t{list.all().front().value()} << 20) ^ (std::size_t{list.all().back().value()} << 40);
        const auto [first, last] = known_.equal_range(key);
        for (auto known = first; known != last; ++known) {
            if (known->second == list) return known->second;
        }
        return known_.emplace(key, std::move(list))->second;
    }
    void forget_unused() {
        std::erase_if(known_, [](const auto& known) { return known.second.nodes_.use_count() == 1; });
    }

  private:
    std::unordered_multimap<std::size_t, NodeList> known_;  // by length and ends
};

}  // namespace sluice::engine
