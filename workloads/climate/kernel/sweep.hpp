// SPDX-License-Identifier: Apache-2.0
// The loops along one row of a strip: everything that is computed more than once a step is here.
//
// Each runs along x, the contiguous direction, and does the same operations for every cell, wherever the row
// begins or ends: the result of a cell does not depend on how the mesh is cut. The loops are short, so that
// the processor can have several cells under way at once; one loop for all of it takes longer. A row of all
// quantities is given by its first, as RollingRows lays them out.
#pragma once

#include <array>

#include "workloads/climate/kernel/riemann.hpp"

namespace sluice::climate {

/// Columns first <= i < end.
struct Columns {
    int first, end;
};

/// A row of values on faces: means and jumps of Pair.
struct Pairs {
    double *mean, *jump;
};

/// Averages of one quantity to values at the middle in z, from three rows, or in x, from one.
void centre_across(const double* below, const double* here, const double* above, Columns columns,
                   double* centred);
void centre_along(const double* here, Columns columns, double* centred);

/// The two values of one quantity on the left faces of a row; needs cells three to the left and two to the
/// right.
void pairs_along(const double* cells, Columns columns, Pairs pairs);

/// The same on the faces between the third and the fourth of six rows that follow each other upwards.
void pairs_across(const std::array<const double*, 6>& rows, Columns columns, Pairs pairs);

/// Fluxes through a row of faces. `state` and `fluxes` lead to rows of all quantities.
void fluxes_along(const RestingFace& rest, Pairs state, Columns columns, double* fluxes);
void fluxes_across(const RestingFace& rest, Pairs state, Columns columns, double* fluxes);

/// Where a wall closes the mesh.
enum class Wall { below, above };

/// Fluxes through a wall: those between the state beside it and its mirror image, pressure alone. `rows` are
/// the three rows beside the wall, nearest first.
void wall_fluxes(const RestingFace& rest, Wall wall, const std::array<const double*, 3>& rows,
                 Columns columns, double* fluxes);

/// to = start u_start + kept u_from + per_dx (flux from the left - to the right) + per_dz (from below - to
/// above).
struct Blend {
    double start, kept, per_dx, per_dz;
};

/// Fluxes of one quantity around a row of cells.
struct Around {
    std::array<const double*, 3> left;  // through left faces: of the row below, of the row, of the row above
    const double* below;                // through the lower faces of the row
    const double* above;                // through its upper faces
};

/// One quantity, one row: fluxes at the middles of faces become averages, and the averages move what they
/// carry.
void advance_row(const Blend& blend, const Around& fluxes, Columns columns, const double* start,
                 const double* from, double* to);

/// to += factor from.
void add_row(double factor, const double* from, Columns columns, double* to);

}  // namespace sluice::climate
