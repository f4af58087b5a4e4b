// SPDX-License-Identifier: Apache-2.0
// One array of a file that several ranks write together.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "io/block.hpp"
#include "io/handle.hpp"
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
    /// Takes an open dataset over. `block` is the part of it that this rank writes at a time; if it grows,
    /// the first dimension counts records and has one of them, or none on ranks that write nothing.
    Variable(DatasetHandle dataset, Block block, Growth growth, const Description& description,
             const std::filesystem::path& file);

    /// Writes this rank's block, row by row. Collective, also for ranks whose block is empty.
    /// Throws std::invalid_argument if `values` has not the size of the block, Error if the file cannot be
    /// written.
    void write(std::span<const double> values);

    /// The same for record `record` (0, 1, ...) of a variable that grows; makes room for it first.
    void write_record(std::size_t record, std::span<const double> values);

    /// One number per record, from rank 0; the others' is ignored.
    void write_record(std::size_t record, double value);

    hid_t id() const { return dataset_.id(); }

    /// Gives the dataset up without closing it.
    void abandon() { dataset_.release(); }

  private:
    void make_room_for(hsize_t record);
    void put(const Block& where, std::span<const double> values);

    DatasetHandle dataset_;
    Block block_;  // with the dimension of records, if there is one
    Growth growth_;
    std::string name_;
    Number stored_;
    const std::filesystem::path& file_;
    hsize_t records_ = 0;
};

}  // namespace sluice::io
