// SPDX-License-Identifier: Apache-2.0
// Which part of an array a rank holds, and how the array is cut into chunks on disk.
#pragma once

#include <hdf5.h>

#include <vector>

namespace sluice::io {

using Extents = std::vector<hsize_t>;

/// A rectangle of an array, slowest dimension first. A count of zero anywhere makes it empty.
struct Block {
    Extents start, count;

    hsize_t size() const;  // elements
    static Block whole(const Extents& extents);
    static Block nothing(const Extents& extents);

    /// All of the array on rank 0, nothing on the others.
    static Block on_root(const Extents& extents, int rank);
};

/// Is the block a part of an array of these extents?
bool fits(const Block& block, const Extents& extents);

inline constexpr hsize_t kLargestChunk = hsize_t{1} << 19;  // elements: 4 MiB of doubles

/// A chunk for an array whose ranks hold blocks of at most `largest_block`: that block itself, so that a rank
/// fills whole chunks, halved along its longest side until it is no larger than `limit` elements.
Extents chunk_shape(const Extents& largest_block, hsize_t limit = kLargestChunk);

}  // namespace sluice::io
