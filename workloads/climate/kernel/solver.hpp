// SPDX-License-Identifier: Apache-2.0
// Steps the flow on one tile through time.
//
// Knows no MPI: whoever owns the tile supplies a function that fills the halo from the neighbouring tiles.
#pragma once

#include <functional>
#include <utility>

#include "workloads/climate/kernel/case.hpp"
#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/grid.hpp"
#include "workloads/climate/kernel/time_step.hpp"

namespace sluice::climate {

/// Fills the halo of the state from the neighbours, once a step; beyond walls the solver fills it itself.
using ExchangeHalo = std::function<void(Fields&)>;

class Solver {
  public:
    /// Starts from the initial state of the case.
    Solver(const Case& which, const Grid& grid, const Tile& tile);
    Solver(const Solver&) = delete;  // its parts know each other by address
    Solver& operator=(const Solver&) = delete;

    /// Advances by dt seconds; dt must not exceed stable_time_step().
    void step(double dt, const ExchangeHalo& exchange);

    /// Goes on from these values instead; the halo does not matter.
    void restore(Fields state) { state_ = std::move(state); }

    const Fields& state() const { return state_; }
    const Background& background() const { return background_; }
    const Grid& grid() const { return grid_; }
    const Tile& tile() const { return tile_; }

  private:
    void extend_beyond_walls();

    Grid grid_;
    Tile tile_;
    Background background_;
    RestingFaces resting_;
    Forcing forcing_;
    TimeStep time_step_;
    Fields state_, next_;
};

/// The longest stable step in seconds: sound and wind together cross 1.2 cells, x and z added.
/// The limit of the scheme on the linear problem is about 1.4.
double stable_time_step(const Case& which, const Grid& grid);

/// Fills the halo of a tile that is the whole mesh.
void wrap_around(Fields& state);

}  // namespace sluice::climate
