// SPDX-License-Identifier: Apache-2.0
//
// A file as bytes in memory, read by the kernel where it is looked at: programs may be large.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scheduler/model/error.hpp"

namespace sluice::elf {

class MappedFile {
  public:
    /// Error: what the file system said.
    static Result<MappedFile> open(const std::string& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&&) = delete;
    ~MappedFile();

    [[nodiscard]] std::string_view bytes() const { return {data_, size_}; }

  private:
    MappedFile(const char* data, std::size_t size) : data_{data}, size_{size} {}
    const char* data_;
    std::size_t size_;
};

}  // namespace sluice::elf
