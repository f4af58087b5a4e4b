// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/mpi_team.hpp"

#include "io/collective.hpp"
#include "workloads/run/patient_wait.hpp"

namespace sluice::montecarlo {

Team team_of(MPI_Comm comm) {
    const auto gather = [comm](std::span<double> values) {
        MPI_Request request = MPI_REQUEST_NULL;
        MPI_Iallreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE, MPI_SUM,
                       comm, &request);
        run::wait_for({&request, 1});
    };
    return {io::rank_in(comm), io::size_of(comm), gather};
}

}  // namespace sluice::montecarlo
