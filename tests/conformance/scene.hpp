// SPDX-License-Identifier: Apache-2.0
//
// A scene: a few jobs in known states, and command lines that are asked about them one after another.
#pragma once

#include <string>
#include <vector>

namespace sluice::conformance {

struct Scene {
    std::string name;
    std::string setup;  // a bash script
    std::vector<std::string> commands;
};

/// A file of scenes/: the lines up to "----" are the setup, each later line is a command. Empty lines and
/// lines that begin with # say nothing.
Scene read_scene(const std::string& path);

}  // namespace sluice::conformance
