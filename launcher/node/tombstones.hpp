// SPDX-License-Identifier: Apache-2.0
//
// Steps that ran here and whose end the controller has acknowledged. A launch order for one of them is an
// old duplicate and is not run again. The latest few thousand are kept, across restarts of the daemon.
#pragma once

#include <deque>
#include <set>
#include <string>

#include "launcher/spool/step_key.hpp"

namespace sluice::node {

class Tombstones {
  public:
    explicit Tombstones(std::string file, std::size_t limit = 4096);

    void add(const StepKey& key);
    [[nodiscard]] bool contains(const StepKey& key) const { return keys_.contains(key); }
    [[nodiscard]] std::size_t size() const { return keys_.size(); }

  private:
    void load();
    void remember(const StepKey& key);
    void rewrite();

    std::string file_;
    std::size_t limit_;
    std::set<StepKey> keys_;
    std::deque<StepKey> oldest_first_;
    std::size_t lines_ = 0;  // of the file; more than there are keys until it is rewritten
};

}  // namespace sluice::node
