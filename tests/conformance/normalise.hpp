// SPDX-License-Identifier: Apache-2.0
//
// What may differ between two runs of the same commands, replaced by words of the same width: numbers of
// jobs, times of day, short times that have passed, folders, hosts and process numbers.
#pragma once

#include <map>
#include <string>

namespace sluice::conformance {

/// Names of three letters for the numbers of the scene's jobs.
using JobNames = std::map<std::string, std::string>;

/// Lines "RUN=50003" to names by number.
JobNames read_job_names(const std::string& text);

std::string normalise(std::string text, const JobNames& names, const std::string& folder);

}  // namespace sluice::conformance
