// SPDX-License-Identifier: Apache-2.0
// The results file of a run in the plane: its names, units and layout, as docs/climate.md lists them.
#pragma once

#include "workloads/climate/kernel/solver.hpp"
#include "workloads/climate/record_file.hpp"
#include "workloads/climate/summary.hpp"

namespace sluice::climate {

/// The part that a rank has of a field [z, x].
FieldLayout layout_of(const Grid& grid, const Tile& tile);

Record record_of(const Solver& solver, const Moment& moment);

/// What a record's numbers say.
Moment moment_of(const std::vector<double>& numbers);

class Results : public RecordFile {
  public:
    /// Creates the file at options.output. Collective. Throws io::Error.
    Results(const RunOptions& options, const Case& problem, const Solver& solver, const std::string& layout,
            MPI_Comm comm);

  private:
    void add_axes(const Grid& grid);
    void add_background(const Case& problem, const Grid& grid);
    void add_fields(const io::Block& part);
    void add_numbers();
};

}  // namespace sluice::climate
