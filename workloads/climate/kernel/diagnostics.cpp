// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/diagnostics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/climate/kernel/constants.hpp"
#include "workloads/climate/kernel/pressure.hpp"

namespace sluice::climate {
namespace {

/// What a cell holds, from the averages over it.
struct Cell {
    double density, momentum_x, momentum_z, heat;  // departures, as in Quantity

    static Cell of(const Fields& state, int i, int k) {
        return {state.row(Quantity::density, k)[i], state.row(Quantity::momentum_x, k)[i],
                state.row(Quantity::momentum_z, k)[i], state.row(Quantity::heat, k)[i]};
    }
};

double full_density(const Level& rest, const Cell& cell) { return rest.density + cell.density; }

/// (heat + heat') / (rho + rho') - heat / rho, arranged so that no digits cancel.
double theta_perturbation(const Level& rest, const Cell& cell) {
    return (cell.heat - rest.theta() * cell.density) / full_density(rest, cell);
}

/// |w| in m s-1, infinite if anything in the cell is not a number.
double speed(const Level& rest, const Cell& cell) {
    const double w = cell.momentum_z / full_density(rest, cell);
    const bool sound = std::isfinite(w) && std::isfinite(cell.momentum_x) && std::isfinite(cell.heat);
    return sound ? std::abs(w) : std::numeric_limits<double>::infinity();
}

/// J m-3: cv/Rd p + rho g z + rho (u^2 + w^2) / 2.
double energy_density(const Level& rest, const Cell& cell, double z) {
    const double pressure = rest.pressure + pressure_perturbation(rest, cell.heat);
    const double density = full_density(rest, cell);
    const double squares = cell.momentum_x * cell.momentum_x + cell.momentum_z * cell.momentum_z;
    return kHeatCapacityAtVolume / kGasConstant * pressure + density * kGravity * z + 0.5 * squares / density;
}

/// f(level, cell) for every cell of the tile.
template <class Function>
std::vector<double> map_cells(const Fields& state, const Background& background, Function f) {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(state.nx()) * static_cast<std::size_t>(state.nz()));
    for (int k = 0; k < state.nz(); ++k) {
        for (int i = 0; i < state.nx(); ++i) values.push_back(f(background.mean(k), Cell::of(state, i, k)));
    }
    return values;
}

}  // namespace

Totals totals(const Fields& state, const Background& background, const Grid& grid, const Tile& tile) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double area = grid.dx() * grid.dz();
    Totals all{{}, {}, infinity, -infinity, 0};
    for (int k = 0; k < state.nz(); ++k) {
        const Level& rest = background.mean(k);
        const double z = grid.z_centre(tile.z.first + k);
        for (int i = 0; i < state.nx(); ++i) {
            const Cell cell = Cell::of(state, i, k);
            const double warmth = theta_perturbation(rest, cell);
            all.mass.add(area * full_density(rest, cell));
            all.energy.add(area * energy_density(rest, cell, z));
            all.coldest = std::min(all.coldest, warmth);
            all.warmest = std::max(all.warmest, warmth);
            all.fastest = std::max(all.fastest, speed(rest, cell));
        }
    }
    return all;
}

std::vector<double> theta_perturbation(const Fields& state, const Background& background) {
    return map_cells(state, background,
                     [](const Level& rest, const Cell& cell) { return theta_perturbation(rest, cell); });
}

std::vector<double> velocity(const Fields& state, const Background& background, Quantity momentum) {
    return map_cells(state, background, [=](const Level& rest, const Cell& cell) {
        return (momentum == Quantity::momentum_x ? cell.momentum_x : cell.momentum_z) /
               full_density(rest, cell);
    });
}

std::vector<double> density_perturbation(const Fields& state) {
    std::vector<double> values;
    for (int k = 0; k < state.nz(); ++k) {
        const double* row = state.row(Quantity::density, k);
        values.insert(values.end(), row, row + state.nx());
    }
    return values;
}

}  // namespace sluice::climate
