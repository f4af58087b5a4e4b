// SPDX-License-Identifier: Apache-2.0
//
// After all options were read: what they mean together, and what holds for those that were not given.
#pragma once

#include "scheduler/submit/invocation.hpp"
#include "scheduler/submit/request.hpp"
#include "scheduler/submit/stop.hpp"

namespace sluice::submit {

/// The whole of it. Only what needs no cluster is refused here; the rest is the controller's to refuse.
Applied settle(Request& request, const Invocation& caller);

/// Its parts. `settle_layout` brings counts of nodes and tasks and host lists into line, with Slurm's
/// warnings where it changes what was asked for.
Applied settle_layout(Request& request, Command command);
void settle_files(Request& request, Command command);
/// GPUs in all, on each node, on each socket and for each task: that they agree, and what follows from them.
Applied settle_gpus(Request& request);
/// What of the request the step holds against other steps of its job.
Applied settle_step(Request& request, const Invocation& caller);

/// Whether the option was set, and by whom.
bool was_given(const Request& request, std::string_view option);
bool was_given(const Request& request, std::string_view option, Source source);

}  // namespace sluice::submit
