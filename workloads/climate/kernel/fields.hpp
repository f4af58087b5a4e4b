// SPDX-License-Identifier: Apache-2.0
// The prognostic quantities of one tile, with a halo all round.
//
// The halo is wide enough for all stages of a time step: each stage computes a smaller part of it, so that
// neighbours exchange once a step and do a little work twice.
//
// Storage is one array [z][quantity][x], x contiguous: a rectangle of all quantities is one block of a
// three-dimensional array, every inner loop runs along x, and a row of all quantities is one piece of memory.
#pragma once

#include <array>
#include <boost/align/aligned_allocator.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace sluice::climate {

/// Differences from the background at rest, as averages over a cell.
enum class Quantity {
    density,     // rho', kg m-3
    momentum_x,  // rho u, kg m-2 s-1
    momentum_z,  // rho w, kg m-2 s-1
    heat,        // (rho theta)', K kg m-3
};
inline constexpr std::array kQuantities{Quantity::density, Quantity::momentum_x, Quantity::momentum_z,
                                        Quantity::heat};

inline constexpr int kReach = 3;   // cells that one stage looks to either side
inline constexpr int kStages = 3;  // of a time step
inline constexpr int kHalo = kStages * kReach;

class Fields {
  public:
    /// On either side of the cells of a row: the halo, what sweeps read beyond it and drop, and the rest of a cache line.
    static constexpr int kRoom = 16;
    static constexpr int row_length(int nx) { return (nx + kLine - 1) / kLine * kLine + 2 * kRoom; }

    Fields(int nx, int nz)
        : nx_{nx},
          nz_{nz},
          values_(static_cast<std::size_t>(rows()) * static_cast<std::size_t>(row_step())) {}

    int nx() const { return nx_; }
    int nz() const { return nz_; }
    int rows() const { return nz_ + 2 * kHalo; }
    /// Distances in memory: from a quantity of a cell to the next one, from a cell to the one above it.
    int quantity_step() const { return row_length(nx_); }
    int row_step() const { return static_cast<int>(kQuantities.size()) * quantity_step(); }

    /// Cell (0, k) of a quantity. Valid for k in [-kHalo, nz + kHalo), columns in [-kHalo, nx + kHalo).
    double* row(Quantity quantity, int k) { return values_.data() + offset(quantity, k); }
    const double* row(Quantity quantity, int k) const { return values_.data() + offset(quantity, k); }

    /// Rows of row_length() numbers: room, cells, room.
    std::span<double> values() { return values_; }
    std::span<const double> values() const { return values_; }

  private:
    std::ptrdiff_t offset(Quantity quantity, int k) const {
        return std::ptrdiff_t{k + kHalo} * row_step() +
               static_cast<std::ptrdiff_t>(quantity) * quantity_step() + kRoom;
    }

    static constexpr int kLine = 8;  // numbers in a cache line; column 0 begins one

    int nx_, nz_;
    std::vector<double, boost::alignment::aligned_allocator<double, kLine * sizeof(double)>> values_;
};

}  // namespace sluice::climate
