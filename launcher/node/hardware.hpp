// SPDX-License-Identifier: Apache-2.0
//
// What this machine has, as the daemon reports it.
#pragma once

#include "scheduler/model/node.hpp"

namespace sluice::node {

/// `tmp_dir` is the folder whose file system counts as temporary disk.
Hardware find_hardware(const std::string& tmp_dir);

/// When the machine was started.
Instant boot_time();

}  // namespace sluice::node
