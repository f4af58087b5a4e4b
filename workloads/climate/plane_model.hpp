// SPDX-License-Identifier: Apache-2.0
// The vertical plane as something to run.
#pragma once

#include <mpi.h>

#include <memory>

#include "workloads/climate/model.hpp"
#include "workloads/climate/options.hpp"

namespace sluice::climate {

/// On all ranks of `comm`; borrows the options. Throws run::Mistake if they are too many for the mesh.
std::unique_ptr<Model> make_plane_model(const RunOptions& options, const PlaneOptions& plane, MPI_Comm comm);

}  // namespace sluice::climate
