// SPDX-License-Identifier: Apache-2.0
//
// cluster.yaml to a checked ClusterConfig, or to everything that is wrong with the file. Nothing here
// throws: a file that cannot be read is a diagnostic too.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "scheduler/config/diagnostic.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice {

/// The diagnostics are in the order of the file, and there is at least one.
using Loaded = tl::expected<ClusterConfig, std::vector<Diagnostic>>;

/// `file_name` is what the diagnostics call the text.
Loaded load(std::string_view text, std::string_view file_name);
Loaded load_file(const std::string& path);

}  // namespace sluice
