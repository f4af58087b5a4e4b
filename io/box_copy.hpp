// SPDX-License-Identifier: Apache-2.0
// Parts of arrays between memories that hold different boxes of the same array.
#pragma once

#include <cstddef>

#include "io/block.hpp"

namespace sluice::io {

/// A box of an array and its elements, row by row. Borrows them.
template <class Byte>
struct BoxOf {
    const Block& box;
    Byte* bytes;
};

/// Copies the elements of `region`, which lies in both boxes.
void copy_region(const Block& region, const BoxOf<const std::byte>& from, const BoxOf<std::byte>& to,
                 std::size_t bytes_per_element);

/// Does the region lie in one run in the memory of the box?
bool is_one_run(const Block& region, const Block& box);

/// Elements before the region's first in the memory of the box.
std::size_t offset_in(const Block& box, const Extents& first);

}  // namespace sluice::io
