// SPDX-License-Identifier: Apache-2.0
// A chunk as it lies on disk: what HDF5's filters of the dataset would make of it, computed by the rank that has it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "io/layout.hpp"

namespace sluice::io {

inline constexpr std::size_t kChecksumBytes = 4;

struct EncodedChunk {
    std::span<const std::byte> content;  // of `packed`, or borrowed
    std::vector<std::byte> packed;
    std::array<std::byte, kChecksumBytes> checksum;

    std::size_t size() const { return content.size() + kChecksumBytes; }
};

/// Shuffled and deflated if it is to be compressed; the checksum is of what is stored. Without compression the content is
/// borrowed from `chunk`. Throws Error if zlib fails.
EncodedChunk encode(std::span<const std::byte> chunk, std::size_t bytes_per_element, Compression compression);

}  // namespace sluice::io
