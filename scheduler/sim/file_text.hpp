// SPDX-License-Identifier: Apache-2.0
//
// A file as one text in memory, unpacked if it is gzipped.
#pragma once

#include <string>

#include "scheduler/model/error.hpp"

namespace sluice::sim {

/// Recognises gzip by its first bytes, not by the file's name. Error: which file, and why.
Result<std::string> read_text(const std::string& path);

}  // namespace sluice::sim
