// SPDX-License-Identifier: Apache-2.0
// One array of a file that several ranks write together.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "io/chunked_array.hpp"
#include "io/number.hpp"

namespace sluice::io {

struct Attribute {
    std::string name;
    std::variant<std::string, double> value;
};

/// What an array is, in the terms of the CF conventions (cfconventions.org); empty members are left out.
struct Description {
    std::string name;
    std::string units = {};  // as UDUNITS writes them: "m s-1", "1" if there is none
    std::string long_name = {};
    std::string standard_name = {};  // from the CF table
    std::string axis = {};           // "X", "Y", "Z" or "T", for a coordinate
    std::string positive = {};       // "up" or "down", for a vertical coordinate
    std::vector<Attribute> more = {};  // how it is drawn, see docs/results.md, and anything else
    Number stored = Number::f64;       // in the file; values are rounded towards zero if it is a whole number
};

enum class Growth { fixed, by_records };

class Variable {
  public:
    /// `array` has what is described; it grows if it has records.
    Variable(ChunkedArray array, Growth growth, const Description& description);

    /// Writes this rank's block, row by row. Collective, also for ranks whose block is empty.
    /// Throws std::invalid_argument if `values` has not the size of the block, Error if the file cannot be
    /// written.
    void write(std::span<const double> values);

    /// The same for record `record` (0, 1, ...) of a variable that grows; makes room for it first.
    void write_record(std::size_t record, std::span<const double> values);

    /// One number per record, from rank 0; the others' is ignored.
    void write_record(std::size_t record, double value);

    /// After the last record.
    void finish() { array_.finish(); }

    /// HDF5's identifier, on rank 0; invalid on the others.
    hid_t id() const { return array_.id(); }

  private:
    std::size_t values_of_this_rank() const;
    void put(std::size_t record, std::span<const double> values);

    ChunkedArray array_;
    Growth growth_;
    Number stored_;
};

}  // namespace sluice::io
