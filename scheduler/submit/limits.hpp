// SPDX-License-Identifier: Apache-2.0
//
// Resource limits that tasks inherit from whoever submits them. They travel in variables SLURM_RLIMIT_NAME, which
// the shepherd takes out again.
#pragma once

#include <sys/resource.h>

#include <array>
#include <string_view>
#include <utility>

namespace sluice::submit {

inline constexpr std::string_view kLimitPrefix = "SLURM_RLIMIT_";

inline constexpr std::array<std::pair<std::string_view, int>, 10> kLimits{{{"AS", RLIMIT_AS},
                                                                           {"CORE", RLIMIT_CORE},
                                                                           {"CPU", RLIMIT_CPU},
                                                                           {"DATA", RLIMIT_DATA},
                                                                           {"FSIZE", RLIMIT_FSIZE},
                                                                           {"MEMLOCK", RLIMIT_MEMLOCK},
                                                                           {"NOFILE", RLIMIT_NOFILE},
                                                                           {"NPROC", RLIMIT_NPROC},
                                                                           {"RSS", RLIMIT_RSS},
                                                                           {"STACK", RLIMIT_STACK}}};

}  // namespace sluice::submit
