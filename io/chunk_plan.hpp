// SPDX-License-Identifier: Apache-2.0
// Which rank puts which chunk of a decomposed array together, and out of whose parts.
#pragma once

#include <optional>
#include <vector>

#include "io/block.hpp"

namespace sluice::io {

struct ChunkPiece {
    int rank;      // that has it
    Block region;  // in the array
};

struct PlannedChunk {
    Extents start;
    int owner;                       // the rank with the largest piece
    std::vector<ChunkPiece> pieces;  // in the order of ranks; together all of the chunk that lies within the array
};

/// The chunks that the blocks cover, in the order of owners. Nothing if a chunk is covered in part only: then its other
/// elements are known to nobody. `blocks` has one for each rank, and no two overlap.
std::optional<std::vector<PlannedChunk>> plan_chunks(const std::vector<Block>& blocks, const Extents& extents,
                                                     const Extents& chunk);

}  // namespace sluice::io
