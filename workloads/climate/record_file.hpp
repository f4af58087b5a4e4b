// SPDX-License-Identifier: Apache-2.0
// A results file that grows by records, written by all ranks, whatever the records are of; and how records
// travel in checkpoints.
#pragma once

#include <mpi.h>

#include <string>
#include <vector>

#include "io/checkpoint.hpp"
#include "io/file.hpp"
#include "workloads/climate/facts.hpp"
#include "workloads/climate/options.hpp"

namespace sluice::climate {

/// One record: the numbers, time first, and the values of each field on this rank's part.
struct Record {
    std::vector<double> numbers;
    std::vector<std::vector<double>> fields;
};

class RecordFile {
  public:
    /// Creates the file at options.output. Collective, like the other members. Throws io::Error.
    RecordFile(const RunOptions& options, const std::string& layout, MPI_Comm comm);
    RecordFile(const RecordFile&) = delete;
    RecordFile& operator=(const RecordFile&) = delete;

    void append(const Record& record);

    /// Adds what is known at the end only, and completes the file.
    void finish(const RunFacts& facts);

  protected:
    /// The coordinate of the records; first of the numbers.
    void add_time();

    /// One of the numbers of a record, in their order.
    void add_series(const io::Description& description);

    /// One of the fields of a record, in their order; time is added to the axes.
    void add_field(const io::Description& description, const std::string& y, const std::string& x,
                   const io::Block& part);

    MPI_Comm comm() const { return comm_; }
    io::File& file() { return file_; }

  private:
    MPI_Comm comm_;
    io::File file_;
    std::vector<io::Variable*> fields_, series_;
    std::size_t records_ = 0;
};

/// What was written to a results file so far goes into checkpoints as well: a file that was not completed is
/// lost in a kill.
using Records = std::vector<Record>;

/// A field has `whole` extents, of which this rank has `part`.
struct FieldLayout {
    io::Extents whole;
    io::Block part;
};
void save_records(io::CheckpointWriter& checkpoint, const Records& records, const FieldLayout& layout,
                  MPI_Comm comm);
Records load_records(const io::Reader& saved, const io::Block& part);

}  // namespace sluice::climate
