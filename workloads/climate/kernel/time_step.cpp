// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/time_step.hpp"

#include <algorithm>

#include "workloads/climate/kernel/walls.hpp"

namespace sluice::climate {
namespace {

constexpr int kLine = 8;  // numbers in a line of the cache

/// Asks for a row before it is needed: strips are too short for the machine to see by itself what comes next.
void fetch(const StripView<const double>& rows, int k, int width) {
    for (const Quantity quantity : kQuantities) {
        const double* row = rows.row(quantity, k);
        for (int i = -kHalo; i < width + kHalo + kLine; i += kLine) __builtin_prefetch(row + i);
    }
}

/// The same for a row that will be written.
void claim(const StripView<double>& rows, int k, int width) {
    for (const Quantity quantity : kQuantities) {
        double* row = rows.row(quantity, k);
        for (int i = 0; i < width; i += kLine) __builtin_prefetch(row + i, 1);
    }
}

/// Where strip n of so many begins, counted from the first: where a line of the cache does.
int edge_of(int n, int strips, int width) { return n == strips ? width : width * n / strips / kLine * kLine; }

}  // namespace

TimeStep::TimeStep(const Grid& grid, const Tile& tile, const RestingFaces& resting,
                   const Background& background, const Forcing& forcing, const Smoothing& smoothing)
    : tile_{tile},
      first_stage_{grid, tile, resting, {grid, tile, background, smoothing}, forcing},
      second_stage_{grid, tile, resting, {grid, tile, background, smoothing}, forcing},
      third_stage_{grid, tile, resting, {grid, tile, background, smoothing}, forcing} {}

void TimeStep::advance(double dt, const Fields& state, const Region& region, Fields& next) {
    constexpr int widest = kStripWidth - kLine + 1;  // on the average: edges move by less than a line
    const int width = region.right - region.left, strips = (width + widest - 1) / widest;
    for (int n = 0; n < strips; ++n) {
        const Region strip{region.left + edge_of(n, strips, width), region.left + edge_of(n + 1, strips, width),
                           region.bottom, region.top};
        const int columns = strip.right - strip.left;
        begin_strip(dt, state, strip, next);
        const Region rows = around(strip, 2 * kReach);
        for (int k = rows.bottom; k < strip.top + 2 * kReach; ++k) {
            fetch(strip_of(state, strip.left), std::min(k + 2 * kReach, rows.top), columns);
            claim(strip_of(next, strip.left), std::clamp(k - kReach, strip.bottom, strip.top - 1), columns);
            first_stage_.advance(k);
            second_stage_.advance(k - kReach);
            third_stage_.advance(k - 2 * kReach);
            extend_beyond_walls(first_, k, strip, 2 * kReach);
            extend_beyond_walls(second_, k - kReach, strip, kReach);
        }
    }
}

void TimeStep::begin_strip(double dt, const Fields& state, const Region& strip, Fields& next) {
    const StripView<const double> start = strip_of(state, strip.left);
    first_stage_.begin({0, dt}, strip.left, around(strip, 2 * kReach), start, start, strip_of(first_));
    second_stage_.begin({3.0 / 4, dt}, strip.left, around(strip, kReach), start, strip_of(first_),
                        strip_of(second_));
    third_stage_.begin({1.0 / 3, dt}, strip.left, around(strip, 0), start, strip_of(second_),
                       strip_of(next, strip.left));
}

/// As soon as the rows are there that the walls mirror. Not sooner: beyond the lid rows take the place of
/// others.
void TimeStep::extend_beyond_walls(RollingRows<8>& stage, int newest, const Region& strip, int margin) {
    const Columns columns{-margin, strip.right - strip.left + margin};
    if (tile_.on_ground && newest == kReach - 1) extend_below_ground(strip_of(stage), columns);
    if (tile_.under_lid && newest == tile_.z.count - 1)
        extend_above_lid(strip_of(stage), tile_.z.count, columns);
}

/// The strip and what is up to `margin` cells around it, but nothing beyond a wall; columns count from the
/// strip's left.
Region TimeStep::around(const Region& strip, int margin) const {
    const Region widest = tile_.with_margin(margin);
    return {-margin, strip.right - strip.left + margin, std::max(strip.bottom - margin, widest.bottom),
            std::min(strip.top + margin, widest.top)};
}

}  // namespace sluice::climate
