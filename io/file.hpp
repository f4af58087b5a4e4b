// SPDX-License-Identifier: Apache-2.0
// A results file that the ranks of a communicator write together: HDF5 through MPI-IO, laid out so that
// NetCDF-4 readers see dimensions, coordinates and units (CF-1.8).
//
// The file appears under its name when close() returns, complete and on disk (see StagedFile). Every member
// function but the destructor is collective.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/block.hpp"
#include "io/handle.hpp"
#include "io/layout.hpp"
#include "io/staged_file.hpp"
#include "io/variable.hpp"

namespace sluice::io {

class File {
  public:
    /// Throws Error if the file cannot be created beside `path`.
    static File create(const std::filesystem::path& path, MPI_Comm comm,
                       Compression compression = Compression::none);

    File(const File&) = delete;
    File& operator=(const File&) = delete;

    // Without close() the file is abandoned and removed; see StagedFile.

    /// Attributes of the file as a whole.
    void set(const std::string& attribute, std::string_view text);
    void set(const std::string& attribute, double number);
    void set(const std::string& attribute, std::int64_t number);

    /// A dimension of fixed length with its coordinates, the same on every rank.
    void add_axis(const Description& description, std::span<const double> coordinates);

    /// The dimension along which records are appended: the first dimension of every variable that has it. The
    /// variable returned takes the coordinate of each record. References live until close().
    Variable& add_record_axis(const Description& description);

    /// An array of numbers over axes added before, slowest first. `block` is this rank's part of the axes of
    /// fixed length; the blocks of the ranks must not overlap. An array over the record axis alone needs no
    /// block, it takes one number per record from rank 0. Throws std::invalid_argument for an axis that is
    /// unknown or out of place, or a block that does not fit.
    Variable& add_variable(const Description& description, const std::vector<std::string>& axes,
                           const Block& block = {});

    /// A text for each point of an axis of fixed length, the same on every rank; at least one. Its letters get an axis
    /// of their own, NAME_letter.
    void add_text(const Description& description, const std::string& axis, const std::vector<std::string>& texts);

    /// Completes the file, puts it on disk and gives it its name.
    void close();

  private:
    struct Axis {
        std::string name;
        hsize_t length;  // of an axis that grows: 0, it has no records yet
        Growth growth;
        hid_t scale = H5I_INVALID_HID;  // the dataset with the coordinates
    };

    File(const std::filesystem::path& path, MPI_Comm comm, Compression compression);

    std::vector<Axis> find_axes(const std::vector<std::string>& names) const;
    ChunkedArray create_array(const std::string& name, hid_t type, const std::vector<Axis>& axes, const Block& block);
    void attach_axes(const Variable& variable, const std::string& name, const std::vector<Axis>& axes);
    Variable& keep(ChunkedArray array, const Description& description, Growth growth);
    void add_bare_axis(const std::string& name, hsize_t length);
    Variable& add_scale(const Description& description, Axis axis, const std::string& label);

    StagedFile file_;
    Compression compression_;
    std::vector<Axis> axes_;
    std::deque<Variable> variables_;
};

}  // namespace sluice::io
