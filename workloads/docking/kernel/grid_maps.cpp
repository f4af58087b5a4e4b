// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/grid_maps.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "workloads/docking/kernel/pair_energy.hpp"

namespace sluice::docking {
namespace {

/// Where eight atoms are on an axis of the grid.
struct Place {
    I8 cell;
    F8 fraction;
    Walled wall;
};

Place locate(F8 x, float low, float high, float spacing, int points) {
    Place place;
    place.wall = keep_inside(x, low, high);
    const F8 steps = (place.wall.inside - low) / spacing;
    const F8 cell = min(to_float(truncate(steps)), all(static_cast<float>(points - 2)));
    place.cell = truncate(cell);
    place.fraction = steps - cell;
    return place;
}

/// Rows of eight become columns.
void transpose(F8 (&m)[kLanes]) {
    F8 t[kLanes];
    for (int k = 0; k < kLanes; k += 2) {
        t[k] = __builtin_shufflevector(m[k], m[k + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        t[k + 1] = __builtin_shufflevector(m[k], m[k + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    F8 u[kLanes];
    for (int k = 0; k < kLanes; k += 4) {
        u[k] = __builtin_shufflevector(t[k], t[k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        u[k + 1] = __builtin_shufflevector(t[k], t[k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        u[k + 2] = __builtin_shufflevector(t[k + 1], t[k + 3], 0, 1, 8, 9, 4, 5, 12, 13);
        u[k + 3] = __builtin_shufflevector(t[k + 1], t[k + 3], 2, 3, 10, 11, 6, 7, 14, 15);
    }
    for (int k = 0; k < 4; ++k) {
        m[k] = __builtin_shufflevector(u[k], u[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        m[k + 4] = __builtin_shufflevector(u[k], u[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

/// A value between eight corners (bits of the index: z, y and, highest, x) and its slopes along the three
/// axes.
FieldValue interpolate(const F8 (&c)[kLanes], F8 x, F8 y, F8 z, const float (&spacing)[3]) {
    const F8 low_x[4] = {c[0], c[1], c[2], c[3]};
    F8 line[4], rise_x[4];
    for (int k = 0; k < 4; ++k) {
        rise_x[k] = c[k + 4] - low_x[k];
        line[k] = low_x[k] + x * rise_x[k];
    }
    const F8 rise_y0 = line[1] - line[0], rise_y1 = line[3] - line[2];
    const F8 plane0 = line[0] + y * rise_y0, plane1 = line[2] + y * rise_y1;
    const F8 x0 = rise_x[0] + y * (rise_x[1] - rise_x[0]), x1 = rise_x[2] + y * (rise_x[3] - rise_x[2]);
    const F8 rise_z = plane1 - plane0;
    return {plane0 + z * rise_z,
            {(x0 + z * (x1 - x0)) / spacing[0], (rise_y0 + z * (rise_y1 - rise_y0)) / spacing[1],
             rise_z / spacing[2]}};
}

}  // namespace

GridMaps::Axis GridMaps::axis(double centre, double size) {
    const int cells = std::max(2, static_cast<int>(std::ceil(size / kSpacing)));
    return {cells + 1, static_cast<float>(centre - 0.5 * size), static_cast<float>(centre + 0.5 * size),
            static_cast<float>(size / cells)};
}

GridMaps::GridMaps(const Receptor& receptor, std::vector<Species> species, const Box& box, float softening)
    : x_{axis(box.centre.x, box.size.x)},
      y_{axis(box.centre.y, box.size.y)},
      z_{axis(box.centre.z, box.size.z)},
      stride_{(x_.points + kLanes) / kLanes * kLanes},
      softening_{softening},
      species_{std::move(species)},
      maps_(species_.size()) {
    for (std::size_t s = 0; s < species_.size(); ++s) fill(maps_[s], receptor, species_[s]);
}

void GridMaps::fill(Map& map, const Receptor& receptor, const Species& species) const {
    std::vector<float> values(index(0, 0, z_.points), 0.0F);
    for (const Receptor::Atom& atom : receptor.atoms) add_atom(values, atom, species);
    map.resize(values.size() + 1);
    const auto value = [&](int x, int y, int z) {
        return values[index(x, std::min(y, y_.points - 1), std::min(z, z_.points - 1))];
    };
    for (int z = 0; z < z_.points; ++z) {
        for (int y = 0; y < y_.points; ++y) {
            for (int x = 0; x < stride_; ++x) {
                map[index(x, y, z)] = {value(x, y, z), value(x, y + 1, z), value(x, y, z + 1),
                                       value(x, y + 1, z + 1)};
            }
        }
    }
}

void GridMaps::add_atom(std::vector<float>& values, const Receptor::Atom& atom,
                        const Species& species) const {
    const PairKind kind = pair_kind(species, atom.species);
    const auto far2 = static_cast<float>(kCutoff * kCutoff);
    const auto px = static_cast<float>(atom.position.x), py = static_cast<float>(atom.position.y),
               pz = static_cast<float>(atom.position.z);
    constexpr F8 steps{0, 1, 2, 3, 4, 5, 6, 7};
    for (int z = 0; z < z_.points; ++z) {
        const float dz = z_.low + static_cast<float>(z) * z_.spacing - pz;
        if (dz * dz >= far2) continue;
        for (int y = 0; y < y_.points; ++y) {
            const float dy = y_.low + static_cast<float>(y) * y_.spacing - py;
            const float rest2 = far2 - dz * dz - dy * dy;
            if (rest2 <= 0) continue;
            const float reach = __builtin_sqrtf(rest2);
            const int first =
                std::max(0, static_cast<int>((px - reach - x_.low) / x_.spacing)) / kLanes * kLanes;
            const float last =
                std::min((px + reach - x_.low) / x_.spacing, static_cast<float>(x_.points - 1));
            for (int x = first; static_cast<float>(x) <= last; x += kLanes) {
                const F8 dx = x_.low + (steps + static_cast<float>(x)) * x_.spacing - px;
                F8 sum;
                float* const here = values.data() + index(x, y, z);
                std::memcpy(&sum, here, sizeof sum);
                sum += pair_energy(kind, dx * dx + (dy * dy + dz * dz)).energy;
                std::memcpy(here, &sum, sizeof sum);
            }
        }
    }
}

int GridMaps::index_of(const Species& species) const {
    const auto found = std::ranges::find(species_, species);
    if (found == species_.end()) throw std::invalid_argument{"there is no map for this kind of atom"};
    return static_cast<int>(found - species_.begin());
}

FieldValue GridMaps::at(int species, const Vec8& position) const {
    const Place x = locate(position.x, x_.low, x_.high, x_.spacing, x_.points);
    const Place y = locate(position.y, y_.low, y_.high, y_.spacing, y_.points);
    const Place z = locate(position.z, z_.low, z_.high, z_.spacing, z_.points);
    const I8 where = (z.cell * y_.points + y.cell) * stride_ + x.cell;
    const Corners* const map = maps_[static_cast<std::size_t>(species)].data();
    F8 corners[kLanes];
    for (int lane = 0; lane < kLanes; ++lane)
        std::memcpy(&corners[lane], map + where[lane], sizeof corners[lane]);
    transpose(corners);
    FieldValue value =
        interpolate(corners, x.fraction, y.fraction, z.fraction, {x_.spacing, y_.spacing, z_.spacing});
    value.gradient = soften(value.energy, softening_) * value.gradient;
    value.energy += x.wall.energy + y.wall.energy + z.wall.energy;
    value.gradient = value.gradient + Vec8{x.wall.slope, y.wall.slope, z.wall.slope};
    return value;
}

}  // namespace sluice::docking
