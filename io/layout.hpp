// SPDX-License-Identifier: Apache-2.0
// How an array lies on disk: chunks from the decomposition, a checksum on each, compression if wanted.
#pragma once

#include "io/block.hpp"
#include "io/handle.hpp"

namespace sluice::io {

// NetCDF lists things in the order of their creation.
inline constexpr unsigned kInOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

/// Lossless compression costs more time than writing: for files that travel or stay.
enum class Compression { none, deflate };

inline constexpr unsigned kDeflateLevel = 1;  // the higher ones gain a few per cent on smooth fields

/// Chunks of this shape; Fletcher's checksum tells on reading if a bit of one has changed.
PropertyHandle chunked(const Extents& chunk, Compression compression = Compression::none);

}  // namespace sluice::io
