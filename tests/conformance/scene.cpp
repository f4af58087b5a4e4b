// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/scene.hpp"

#include <filesystem>
#include <sstream>

#include "tests/cluster/process.hpp"

namespace sluice::conformance {

Scene read_scene(const std::string& path) {
    Scene scene;
    scene.name = std::filesystem::path{path}.stem();
    std::istringstream lines{test::read_file(path)};
    bool in_setup = true;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        if (line == "----") in_setup = false;
        else if (in_setup) scene.setup += line + "\n";
        else scene.commands.push_back(line);
    }
    return scene;
}

}  // namespace sluice::conformance
