// SPDX-License-Identifier: Apache-2.0
// The frame around a workload: MPI's begin and end, and last words that are said once and not by every rank.
#pragma once

#include <mpi.h>

#include <exception>
#include <functional>
#include <string>
#include <string_view>

namespace sluice::run {

/// Nothing to compute: print the text and leave. Code 0 for --help and --version, 2 for a mistake.
struct Leave {
    int exit_code;
    std::string text;
};

/// Says the text, once even if every rank comes here before there is MPI to tell them apart. Returns the
/// code.
int leave(const Leave& leaving);

/// What became of an action that needs no MPI: 0, or 1 and "program: why" on standard error.
int run_alone(std::string_view program, const std::function<void()>& action);

/// Runs the action between MPI_Init and MPI_Finalize and returns its exit code. If it throws on any rank,
/// says which and why, and ends all of them with code 1.
int run_with_mpi(std::string_view program, const std::function<int(MPI_Comm)>& action);

}  // namespace sluice::run
