// SPDX-License-Identifier: Apache-2.0
#include "io/integrity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "io/error.hpp"

namespace sluice::io {
namespace {

constexpr hsize_t kPieceOfUnchunked = hsize_t{1} << 22;  // elements

/// Pieces in which the variable is read: its chunks, or if it has none, rows that fit in memory.
Extents piece_of(const VariableInfo& variable) {
    if (!variable.chunk.empty()) return variable.chunk;
    return chunk_shape(variable.shape, kPieceOfUnchunked);
}

/// The piece that begins there, as far as it lies within the array.
Block piece_at(const Extents& start, const Extents& piece, const Extents& shape) {
    Block block{start, piece};
    for (std::size_t n = 0; n < shape.size(); ++n) block.count[n] = std::min(piece[n], shape[n] - start[n]);
    return block;
}

/// Moves on to the next piece, last dimension fastest. False after the last one.
bool advance(Extents& start, const Extents& piece, const Extents& shape) {
    for (std::size_t n = shape.size(); n-- > 0;) {
        start[n] += piece[n];
        if (start[n] < shape[n]) return true;
        start[n] = 0;
    }
    return false;
}

std::string range_text(const Block& block) {
    std::vector<std::string> ranges;
    for (std::size_t n = 0; n < block.start.size(); ++n) {
        const hsize_t first = block.start[n], count = block.count[n];
        ranges.push_back(count == 1 ? fmt::format("{}", first) : fmt::format("{}:{}", first, first + count));
    }
    return fmt::format("elements [{}]", fmt::join(ranges, ", "));
}

void take_in(const std::vector<double>& values, Findings& findings) {
    for (const double value : values) {
        if (!std::isfinite(value)) {
            ++findings.not_finite;
            continue;
        }
        findings.smallest = std::min(findings.smallest, value);
        findings.largest = std::max(findings.largest, value);
    }
}

}  // namespace

Findings examine(const Reader& reader, const VariableInfo& variable) {
    Findings findings;
    if (!variable.is_number && !variable.is_text) return findings;
    if (std::ranges::find(variable.shape, hsize_t{0}) != variable.shape.end()) return findings;
    const Extents piece = piece_of(variable);
    Extents start(variable.shape.size(), 0);
    do {
        const Block block = piece_at(start, piece, variable.shape);
        ++findings.chunks;
        try {
            if (variable.is_text) reader.texts(variable.name, block);
            else take_in(reader.part(variable.name, block), findings);
        } catch (const Error& error) {
            std::string where = range_text(block);
            if (const auto bytes = reader.bytes_of_chunk(variable.name, start))
                where += fmt::format(", bytes {} to {} of the file", bytes->first, bytes->first + bytes->count - 1);
            findings.damages.push_back({where, error.what()});
        }
    } while (advance(start, piece, variable.shape));
    return findings;
}

}  // namespace sluice::io
