// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/sweep.hpp"

#include "workloads/climate/kernel/strip.hpp"

namespace sluice::climate {
namespace {

enum class Direction { x, z };

/// Where a sweep in that direction finds the quantities of a row.
template <Direction direction>
struct Places {
    static constexpr int place(Quantity quantity) {
        return static_cast<int>(quantity) * RollingRows<1>::kQuantityStep;
    }

    static constexpr int density = place(Quantity::density);
    static constexpr int normal =
        place(direction == Direction::x ? Quantity::momentum_x : Quantity::momentum_z);
    static constexpr int tangential =
        place(direction == Direction::x ? Quantity::momentum_z : Quantity::momentum_x);
    static constexpr int heat = place(Quantity::heat);

    /// The state on a face, `pair(place)` being that of one quantity.
    template <class Function>
    static OnFace<Pair> state(Function pair) {
        return {pair(density), pair(normal), pair(tangential), pair(heat)};
    }
    static void store(double* fluxes, const OnFace<double>& flux) {
        fluxes[density] = flux.density;
        fluxes[normal] = flux.normal;
        fluxes[tangential] = flux.tangential;
        fluxes[heat] = flux.heat;
    }
};

using Along = Places<Direction::x>;
using Across = Places<Direction::z>;

template <class Place>
void compute_fluxes(const RestingFace& at_rest, Pairs state, Columns columns, double* fluxes) {
    const RestingFace rest = at_rest;  // `fluxes` could be part of it, for all that the compiler knows
    const double *mean = state.mean, *jump = state.jump;
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        Place::store(fluxes + i, flux_between(rest, Place::state([=](int place) {
                                                  return Pair{mean[place + i], jump[place + i]};
                                              })));
    }
}

/// On a wall, from the three cells beside it, nearest first: the fifth-order value of a quantity that goes on
/// beyond the wall as a parabola.
inline double even_on_wall(double a, double b, double c) { return (1.0 / 6) * (11 * a - 7 * b + 2 * c); }

/// The same of a quantity that goes on with its sign reversed.
inline double odd_on_wall(double a, double b, double c) { return (1.0 / 30) * (10 * a - 5 * b + c); }

}  // namespace

void centre_across(const double* below, const double* here, const double* above, Columns columns,
                   double* centred) {
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i)
        centred[i] = centre_of_averages(below[i], here[i], above[i]);
}

void centre_along(const double* here, Columns columns, double* centred) {
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        centred[i] = centre_of_averages(here[i - 1], here[i], here[i + 1]);
    }
}

void pairs_along(const double* cells, Columns columns, Pairs pairs) {
    const auto [means, jumps] = pairs;
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        const double* q = cells + i;
        const Pair pair = pair_on_face(q[-3], q[-2], q[-1], q[0], q[1], q[2]);
        means[i] = pair.mean;
        jumps[i] = pair.jump;
    }
}

void pairs_across(const std::array<const double*, 6>& rows, Columns columns, Pairs pairs) {
    const auto [means, jumps] = pairs;
    const auto [a, b, c, d, e, f] = rows;
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        const Pair pair = pair_on_face(a[i], b[i], c[i], d[i], e[i], f[i]);
        means[i] = pair.mean;
        jumps[i] = pair.jump;
    }
}

void fluxes_along(const RestingFace& rest, Pairs state, Columns columns, double* fluxes) {
    compute_fluxes<Along>(rest, state, columns, fluxes);
}

void fluxes_across(const RestingFace& rest, Pairs state, Columns columns, double* fluxes) {
    compute_fluxes<Across>(rest, state, columns, fluxes);
}

void wall_fluxes(const RestingFace& at_rest, Wall wall, const std::array<const double*, 3>& rows,
                 Columns columns, double* fluxes) {
    const RestingFace rest = at_rest;
    const double *a = rows[0], *b = rows[1], *c = rows[2];
    const double inwards = wall == Wall::below ? 1 : -1;
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        Across::store(fluxes + i,
                      flux_between(rest, Across::state([&](int place) {
                                       const int n = place + i;
                                       const bool mirrored = place == Across::normal;
                                       return mirrored ? Pair{0, inwards * odd_on_wall(a[n], b[n], c[n])}
                                                       : Pair{even_on_wall(a[n], b[n], c[n]), 0};
                                   })));
    }
}

void advance_row(const Blend& blend, const Around& fluxes, Columns columns, const double* start,
                 const double* from, double* to) {
    const auto [share, kept, per_dx, per_dz] = blend;
    const double x_here = per_dx * 11 / 12, x_beside = per_dx / 24, z_here = per_dz * 11 / 12,
                 z_beside = per_dz / 24;
    const auto [before, here, after] = fluxes.left;
    const double *below = fluxes.below, *above = fluxes.above;
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        const double along = fused(x_beside, (before[i] - before[i + 1]) + (after[i] - after[i + 1]),
                                   x_here * (here[i] - here[i + 1]));
        const double across = fused(z_beside, (below[i - 1] - above[i - 1]) + (below[i + 1] - above[i + 1]),
                                    z_here * (below[i] - above[i]));
        to[i] = fused(share, start[i], fused(kept, from[i], along + across));
    }
}

void add_row(double factor, const double* from, Columns columns, double* to) {
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) to[i] = fused(factor, from[i], to[i]);
}

}  // namespace sluice::climate
