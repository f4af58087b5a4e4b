// SPDX-License-Identifier: Apache-2.0
//
// Differences that are meant, with their reasons.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sluice::conformance {

class Verdicts {
  public:
    void add(const std::string& scene, const std::string& command) { used_[scene + ": " + command] = false; }
    /// Whether the difference has a reason; notes that it was needed.
    bool explain(const std::string& scene, const std::string& command);
    [[nodiscard]] std::vector<std::string> unused() const;

  private:
    std::map<std::string, bool> used_;
};

/// Blocks: a line "# reason", then the lines "scene: command" that it explains.
Verdicts read_verdicts(const std::string& text);

}  // namespace sluice::conformance
