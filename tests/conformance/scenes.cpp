// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/scenes.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace sluice::conformance {

namespace fs = std::filesystem;

std::vector<Scene> scenes(const std::vector<std::string>& wanted) {
    std::vector<std::string> names = wanted;
    if (names.empty()) {
        for (const auto& entry : fs::directory_iterator{kFolder + "/scenes"})
            names.push_back(entry.path().stem());
        std::sort(names.begin(), names.end());
    }
    std::vector<Scene> found;
    for (const auto& name : names) {
        const auto path = kFolder + "/scenes/" + name + ".scene";
        if (!fs::exists(path)) throw std::runtime_error{"there is no scene " + name};
        found.push_back(read_scene(path));
    }
    return found;
}

std::string recording(const Scene& scene) { return kFolder + "/recorded/" + scene.name + ".answers"; }

}  // namespace sluice::conformance
