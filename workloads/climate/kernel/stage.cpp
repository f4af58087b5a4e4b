// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/stage.hpp"

#include "workloads/climate/kernel/constants.hpp"

namespace sluice::climate {

void StageSweep::begin(const StageWeights& weights, int left, const Region& region,
                       StripView<const double> start, StripView<const double> from, StripView<double> to) {
    weights_ = weights;
    left_ = left;
    region_ = region;
    start_ = start;
    from_ = from;
    to_ = to;
}

// Each sweep runs as far ahead as the next needs it: the average of a flux through left faces takes the rows
// below and above, a face between rows takes three rows on either side.
void StageSweep::advance(int k) {
    if (k < region_.bottom || k >= region_.top) return;
    if (k == region_.bottom) {
        for (int row = k - 1; row <= k; ++row) sweep_along(row);
        for (int row = k - kReach; row < k + kReach; ++row) centre_for_sweep_across(row);
        sweep_across(k);
    }
    sweep_along(k + 1);
    centre_for_sweep_across(k + kReach);
    sweep_across(k + 1);
    advance_cells(k);
}

/// The columns and as many more on either side as make registers full, all on whole addresses in rolling rows.
Columns StageSweep::whole_lanes(int margin) const {
    const auto [first, end] = columns(margin);
    return {first & -kLanes, (end + kLanes - 1) & -kLanes};
}

void StageSweep::sweep_along(int k) {
    for (const Quantity quantity : kQuantities) {
        centre_across(from_.row(quantity, k - 1), from_.row(quantity, k), from_.row(quantity, k + 1),
                      whole_lanes(kReach), centred_in_z_.row(quantity, 0));
        pairs_along(centred_in_z_.row(quantity, 0), whole_lanes(1), pairs(quantity));
    }
    fluxes_along(resting_->left(k), pairs(Quantity{}), whole_lanes(1), flux_.row(0));
    for (const Quantity quantity : kQuantities)
        gain_along(flux_.row(quantity, 0), whole_lanes(0), x_gain_.row(quantity, k));
}

void StageSweep::centre_for_sweep_across(int k) {
    for (const Quantity quantity : kQuantities) {
        centre_along(from_.row(quantity, k), whole_lanes(1), centred_in_x_.row(quantity, k));
    }
}

void StageSweep::sweep_across(int k) {
    fluxes_through_lower_faces(k);
    for (const Quantity quantity : kQuantities)
        average_along(flux_.row(quantity, 0), whole_lanes(0), z_flux_.row(quantity, k));
}

void StageSweep::fluxes_through_lower_faces(int k) {
    const auto cells = [this](int row) -> const double* { return centred_in_x_.row(row); };
    const RestingFace& rest = resting_->lower(k);
    if (tile_->on_ground && k == 0) {
        wall_fluxes(rest, Wall::below, {cells(0), cells(1), cells(2)}, whole_lanes(1), flux_.row(0));
    } else if (tile_->under_lid && k == tile_->z.count) {
        wall_fluxes(rest, Wall::above, {cells(k - 1), cells(k - 2), cells(k - 3)}, whole_lanes(1), flux_.row(0));
    } else {
        for (const Quantity q : kQuantities) {
            const auto row = [&](int place) -> const double* { return centred_in_x_.row(q, place); };
            pairs_across({row(k - 3), row(k - 2), row(k - 1), row(k), row(k + 1), row(k + 2)}, whole_lanes(1), pairs(q));
        }
        fluxes_across(rest, pairs(Quantity{}), whole_lanes(1), flux_.row(0));
    }
}

void StageSweep::advance_cells(int k) {
    const double kept = 1 - weights_.share, dt = kept * weights_.dt;
    constexpr double kScale = kFaceScale * kAverageScale;
    const Blend blend{weights_.share, kept, dt / grid_->dx() / kScale, dt / grid_->dz() / kScale};
    const Columns written{whole_lanes(0).first, region_.right};  // in `to` there is no room to write more
    for (const Quantity quantity : kQuantities) {
        const auto gain = [&](int row) { return x_gain_.row(quantity, row); };
        advance_row(
            blend,
            {{gain(k - 1), gain(k), gain(k + 1)}, z_flux_.row(quantity, k), z_flux_.row(quantity, k + 1)}, written,
            start_.row(quantity, k), from_.row(quantity, k), to_.row(quantity, k));
    }
    add_row(-kGravity * dt, from_.row(Quantity::density, k), columns(0), to_.row(Quantity::momentum_z, k));
    diffusion_.add(dt, from_, k, columns(0), to_);
    if (!forcing_->none()) forcing_->add(dt, from_, left_, k, columns(0), to_);
}

}  // namespace sluice::climate
