// SPDX-License-Identifier: Apache-2.0
// The results file of a run on the sphere: its names, units and layout, as docs/climate.md lists them.
#pragma once

#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/record_file.hpp"
#include "workloads/climate/sphere_summary.hpp"

namespace sluice::climate {

/// The part that a rank has of a field [lat, lon].
FieldLayout layout_of(const sphere::MapGrid& grid, const Range& rows);

class SphereResults : public RecordFile {
  public:
    /// Creates the file at options.output. `ground` is its height on the rank's rows, m. Collective. Throws
    /// io::Error.
    SphereResults(const RunOptions& options, const SphereOptions& sphere, const Range& rows,
                  const std::vector<double>& ground, const std::string& layout, MPI_Comm comm);

  private:
    void add_axes(const sphere::MapGrid& grid);
    void add_fields(const io::Block& part);
};

}  // namespace sluice::climate
