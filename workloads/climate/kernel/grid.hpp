// SPDX-License-Identifier: Apache-2.0
// The whole mesh, and the rectangle of it that one rank computes.
//
// The mesh is uniform, periodic in x (along the ground) and closed by rigid walls in z (upwards).
#pragma once

namespace sluice::climate {

struct Grid {
    int nx, nz;             // cells
    double length, height;  // m

    double dx() const { return length / nx; }
    double dz() const { return height / nz; }
    double x_centre(int i) const { return (i + 0.5) * dx(); }
    double z_centre(int k) const { return (k + 0.5) * dz(); }
    double z_face(int k) const { return k * dz(); }  // lower face of cell k
};

/// Cells first, ..., first + count - 1 of one direction.
struct Range {
    int first, count;

    friend bool operator==(const Range&, const Range&) = default;
};

/// Cells left <= i < right, bottom <= k < top, counted from the first cell of a tile; may reach into its
/// halo.
struct Region {
    int left, right, bottom, top;
};

struct Tile {
    Range x, z;
    bool on_ground, under_lid;  // does the tile touch the lower, the upper wall

    static Tile of(const Grid& grid, Range x, Range z) {
        return {x, z, z.first == 0, z.first + z.count == grid.nz};
    }
    /// The tile and the cells up to `margin` beyond it, but none beyond a wall.
    Region with_margin(int margin) const {
        return {-margin, x.count + margin, on_ground ? 0 : -margin, z.count + (under_lid ? 0 : margin)};
    }

    static Tile whole(const Grid& grid) { return of(grid, {0, grid.nx}, {0, grid.nz}); }
};

}  // namespace sluice::climate
