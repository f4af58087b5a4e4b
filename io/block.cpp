// SPDX-License-Identifier: Apache-2.0
#include "io/block.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace sluice::io {
namespace {

hsize_t product(const Extents& extents) {
    return std::accumulate(extents.begin(), extents.end(), hsize_t{1}, std::multiplies<>{});
}

}  // namespace

hsize_t Block::size() const { return product(count); }

Block Block::whole(const Extents& extents) { return {Extents(extents.size(), 0), extents}; }

Block Block::nothing(const Extents& extents) {
    return {Extents(extents.size(), 0), Extents(extents.size(), 0)};
}

Block Block::on_root(const Extents& extents, int rank) {
    return rank == 0 ? whole(extents) : nothing(extents);
}

bool fits(const Block& block, const Extents& extents) {
    if (block.start.size() != extents.size() || block.count.size() != extents.size()) return false;
    for (std::size_t n = 0; n < extents.size(); ++n) {
        if (block.start[n] + block.count[n] > extents[n]) return false;
    }
    return true;
}

Extents chunk_shape(const Extents& largest_block, hsize_t limit) {
    Extents chunk = largest_block;
    for (hsize_t& side : chunk) side = std::max<hsize_t>(side, 1);
    while (product(chunk) > limit) {
        hsize_t& longest = *std::max_element(chunk.begin(), chunk.end());
        longest = (longest + 1) / 2;
    }
    return chunk;
}

}  // namespace sluice::io
