// SPDX-License-Identifier: Apache-2.0
// The ranks of a communicator as the kernel's team.
#pragma once

#include <mpi.h>

#include "workloads/montecarlo/kernel/team.hpp"

namespace sluice::montecarlo {

Team team_of(MPI_Comm comm);

}  // namespace sluice::montecarlo
