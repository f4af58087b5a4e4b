// SPDX-License-Identifier: Apache-2.0
//
// Plays a scene on whatever batch system the commands belong to, and writes down what they answer.
#pragma once

#include <functional>
#include <string>

#include "tests/cluster/process.hpp"
#include "tests/conformance/answer.hpp"
#include "tests/conformance/scene.hpp"

namespace sluice::conformance {

/// Runs a shell command in a folder.
using Shell = std::function<test::Ran(const std::string& command, const std::string& folder)>;

/// The answers in the scene's order, normalised. Throws std::runtime_error if the setup fails.
std::vector<std::pair<std::string, Answer>> play(const Scene& scene, const Shell& shell,
                                                 const std::string& folder);

}  // namespace sluice::conformance
