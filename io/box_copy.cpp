// SPDX-License-Identifier: Apache-2.0
#include "io/box_copy.hpp"

#include <cstring>

namespace sluice::io {
namespace {

/// To the start of the next row of the region; false after the last.
bool next_row(Extents& place, const Block& region) {
    for (std::size_t n = place.size() - 1; n-- > 0;) {
        if (++place[n] < region.start[n] + region.count[n]) return true;
        place[n] = region.start[n];
    }
    return false;
}

}  // namespace

std::size_t offset_in(const Block& box, const Extents& first) {
    hsize_t offset = 0;
    for (std::size_t n = 0; n < first.size(); ++n) offset = offset * box.count[n] + first[n] - box.start[n];
    return static_cast<std::size_t>(offset);
}

void copy_region(const Block& region, const BoxOf<const std::byte>& from, const BoxOf<std::byte>& to,
                 std::size_t bytes_per_element) {
    if (region.size() == 0) return;
    const std::size_t row = static_cast<std::size_t>(region.count.back()) * bytes_per_element;
    Extents place = region.start;
    do {
        std::memcpy(to.bytes + offset_in(to.box, place) * bytes_per_element,
                    from.bytes + offset_in(from.box, place) * bytes_per_element, row);
    } while (next_row(place, region));
}

bool is_one_run(const Block& region, const Block& box) {
    std::size_t n = 0;
    while (n < region.count.size() && region.count[n] == 1) ++n;
    for (++n; n < region.count.size(); ++n) {
        if (region.count[n] != box.count[n]) return false;
    }
    return true;
}

}  // namespace sluice::io
