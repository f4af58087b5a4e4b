// SPDX-License-Identifier: Apache-2.0
// The results file of a run: its names, units and layout, as docs/climate.md lists them, written by all
// ranks.
#pragma once

#include <mpi.h>

#include <array>
#include <string>
#include <vector>

#include "io/file.hpp"
#include "workloads/climate/kernel/solver.hpp"
#include "workloads/climate/options.hpp"
#include "workloads/climate/summary.hpp"

namespace sluice::climate {

inline constexpr std::size_t kFieldCount = 4;

/// One record of the file: its numbers, and the fields on the tile of this rank.
struct Record {
    Moment moment;
    std::array<std::vector<double>, kFieldCount> fields;
};

Record record_of(const Solver& solver, const Moment& moment);

class Results {
  public:
    /// Creates the file at options.output. Collective, like the other members. Throws io::Error.
    Results(const RunOptions& options, const Solver& solver, const std::string& layout, MPI_Comm comm);

    void append(const Record& record);

    /// Adds what is known at the end only, and completes the file.
    void finish(const Summary& summary);

  private:
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
    std::vector<io::Variable*> fields_;  // in the order of Record
    std::vector<Series> series_;
    std::size_t records_ = 0;
};

}  // namespace sluice::climate
