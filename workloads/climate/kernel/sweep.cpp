// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/sweep.hpp"

#include "workloads/climate/kernel/reconstruction.hpp"
#include "workloads/climate/kernel/riemann.hpp"

namespace sluice::climate {
namespace {

/// The state of cell i on its face towards cell i + step.
inline Side side_of(const Rows<const double>& cells, std::ptrdiff_t i, std::ptrdiff_t step) {
    return {value_on_face(cells.density + i, step), value_on_face(cells.normal + i, step),
            value_on_face(cells.tangential + i, step), value_on_face(cells.heat + i, step)};
}

inline void store(const Rows<double>& fluxes, std::ptrdiff_t i, const Side& flux) {
    fluxes.density[i] = flux.density;
    fluxes.normal[i] = flux.normal;
    fluxes.tangential[i] = flux.tangential;
    fluxes.heat[i] = flux.heat;
}

}  // namespace

void face_fluxes(const Level& rest, Rows<const double> cells, std::ptrdiff_t step, Columns columns,
                 Rows<double> fluxes) {
#pragma GCC ivdep
    for (int i = columns.first; i <= columns.last; ++i) {
        store(fluxes, i, flux_between(rest, side_of(cells, i - step, step), side_of(cells, i, -step)));
    }
}

void ground_fluxes(const Level& rest, Rows<const double> cells, std::ptrdiff_t pitch, Columns columns,
                   Rows<double> fluxes) {
#pragma GCC ivdep
    for (int i = columns.first; i <= columns.last; ++i) {
        const Side above = side_of(cells, i, -pitch);
        store(fluxes, i, flux_between(rest, mirror_image(above), above));
    }
}

void lid_fluxes(const Level& rest, Rows<const double> cells, std::ptrdiff_t pitch, Columns columns,
                Rows<double> fluxes) {
#pragma GCC ivdep
    for (int i = columns.first; i <= columns.last; ++i) {
        const Side below = side_of(cells, i, pitch);
        store(fluxes, i, flux_between(rest, below, mirror_image(below)));
    }
}

}  // namespace sluice::climate
