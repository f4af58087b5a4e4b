// SPDX-License-Identifier: Apache-2.0
// Steps the flow on one tile through time with the strong-stability-preserving Runge-Kutta method of third
// order.
//
// Knows no MPI: whoever owns the tile supplies a function that fills the halo from the neighbouring tiles.
// Source: C.-W. Shu and S. Osher, J. Comput. Phys. 77, 439-471 (1988), equation 2.18.
#pragma once

#include <functional>

#include "workloads/climate/kernel/case.hpp"
#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/tendency.hpp"

namespace sluice::climate {

/// Fills the halo of the state from the neighbours, once a step; beyond walls the solver fills it itself.
using ExchangeHalo = std::function<void(Fields&)>;

class Solver {
  public:
    /// Starts from the initial state of the case.
    Solver(const Case& which, const Grid& grid, const Tile& tile);

    /// Advances by dt seconds; dt must not exceed stable_time_step().
    void step(double dt, const ExchangeHalo& exchange);

    const Fields& state() const { return state_; }
    const Background& background() const { return tendency_.background(); }
    const Grid& grid() const { return grid_; }
    const Tile& tile() const { return tile_; }

  private:
    void stage(double dt, double share_of_start, int margin);

    Grid grid_;
    Tile tile_;
    Tendency tendency_;
    Fields state_, start_, rate_;
};

/// The longest stable step in seconds: sound and wind together cross 1.2 cells, x and z added.
/// The limit of the scheme on the linear problem is about 1.4.
double stable_time_step(const Case& which, const Grid& grid);

/// Fills the halo of a tile that is the whole mesh.
void wrap_around(Fields& state);

}  // namespace sluice::climate
