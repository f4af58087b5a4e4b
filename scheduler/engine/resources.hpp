// SPDX-License-Identifier: Apache-2.0
//
// Amounts of what a node can give, by kind. Which core or which GPU is decided when a job starts; planning
// needs only how many.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/gres.hpp"
#include "scheduler/model/memory.hpp"

namespace sluice::engine {

/// The gres kinds of a cluster, each (name, type) once; Amount::gres is indexed by it.
class GresKinds {
  public:
    struct Kind {
        std::string name;
        std::string type;
    };
    /// The index of a kind, added if new.
    std::size_t index_of(std::string_view name, std::string_view type);
    /// All kinds that satisfy a request: those of the name, and of the type when one is given.
    [[nodiscard]] std::vector<std::size_t> matching(const GresCount& wanted) const;
    [[nodiscard]] std::span<const Kind> all() const { return kinds_; }

  private:
    std::vector<Kind> kinds_;
};

/// What is free, used or wanted on one node.
struct Amount {
    std::uint32_t cores = 0;
    Mebibytes memory;
    std::vector<std::uint32_t> gres;  // per kind; shorter means zeros

    friend bool operator==(const Amount&, const Amount&) = default;

    [[nodiscard]] std::uint32_t gres_of(std::size_t kind) const { return kind < gres.size() ? gres[kind] : 0; }
    [[nodiscard]] bool contains(const Amount& other) const;
    void add(const Amount& other);
    /// Requires that `other` is contained.
    void subtract(const Amount& other);
    /// The smaller of each kind.
    void limit_to(const Amount& other);
};

}  // namespace sluice::engine
