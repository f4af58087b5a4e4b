// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/verdicts.hpp"

#include <sstream>

namespace sluice::conformance {

bool Verdicts::explain(const std::string& scene, const std::string& command) {
    const auto found = used_.find(scene + ": " + command);
    if (found == used_.end()) return false;
    found->second = true;
    return true;
}

std::vector<std::string> Verdicts::unused(const std::string& scene) const {
    std::vector<std::string> lines;
    for (const auto& [line, used] : used_) {
        if (!used && line.starts_with(scene + ": ")) lines.push_back(line);
    }
    return lines;
}

Verdicts read_verdicts(const std::string& text) {
    Verdicts verdicts;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(": ");
        if (line.empty() || line[0] == '#' || colon == std::string::npos) continue;
        verdicts.add(line.substr(0, colon), line.substr(colon + 2));
    }
    return verdicts;
}

}  // namespace sluice::conformance
