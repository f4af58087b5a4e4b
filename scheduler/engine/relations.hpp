// SPDX-License-Identifier: Apache-2.0
//
// Who waits for whom. When something happens to a job, only those found here are looked at again. Parts of
// ClusterState.
#pragma once

#include <absl/container/btree_set.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "scheduler/engine/array_index.hpp"
#include "scheduler/model/dependency.hpp"

namespace sluice::engine {

/// From a job, or an array, to the jobs with an open dependency on it.
class Dependents {
  public:
    void add(JobId dependent, const Dependency& on);
    void remove(JobId dependent, const Dependency& on);
    [[nodiscard]] std::set<JobId> of(JobId job) const;

  private:
    std::map<JobId, std::set<JobId>> of_;
};

/// The living jobs of one name and user: those that --dependency=singleton is about.
struct Namesakes {
    absl::btree_set<JobId> waiting;
    absl::btree_set<JobId> active;
    absl::btree_set<JobId> passed;  // singletons that wait and are not held back by another

    /// The one that a singleton must be: first in line, and nobody runs.
    [[nodiscard]] std::optional<JobId> next() const {
        if (!active.empty() || waiting.empty()) return std::nullopt;
        return *waiting.begin();
    }
};

class NameIndex {
  public:
    /// Takes note of the job as it is now; `passed`: see Namesakes.
    void note(const Job& job, bool passed);
    /// Under the name that it has now.
    void forget(const Job& job);
    [[nodiscard]] const Namesakes* find(const Job& job) const;

  private:
    std::map<std::pair<UserId, std::string>, Namesakes> groups_;
};

}  // namespace sluice::engine
