// SPDX-License-Identifier: Apache-2.0
// Reads a results file or a checkpoint back. Every process reads for itself, without MPI.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/block.hpp"
#include "io/contents.hpp"
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

    const std::filesystem::path& path() const { return path_; }
    std::vector<VariableInfo> variables() const { return list_variables(file_.id(), path_); }
    std::vector<NamedText> attributes() const { return list_attributes(file_.id(), path_); }

    /// Of a variable.
    double number(const std::string& variable, const std::string& attribute) const;
    std::string text(const std::string& variable, const std::string& attribute) const;
    Extents shape(const std::string& variable) const;

    /// The texts of a variable that holds such, as File::add_text() writes them or as strings of fixed length.
    std::vector<std::string> texts(const std::string& variable) const;
    std::vector<std::string> texts(const std::string& variable, const Block& block) const;

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

    /// Where the chunk that begins at this element lies in the file; nothing if it has no place of its own.
    struct Bytes {
        std::uint64_t first, count;
    };
    std::optional<Bytes> bytes_of_chunk(const std::string& variable, const Extents& start) const;

  private:
    DatasetHandle open(const std::string& variable) const;
    void read(const std::string& variable, const Block& block, Number number, void* values) const;

    std::filesystem::path path_;
    FileHandle file_;
};

}  // namespace sluice::io
