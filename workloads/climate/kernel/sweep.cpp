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
    static void put(double* fluxes, const OnFace<Lanes>& flux) {
        store(fluxes + density, flux.density);
        store(fluxes + normal, flux.normal);
        store(fluxes + tangential, flux.tangential);
        store(fluxes + heat, flux.heat);
    }
};

using Along = Places<Direction::x>;
using Across = Places<Direction::z>;

/// `pair(place, i)` is the state of one quantity on face i and the next ones.
template <class Place, class Function>
void compute_fluxes(const RestingFace& at_rest, Columns columns, double* fluxes, Function pair) {
    const RestingFace rest = at_rest;  // `fluxes` could be part of it, for all that the compiler knows
    for (int i = columns.first; i < columns.end; i += kLanes)
        Place::put(fluxes + i, flux_between(rest, Place::state([=](int place) { return pair(place, i); })));
}

/// On a wall, from the three cells beside it, nearest first: the fifth-order value of a quantity that goes on
/// beyond the wall as a parabola. Scaled as a pair is.
inline Lanes even_on_wall(Lanes a, Lanes b, Lanes c) { return kPairScale / 6 * (11 * a - 7 * b + 2 * c); }

/// The same of a quantity that goes on with its sign reversed.
inline Lanes odd_on_wall(Lanes a, Lanes b, Lanes c) { return kPairScale / 30 * (10 * a - 5 * b + c); }

}  // namespace

void centre_across(const double* below, const double* here, const double* above, Columns columns,
                   double* centred) {
    for (int i = columns.first; i < columns.end; i += kLanes)
        store(centred + i, centre_of_averages(load(below + i), load(here + i), load(above + i)));
}

void centre_along(const double* here, Columns columns, double* centred) {
    for (int i = columns.first; i < columns.end; i += kLanes)
        store(centred + i, centre_of_averages(load(here + i - 1), load(here + i), load(here + i + 1)));
}

void pairs_along(const double* cells, Columns columns, Pairs pairs) {
    const auto [means, jumps] = pairs;
    for (int i = columns.first; i < columns.end; i += kLanes) {
        const double* q = cells + i;
        const Pair pair = pair_on_face(load_once(q - 3), load_once(q - 2), load_once(q - 1), load_once(q),
                                       load_once(q + 1), load_once(q + 2));
        store(means + i, pair.mean);
        store(jumps + i, pair.jump);
    }
}

void pairs_across(const std::array<const double*, 6>& rows, Columns columns, Pairs pairs) {
    const auto [means, jumps] = pairs;
    const auto [a, b, c, d, e, f] = rows;
    for (int i = columns.first; i < columns.end; i += kLanes) {
        const Pair pair = pair_on_face(load_once(a + i), load_once(b + i), load_once(c + i), load_once(d + i),
                                       load_once(e + i), load_once(f + i));
        store(means + i, pair.mean);
        store(jumps + i, pair.jump);
    }
}

void fluxes_along(const RestingFace& rest, Pairs state, Columns columns, double* fluxes) {
    const auto [mean, jump] = state;
    compute_fluxes<Along>(rest, columns, fluxes, [=](int place, int i) {
        return Pair{load(mean + i + place), load(jump + i + place)};
    });
}

void fluxes_across(const RestingFace& rest, Pairs state, Columns columns, double* fluxes) {
    const auto [mean, jump] = state;
    compute_fluxes<Across>(rest, columns, fluxes, [=](int place, int i) {
        return Pair{load(mean + i + place), load(jump + i + place)};
    });
}

void wall_fluxes(const RestingFace& rest, Wall wall, const std::array<const double*, 3>& rows,
                 Columns columns, double* fluxes) {
    const auto [a, b, c] = rows;
    const double inwards = wall == Wall::below ? 1 : -1;
    compute_fluxes<Across>(rest, columns, fluxes, [=](int place, int i) {
        const auto in = [=](const double* row) { return load(row + i + place); };
        if (place == Across::normal) return Pair{Lanes{}, inwards * odd_on_wall(in(a), in(b), in(c))};
        return Pair{even_on_wall(in(a), in(b), in(c)), Lanes{}};
    });
}

void gain_along(const double* fluxes, Columns columns, double* gain) {
    for (int i = columns.first; i < columns.end; i += kLanes)
        store(gain + i, load(fluxes + i) - load(fluxes + i + 1));
}

void average_along(const double* fluxes, Columns columns, double* averages) {
    for (int i = columns.first; i < columns.end; i += kLanes)
        store(averages + i, average_of_centres(load(fluxes + i - 1), load(fluxes + i), load(fluxes + i + 1)));
}

void advance_row(const Blend& blend, const Around& around, Columns columns, const double* start,
                 const double* from, double* to) {
    const auto [share, kept, per_dx, per_dz] = blend;
    const auto [before, here, after] = around.gain;
    const double *below = around.below, *above = around.above;
    const auto advanced = [=](int i) {
        const Lanes along = average_of_centres(load(before + i), load(here + i), load(after + i));
        const Lanes flow = fused(per_dx, along, per_dz * (load(below + i) - load(above + i)));
        return fused(share, load(start + i), fused(kept, load(from + i), flow));
    };
    int i = columns.first;
    for (; i + kLanes <= columns.end; i += kLanes) store(to + i, advanced(i));
    if (i < columns.end) store_some(to + i, advanced(i), columns.end - i);
}

void add_row(double factor, const double* from, Columns columns, double* to) {
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) to[i] = fused(factor, from[i], to[i]);
}

}  // namespace sluice::climate
