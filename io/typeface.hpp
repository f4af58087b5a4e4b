// SPDX-License-Identifier: Apache-2.0
// The letters: each drawn with a pen along strokes on a grid of ten rows.
#pragma once

#include <string_view>

namespace sluice::io {

// Rows of the grid, from below.
inline constexpr double kBaseline = 2;
inline constexpr double kCapLine = 9;

/// Strokes separated by spaces; a stroke is a chain of points, two digits each: column, then row. "~" in
/// front makes a smooth curve of it, the chain being its control points. A stroke of one point is a dot.
std::string_view strokes_of(char letter);

}  // namespace sluice::io
