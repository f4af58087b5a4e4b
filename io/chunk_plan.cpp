// SPDX-License-Identifier: Apache-2.0
#include "io/chunk_plan.hpp"

#include <algorithm>
#include <map>

namespace sluice::io {
namespace {

using Pieces = std::map<Extents, std::vector<ChunkPiece>>;  // by the start of the chunk

Block common_part(const Block& a, const Block& b) {
    Block common = a;
    for (std::size_t n = 0; n < a.start.size(); ++n) {
        const hsize_t first = std::max(a.start[n], b.start[n]);
        const hsize_t end = std::min(a.start[n] + a.count[n], b.start[n] + b.count[n]);
        common.start[n] = first;
        common.count[n] = end > first ? end - first : 0;
    }
    return common;
}

/// The first chunk that the block touches.
Extents first_start(const Block& block, const Extents& chunk) {
    Extents start = block.start;
    for (std::size_t n = 0; n < start.size(); ++n) start[n] -= start[n] % chunk[n];
    return start;
}

/// To the next chunk that the block touches, last dimension fastest; false after the last.
bool advance(Extents& start, const Block& block, const Extents& chunk) {
    const Extents first = first_start(block, chunk);
    for (std::size_t n = start.size(); n-- > 0;) {
        start[n] += chunk[n];
        if (start[n] < block.start[n] + block.count[n]) return true;
        start[n] = first[n];
    }
    return false;
}

void add_pieces(Pieces& pieces, int rank, const Block& block, const Extents& chunk) {
    if (block.size() == 0) return;
    Extents start = first_start(block, chunk);
    do {
        pieces[start].push_back({rank, common_part(block, {start, chunk})});
    } while (advance(start, block, chunk));
}

bool is_covered(const Extents& start, const std::vector<ChunkPiece>& pieces, const Extents& extents,
                const Extents& chunk) {
    hsize_t covered = 0;
    for (const ChunkPiece& piece : pieces) covered += piece.region.size();
    return covered == common_part({start, chunk}, Block::whole(extents)).size();
}

int owner_among(const std::vector<ChunkPiece>& pieces) {
    return std::ranges::max_element(pieces, {}, [](const ChunkPiece& piece) { return piece.region.size(); })->rank;
}

}  // namespace

std::optional<std::vector<PlannedChunk>> plan_chunks(const std::vector<Block>& blocks, const Extents& extents,
                                                     const Extents& chunk) {
    Pieces pieces;
    for (std::size_t rank = 0; rank < blocks.size(); ++rank)
        add_pieces(pieces, static_cast<int>(rank), blocks[rank], chunk);
    std::vector<PlannedChunk> plan;
    for (auto& [start, parts] : pieces) {
        if (!is_covered(start, parts, extents, chunk)) return std::nullopt;
        plan.push_back({start, owner_among(parts), std::move(parts)});
    }
    std::ranges::stable_sort(plan, {}, &PlannedChunk::owner);
    return plan;
}

}  // namespace sluice::io
