// SPDX-License-Identifier: Apache-2.0
//
// What a job takes while it runs, or will take when its promise comes due.
#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/engine/placement.hpp"
#include "scheduler/engine/rare_list.hpp"

namespace sluice::engine {

/// Nodes of one class; which of them is decided when the job starts.
struct ClassCount {
    std::uint32_t node_class = 0;
    std::uint32_t nodes = 0;

    friend bool operator==(const ClassCount&, const ClassCount&) = default;
};

/// Nodes of several classes; nearly always there is one.
class ClassCounts {
  public:
    void add(ClassCount count) {
        if (first_.nodes == 0) first_ = count;
        else more_.push_back(count);
    }
    template <class Visit>
    void for_each(const Visit& visit) const {
        if (first_.nodes > 0) visit(first_);
        for (const auto& count : more_) visit(count);
    }
    friend bool operator==(const ClassCounts&, const ClassCounts&) = default;

  private:
    ClassCount first_;
    RareList<ClassCount> more_;
};

struct Hold {
    ClassCounts counts;   // nodes bound by number, or
    Placement placement;  // by name
    RareList<LicenseShare> licenses;

    friend bool operator==(const Hold&, const Hold&) = default;
};

}  // namespace sluice::engine
