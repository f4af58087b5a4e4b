// SPDX-License-Identifier: Apache-2.0
// The loops along one row of a strip: everything that is computed more than once a step is here.
//
// Each runs along x, the contiguous direction, and does the same operations for every cell, wherever the row
// begins or ends: the result of a cell does not depend on how the mesh is cut. Cells go through in fours: up to three cells
// after the last column are read, and where rows of fluxes or centred values are written, written as well. A row of all
// quantities is given by its first, as RollingRows lays them out. Fluxes are scaled as reconstruction.hpp says.
#pragma once

#include <array>

#include "workloads/climate/kernel/riemann.hpp"

namespace sluice::climate {

/// Columns first <= i < end.
struct Columns {
    int first, end;
};

/// Averages of one quantity to values at the middle in z, from three rows, or in x, from one.
void centre_across(const double* below, const double* here, const double* above, Columns columns,
                   double* centred);
void centre_along(const double* here, Columns columns, double* centred);

/// A row of values on faces: means and jumps of Pair.
struct Pairs {
    double *mean, *jump;
};

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

/// Of one quantity: what flows in through the left face of a cell less what flows out through its right one.
void gain_along(const double* fluxes, Columns columns, double* gain);

/// Of one quantity: fluxes at the middles of lower faces to their averages over the faces.
void average_along(const double* fluxes, Columns columns, double* averages);

/// to = start u_start + kept u_from + per_dx (flux from the left - to the right) + per_dz (from below - to
/// above), the factors of the fluxes undoing kFaceScale kAverageScale.
struct Blend {
    double start, kept, per_dx, per_dz;
};

/// What moves one quantity in a row of cells.
struct Around {
    std::array<const double*, 3> gain;  // along x at mid-height: of the row below, of the row, of the row above
    const double *below, *above;        // average fluxes through the lower and the upper faces of the row
};

/// One quantity, one row: the gain along x becomes its average over the cells, and all of it moves what is carried.
void advance_row(const Blend& blend, const Around& around, Columns columns, const double* start,
                 const double* from, double* to);

/// to += factor from.
void add_row(double factor, const double* from, Columns columns, double* to);

}  // namespace sluice::climate
