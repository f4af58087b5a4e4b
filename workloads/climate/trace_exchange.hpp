// SPDX-License-Identifier: Apache-2.0
// Traces between the ranks that share the sphere: one message each way to every rank beside this one.
#pragma once

#include <mpi.h>

#include <vector>

#include "workloads/climate/sphere/solver.hpp"

namespace sluice::climate {

class TraceExchange final : public sphere::Exchange {
  public:
    /// Borrows the partners.
    TraceExchange(MPI_Comm comm, const std::vector<sphere::Partner>& partners);

    void start(const sphere::Traces& traces) override;
    void finish(sphere::Traces& traces) override;

  private:
    MPI_Comm comm_;
    const std::vector<sphere::Partner>& partners_;
    std::vector<std::vector<double>> sent_, received_;  // by partner
    std::vector<MPI_Request> requests_;
};

}  // namespace sluice::climate
