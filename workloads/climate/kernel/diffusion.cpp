// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/diffusion.hpp"

#include <array>

namespace sluice::climate {
namespace {

constexpr int kWidth = 2;   // cells that a row looks to either side
constexpr int kMiddle = 2;  // the place of the row at hand among the five

/// Times the spacing: the gradient of fourth order on the face between b and c.
double gradient(double a, double b, double c, double d) { return (1.0 / 12) * (15 * (c - b) - (d - a)); }

/// Of five cells in a row, the change of the third by what flows in from the second and out to the fourth.
double diffused(const std::array<double, 5>& density, const std::array<double, 5>& q) {
    const double left = 0.5 * (density[1] + density[2]) * gradient(q[0], q[1], q[2], q[3]);
    const double right = 0.5 * (density[2] + density[3]) * gradient(q[1], q[2], q[3], q[4]);
    return right - left;
}

double fourth_difference(const std::array<double, 5>& q) {
    return (q[0] + q[4]) - 4 * (q[1] + q[3]) + 6 * q[2];
}

}  // namespace

void Diffusion::add(double dt, const StripView<const double>& from, int k, Columns columns,
                    const StripView<double>& to) {
    if (smoothing_.viscosity != 0) add_viscosity(dt, from, k, columns, to);
    if (smoothing_.hyper_viscosity != 0) add_hyper_viscosity(dt, from, k, columns, to);
}

void Diffusion::add_viscosity(double dt, const StripView<const double>& from, int k, Columns columns,
                              const StripView<double>& to) {
    const Columns wider{columns.first - kWidth, columns.end + kWidth};
    for (int place = 0; place < 5; ++place) prepare(from, k + place - kMiddle, place, wider);
    const double along = dt * smoothing_.viscosity / (grid_->dx() * grid_->dx());
    const double up = dt * smoothing_.viscosity / (grid_->dz() * grid_->dz());
    for (const Quantity quantity : {Quantity::momentum_x, Quantity::momentum_z, Quantity::heat}) {
        std::array<const double*, 5> r{}, q{};
        for (std::size_t n = 0; n < 5; ++n) {
            r[n] = carried_.row(Quantity::density, static_cast<int>(n));
            q[n] = carried_.row(quantity, static_cast<int>(n));
        }
        double* out = to.row(quantity, k);
#pragma GCC ivdep
        for (int i = columns.first; i < columns.end; ++i) {
            const double* here = q[kMiddle] + i;
            const double* dense = r[kMiddle] + i;
            const double in_x = diffused({0, dense[-1], dense[0], dense[1], 0},
                                         {here[-2], here[-1], here[0], here[1], here[2]});
            const double in_z =
                diffused({0, r[1][i], r[2][i], r[3][i], 0}, {q[0][i], q[1][i], q[2][i], q[3][i], q[4][i]});
            out[i] = fused(along, in_x, fused(up, in_z, out[i]));
        }
    }
}

/// What is carried in row k, as if it went on beyond walls as in a mirror.
void Diffusion::prepare(const StripView<const double>& from, int k, int place, Columns columns) {
    const int real = mirrored(k);
    const double turned = real == k ? 1 : -1;
    const Level& rest = background_->mean(real);
    const double *density = from.row(Quantity::density, real), *heat = from.row(Quantity::heat, real);
    const double *along = from.row(Quantity::momentum_x, real), *up = from.row(Quantity::momentum_z, real);
    double *mass = carried_.row(Quantity::density, place), *theta = carried_.row(Quantity::heat, place);
    double *u = carried_.row(Quantity::momentum_x, place), *w = carried_.row(Quantity::momentum_z, place);
#pragma GCC ivdep
    for (int i = columns.first; i < columns.end; ++i) {
        mass[i] = rest.density + density[i];
        u[i] = along[i] / mass[i];
        w[i] = turned * up[i] / mass[i];
        theta[i] = (heat[i] - rest.theta() * density[i]) / mass[i];
    }
}

void Diffusion::add_hyper_viscosity(double dt, const StripView<const double>& from, int k, Columns columns,
                                    const StripView<double>& to) {
    const double factor = -dt * smoothing_.hyper_viscosity / 16 / smoothing_.time;
    for (const Quantity quantity : kQuantities) {
        std::array<const double*, 5> q{};
        std::array<double, 5> sign{};
        for (int n = 0; n < 5; ++n) {
            const int row = k + n - kMiddle, real = mirrored(row);
            q[static_cast<std::size_t>(n)] = from.row(quantity, real);
            sign[static_cast<std::size_t>(n)] = real != row && quantity == Quantity::momentum_z ? -1 : 1;
        }
        double* out = to.row(quantity, k);
#pragma GCC ivdep
        for (int i = columns.first; i < columns.end; ++i) {
            const double* here = q[kMiddle] + i;
            const double in_x = fourth_difference({here[-2], here[-1], here[0], here[1], here[2]});
            const double in_z = fourth_difference(
                {sign[0] * q[0][i], sign[1] * q[1][i], q[2][i], sign[3] * q[3][i], sign[4] * q[4][i]});
            out[i] = fused(factor, in_x + in_z, out[i]);
        }
    }
}

/// The row on this side of a wall that row k is the image of; k itself if it is on this side.
int Diffusion::mirrored(int k) const {
    if (tile_->on_ground && k < 0) return -1 - k;
    if (tile_->under_lid && k >= tile_->z.count) return 2 * tile_->z.count - 1 - k;
    return k;
}

}  // namespace sluice::climate
