// SPDX-License-Identifier: Apache-2.0
// Colours for numbers. Both maps change lightness evenly, so equal steps of the number look equal, in grey
// too.
#pragma once

#include "io/image.hpp"

namespace sluice::io {

/// Dark indigo by way of magenta and orange to pale yellow, for share from 0 to 1 (clamped).
Colour sequential_colour(double share);

/// Dark blue by way of near white at 0.5 to dark red: for numbers on both sides of zero.
Colour diverging_colour(double share);

}  // namespace sluice::io
