// SPDX-License-Identifier: Apache-2.0
// Where a results file comes from: enough to run the same thing again and to know what it ran on.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <optional>
#include <string>

#include "io/file.hpp"

namespace sluice::io {

struct Provenance {
    std::string title;       // of the data set
    std::string program;     // name and version
    std::string command;     // as typed
    std::string parameters;  // "name=value name=value", defaults included
    std::string layout;      // how ranks share the work, "4 x 2 (x, z)"
    std::optional<std::uint64_t> seed = {};  // of random numbers
};

/// "2025-11-23T06:30:00Z"
std::string utc_now();

/// SLURM_JOB_ID, empty outside a batch system. Collective, rank 0's value on every rank.
std::string job_id(MPI_Comm comm);

/// SLURM_JOB_NODELIST, or else the names of the hosts of the ranks. Collective.
std::string node_list(MPI_Comm comm);

/// Writes these and, found out here: job, nodes, number of ranks, versions of HDF5 and MPI, and the time as
/// `start_time`. Collective; rank 0's values count.
void write_provenance(File& file, const Provenance& provenance, MPI_Comm comm);

/// Writes `end_time`. Call it last.
void write_end_time(File& file, MPI_Comm comm);

}  // namespace sluice::io
