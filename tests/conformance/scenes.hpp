// SPDX-License-Identifier: Apache-2.0
//
// Where the scenes and their recorded answers are.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/scene.hpp"

namespace sluice::conformance {

inline const std::string kFolder = SLUICE_SOURCE_DIR "/tests/conformance";

/// All scenes, or those named, in the order of their names. Throws std::runtime_error for a name that is
/// none.
std::vector<Scene> scenes(const std::vector<std::string>& wanted);

/// The file of a scene's recorded answers.
std::string recording(const Scene& scene);

}  // namespace sluice::conformance
