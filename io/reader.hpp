// SPDX-License-Identifier: Apache-2.0
// Reads a results file or a checkpoint back. Every process reads for itself, without MPI.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/block.hpp"
#include "io/handle.hpp"
#include "io/number.hpp"

namespace sluice::io {

/// Every member throws Error, naming file and object, when there is no such thing or it is of another kind.
class Reader {
  public:
    explicit Reader(std::filesystem::path path);

    bool has(const std::string& attribute) const;
    std::string text(const std::string& attribute) const;
    double number(const std::string& attribute) const;
    std::int64_t integer(const std::string& attribute) const;

    /// Of a variable.
    std::string text(const std::string& variable, const std::string& attribute) const;
    Extents shape(const std::string& variable) const;

    /// The whole of a variable, last dimension fastest.
    std::vector<double> values(const std::string& variable) const;

    /// A part of it, converted to the type if it is stored as another. Throws Error if it has no such part or a
    /// checksum does not fit.
    template <class T = double>
    std::vector<T> part(const std::string& variable, const Block& block) const {
        std::vector<T> values(block.size());
        read(variable, block, number_of<T>(), values.data());
        return values;
    }

    /// One record of a variable: the elements with this first index.
    std::vector<double> record(const std::string& variable, std::size_t index) const;

  private:
    DatasetHandle open(const std::string& variable) const;
    void read(const std::string& variable, const Block& block, Number number, void* values) const;

    std::filesystem::path path_;
    FileHandle file_;
};

}  // namespace sluice::io
