// SPDX-License-Identifier: Apache-2.0
// Fluxes through one row of faces, for both directions alike.
//
// Every loop runs along x, the contiguous direction; `step` leads from a cell to its neighbour across the
// face: 1 for the sweep in x, the pitch of the fields for the sweep in z.
#pragma once

#include <cstddef>

#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/sounding.hpp"

namespace sluice::climate {

enum class Direction { x, z };

/// One row of the four quantities, momentum taken along the direction of a sweep and across it.
template <class Value>
struct Rows {
    Value *density, *normal, *tangential, *heat;
};

/// Row k of a Fields (or const Fields) as the sweep sees it.
template <class Value, class AnyFields>
Rows<Value> rows_of(AnyFields& fields, Direction direction, int k) {
    const bool along_x = direction == Direction::x;
    return {fields.row(Quantity::density, k),
            fields.row(along_x ? Quantity::momentum_x : Quantity::momentum_z, k),
            fields.row(along_x ? Quantity::momentum_z : Quantity::momentum_x, k),
            fields.row(Quantity::heat, k)};
}

/// Columns first, ..., last.
struct Columns {
    int first, last;
};

/// Fluxes through the lower face (in the direction of the sweep) of each cell of a row.
///   rest    the air at rest at these faces
///   cells   values at the middles of the faces' own row or column; three cells needed on either side
void face_fluxes(const Level& rest, Rows<const double> cells, std::ptrdiff_t step, Columns columns,
                 Rows<double> fluxes);

/// The same through the rigid wall below a row of cells: only pressure acts.
void ground_fluxes(const Level& rest, Rows<const double> cells, std::ptrdiff_t pitch, Columns columns,
                   Rows<double> fluxes);

/// The same through the rigid wall above a row of cells.
void lid_fluxes(const Level& rest, Rows<const double> cells, std::ptrdiff_t pitch, Columns columns,
                Rows<double> fluxes);

}  // namespace sluice::climate
