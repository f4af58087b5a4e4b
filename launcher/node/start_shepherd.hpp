// SPDX-License-Identifier: Apache-2.0
//
// Starting a shepherd: a session of its own, so that it outlives the daemon; the claimed lock of its spool as
// descriptor 3; what it prints into the spool's log.
#pragma once

#include <sys/types.h>

#include "launcher/spool/step_spool.hpp"

namespace sluice::node {

/// The program is the sluicestepd that lies beside this one. Error: it cannot be executed.
Result<pid_t> start_shepherd(const StepSpool& spool, const Descriptor& lock);

}  // namespace sluice::node
