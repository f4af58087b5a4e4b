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
    /// Those of a scene that were not needed, as they stand in the file.
    [[nodiscard]] std::vector<std::string> unused(const std::string& scene) const;
    [[nodiscard]] std::size_t size() const { return used_.size(); }

  private:
    std::map<std::string, bool> used_;
};

/// Blocks: a line "# reason", then the lines "scene: command" that it explains.
Verdicts read_verdicts(const std::string& text);

}  // namespace sluice::conformance
