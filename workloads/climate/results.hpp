// SPDX-License-Identifier: Apache-2.0
// The results file of a run: its names, units and layout, as docs/climate.md lists them, written by all
// ranks.
#pragma once

#include <mpi.h>

#include <string>
#include <vector>

#include "io/file.hpp"
#include "workloads/climate/kernel/solver.hpp"
#include "workloads/climate/options.hpp"
#include "workloads/climate/summary.hpp"

namespace sluice::climate {

class Results {
  public:
    /// Creates the file at options.output. Collective, like the other members. Throws io::Error.
    Results(const RunOptions& options, const Solver& solver, const std::string& layout, MPI_Comm comm);

    /// Appends the fields of `solver` and the numbers of the moment.
    void write(const Solver& solver, const Moment& moment);

    /// Adds what is known at the end only, and completes the file.
    void finish(const Summary& summary);

  private:
    using Values = std::vector<double> (*)(const Solver&);

    struct Field {
        io::Variable& variable;
        Values values;
    };
    struct Series {
        io::Variable& variable;
        double Moment::*value;
    };

    void add_axes(const Grid& grid);
    void add_background(const Case& problem, const Grid& grid);
    void add_fields(const Tile& tile);
    void add_series();

    MPI_Comm comm_;
    io::File file_;
    std::vector<Field> fields_;
    std::vector<Series> series_;
    std::size_t records_ = 0;
};

}  // namespace sluice::climate
